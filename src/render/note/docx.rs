//! A note as a Word file with real footnotes.
//!
//! The parts are written by hand: they are few, and what earmark has to read Word files writes
//! them too. ECMA-376 part 1 describes them: 17.3 paragraphs and runs, 17.11 footnotes.

use std::io;
use std::io::Cursor;
use std::io::Write;

use pulldown_cmark::Event;
use pulldown_cmark::HeadingLevel;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::note::Readable;
use crate::render::note::flow::events;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const TYPES: &str = concat!(
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>",
    "<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>",
    "<Override PartName=\"/word/footnotes.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml\"/>",
    "</Types>"
);

const ROOT_RELATIONS: &str = concat!(
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>",
    "</Relationships>"
);

const RELATIONS: &str = concat!(
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>",
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes\" Target=\"footnotes.xml\"/>",
    "</Relationships>"
);

/// The name space that every part names.
const SPACE: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// What the footnotes begin with: the lines that part them from the text.
const SEPARATORS: &str = concat!(
    "<w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>",
    "<w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"
);

/// Paragraph styles: id, name, what they set on paragraphs, what they set on characters.
const STYLES: [(&str, &str, &str, &str); 7] = [
    ("Normal", "Normal", "<w:spacing w:after=\"160\"/>", "<w:sz w:val=\"22\"/>"),
    ("Heading1", "heading 1", "<w:outlineLvl w:val=\"0\"/>", "<w:b/><w:sz w:val=\"34\"/>"),
    ("Heading2", "heading 2", "<w:outlineLvl w:val=\"1\"/>", "<w:b/><w:sz w:val=\"28\"/>"),
    ("Heading3", "heading 3", "<w:outlineLvl w:val=\"2\"/>", "<w:b/><w:sz w:val=\"24\"/>"),
    ("Quote", "Quote", "<w:ind w:left=\"567\" w:right=\"567\"/>", "<w:i/>"),
    ("ListParagraph", "List Paragraph", "<w:ind w:left=\"360\" w:hanging=\"360\"/>", ""),
    ("FootnoteText", "footnote text", "<w:spacing w:after=\"0\"/>", "<w:sz w:val=\"18\"/>"),
];

/// Writes a note as a Word file.
pub fn docx(out: &mut dyn Write, note: &Readable) -> io::Result<()> {
    let mut parts = Parts::default();
    for event in events(note) {
        parts.take(event);
    }
    parts.end_paragraph();
    for line in &note.provenance {
        parts.text(line, "<w:sz w:val=\"16\"/>");
        parts.end_paragraph();
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let document = format!("<w:document {SPACE}><w:body>{}</w:body></w:document>", parts.body);
    for (name, content) in [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", ROOT_RELATIONS.to_owned()),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", RELATIONS.to_owned()),
        ("word/styles.xml", styles()),
        ("word/footnotes.xml", parts.footnotes()),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).map_err(io::Error::other)?;
        zip.write_all(XML.as_bytes())?;
        zip.write_all(content.as_bytes())?;
    }
    out.write_all(zip.finish().map_err(io::Error::other)?.get_ref())
}

fn styles() -> String {
    let mut out = format!("<w:styles {SPACE}>");
    for (id, name, paragraph, run) in STYLES {
        let default = if id == "Normal" { " w:default=\"1\"" } else { "" };
        let style = format!(
            "<w:style w:type=\"paragraph\"{default} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
             <w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        );
        out += &style;
    }
    out += "<w:style w:type=\"character\" w:styleId=\"FootnoteReference\">\
            <w:name w:val=\"footnote reference\"/><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>\
            </w:style></w:styles>";
    out
}

/// The parts of the file as they grow.
#[derive(Default)]
struct Parts {
    body: String,
    /// The footnotes by name, in the order they are called or defined, and the content of each.
    notes: Vec<(String, String)>,
    /// The runs of the paragraph that is being written.
    runs: String,
    heading: Option<HeadingLevel>,
    quotes: usize,
    lists: Vec<Option<u64>>,
    in_code: bool,
    bold: usize,
    italic: usize,
    /// The footnote that is being written, by its place.
    note: Option<usize>,
}

impl Parts {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, "");
            }
            Event::Code(text) => self.text(&text, CODE),
            Event::Html(text) | Event::InlineHtml(text) => self.text(&text, ""),
            Event::FootnoteReference(name) => {
                let id = self.note_id(&name) + 1;
                let call = format!(
                    "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr>\
                     <w:footnoteReference w:id=\"{id}\"/></w:r>"
                );
                self.runs += &call;
            }
            Event::SoftBreak => self.text(" ", ""),
            Event::HardBreak => self.runs += "<w:r><w:br/></w:r>",
            Event::Rule => self.end_paragraph(),
            Event::TaskListMarker(done) => self.text(if done { "[x] " } else { "[ ] " }, ""),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.heading = Some(level),
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::List(first) => {
                self.end_paragraph();
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(n)) => {
                        *n += 1;
                        format!("{}. ", *n - 1)
                    }
                    _ => "• ".to_owned(),
                };
                self.text(&mark, "");
            }
            Tag::FootnoteDefinition(name) => self.note = Some(self.note_id(&name)),
            Tag::Emphasis => self.italic += 1,
            Tag::Strong => self.bold += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow => self.end_paragraph(),
            TagEnd::Heading(_) => {
                self.end_paragraph();
                self.heading = None;
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::CodeBlock => {
                self.end_paragraph();
                self.in_code = false;
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::FootnoteDefinition => {
                self.end_paragraph();
                self.note = None;
            }
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            _ => {}
        }
    }

    /// Returns the place of a footnote, which is made where it is new.
    fn note_id(&mut self, name: &str) -> usize {
        if let Some(at) = self.notes.iter().position(|(known, _)| known == name) {
            return at;
        }
        self.notes.push((name.to_owned(), String::new()));
        self.notes.len() - 1
    }

    /// Adds words to the paragraph, with what is set on their characters.
    fn text(&mut self, text: &str, set: &str) {
        let code = if self.in_code { CODE } else { "" };
        let bold = if self.bold > 0 { "<w:b/>" } else { "" };
        let italic = if self.italic > 0 { "<w:i/>" } else { "" };
        let set = if set.is_empty() { code } else { set };
        let run = format!(
            "<w:r><w:rPr>{bold}{italic}{set}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
            escape(text)
        );
        self.runs += &run;
    }

    /// Writes the paragraph, if it has anything in it.
    fn end_paragraph(&mut self) {
        if self.runs.is_empty() {
            return;
        }
        let runs = std::mem::take(&mut self.runs);
        if let Some(at) = self.note {
            let content = &mut self.notes[at].1;
            let mark = "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/>\
                        </w:r><w:r><w:t xml:space=\"preserve\"> </w:t></w:r>";
            let mark = if content.is_empty() { mark } else { "" };
            *content += &paragraph("FootnoteText", &format!("{mark}{runs}"));
            return;
        }
        let style = match self.heading {
            Some(HeadingLevel::H1) => "Heading1",
            Some(HeadingLevel::H2) => "Heading2",
            Some(_) => "Heading3",
            None if self.quotes > 0 => "Quote",
            None if !self.lists.is_empty() => "ListParagraph",
            None => "Normal",
        };
        self.body += &paragraph(style, &runs);
    }

    fn footnotes(&self) -> String {
        let mut out = format!("<w:footnotes {SPACE}>{SEPARATORS}");
        for (at, (_, content)) in self.notes.iter().enumerate() {
            let empty = || paragraph("FootnoteText", "");
            let content = if content.is_empty() { &empty() } else { content };
            let id = (at + 1).to_string();
            out.extend(["<w:footnote w:id=\"", &id, "\">", content, "</w:footnote>"]);
        }
        out + "</w:footnotes>"
    }
}

/// What is set on the characters of code.
const CODE: &str = "<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\"/>";

fn paragraph(style: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>")
}

/// Returns a text that XML can hold: escaped, without characters that XML has no way to write.
fn escape(text: &str) -> String {
    let is_allowed = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let text: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(is_allowed).collect();
    quick_xml::escape::escape(text.as_str()).into_owned()
}
