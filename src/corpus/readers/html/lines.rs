//! The lines of a web page: its blocks, cut at line breaks, without what no reader sees.

use std::borrow::Cow;
use std::ops::Range;

use html5gum::DefaultEmitter;
use html5gum::StartTag;
use html5gum::Token;
use html5gum::Tokenizer;

use super::super::script::Line;
use super::super::script::Mark;

/// Elements that begin and end a line.
const BLOCKS: [&str; 38] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements whose content nobody reads as text.
const HIDDEN: [&str; 15] = [
    "audio",
    "button",
    "figcaption",
    "footer",
    "head",
    "iframe",
    "nav",
    "noscript",
    "object",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "video",
];

/// Returns the lines of a page that are not blank.
pub(super) fn lines(html: &str) -> Vec<Line<'static>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.open(&tag),
            Token::EndTag(tag) => page.close(&name(&tag.name)),
            Token::String(text) => {
                page.add(&String::from_utf8_lossy(&text.value), text.span.start..text.span.end);
            }
            _ => {}
        }
    }
    page.end_line();
    page.lines
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).to_ascii_lowercase()
}

/// The page as far as it has been read.
#[derive(Default)]
struct Page {
    lines: Vec<Line<'static>>,
    text: String,
    span: Option<Range<usize>>,
    /// The letters of the line: all, those in bold, those in italics.
    letters: [usize; 3],
    asks: Option<Mark>,
    /// How many elements of bold type, and of italics, are open.
    bold: usize,
    italic: usize,
    /// Hidden elements that are open.
    hidden: Vec<String>,
    /// The spans that are open, with whom their classes name.
    spans: Vec<Option<Mark>>,
    preformatted: bool,
    /// Whether the line before stands out and is of the same block.
    below_label: bool,
}

impl Page {
    fn open(&mut self, tag: &StartTag<usize>) {
        let name = name(&tag.name);
        if HIDDEN.contains(&name.as_str()) && !tag.self_closing {
            self.hidden.push(name);
            return;
        }
        if BLOCKS.contains(&name.as_str()) {
            self.end_line();
            if name != "br" {
                self.end_block();
            }
        }
        match name.as_str() {
            "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.bold += 1,
            "i" | "em" => self.italic += 1,
            "pre" => self.preformatted = true,
            "span" if !tag.self_closing => self.spans.push(class(tag)),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(at) = self.hidden.iter().rposition(|open| open == name) {
            self.hidden.truncate(at);
            return;
        }
        if BLOCKS.contains(&name) {
            self.end_line();
            self.end_block();
        }
        match name {
            "b" | "strong" => self.bold = self.bold.saturating_sub(1),
            "i" | "em" => self.italic = self.italic.saturating_sub(1),
            "pre" => self.preformatted = false,
            "span" => drop(self.spans.pop()),
            _ => {}
        }
    }

    fn add(&mut self, text: &str, span: Range<usize>) {
        if !self.hidden.is_empty() {
            return;
        }
        for c in text.chars() {
            if self.preformatted && c == '\n' {
                self.end_line();
            } else if c.is_whitespace() {
                if !self.text.is_empty() && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            } else {
                self.text.push(c);
                let old = self.span.take().map_or(span.start, |old| old.start);
                self.span = Some(old..span.end);
                if c.is_alphanumeric() {
                    self.letters[0] += 1;
                    self.letters[1] += usize::from(self.bold > 0);
                    self.letters[2] += usize::from(self.italic > 0 && self.bold == 0);
                    self.asks = self.asks.or_else(|| self.spans.iter().flatten().next().copied());
                }
            }
        }
    }

    /// Ends the line at hand.
    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.text);
        let [all, bold, italic] = std::mem::take(&mut self.letters);
        let asks = self.asks.take();
        let Some(span) = self.span.take() else { return };
        let whole = all > 0 && bold + italic == all;
        let mark = match asks {
            _ if whole && bold == 0 && self.below_label => Mark::Title,
            Some(asks) if whole && bold > 0 => asks,
            _ if whole && bold > 0 => Mark::Strong,
            _ => Mark::Plain,
        };
        self.below_label = matches!(mark, Mark::Strong | Mark::Question | Mark::Answer);
        self.lines.push(Line { text: Cow::Owned(text.trim().to_owned()), span, mark });
    }

    /// Ends a block: type that was left bold ends with it.
    fn end_block(&mut self) {
        (self.bold, self.italic) = (0, 0);
        self.below_label = false;
    }
}

/// Returns whom the class of a label names.
fn class(tag: &StartTag<usize>) -> Option<Mark> {
    let class = tag.attributes.get("class".as_bytes())?;
    let class = String::from_utf8_lossy(&class.value).to_lowercase();
    class.split_whitespace().find_map(|word| match word {
        "question" => Some(Mark::Question),
        "answer" => Some(Mark::Answer),
        _ => None,
    })
}
