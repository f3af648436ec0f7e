//! Word documents: the paragraphs of the document, read as a page of text is.
//!
//! Comments, notes, headers and footers are not its text, and text that was deleted is gone.

use quick_xml::Reader as XmlReader;
use quick_xml::events::Event;

use crate::corpus::error::ReadError;
use crate::corpus::packed;
use crate::parse::Parsed;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::page;
use super::script;

/// Where in the archive the document stands.
const DOCUMENT: &str = "word/document.xml";

/// The reader of Word documents.
pub(super) struct Docx;

impl Reader for Docx {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let is_zip = sample.bytes.starts_with(b"PK\x03\x04");
        let named = sample.extension() == "docx";
        if is_zip && (named || packed::holds(sample.bytes, DOCUMENT)) {
            return Verdict::Takes(format!("an archive with `{DOCUMENT}`"));
        }
        Verdict::Declines
    }

    fn open(&self, bytes: Vec<u8>) -> Result<String, ReadError> {
        let reason = || "an office document without text".to_owned();
        let xml = packed::entry(&bytes, DOCUMENT)?;
        let xml = xml.ok_or_else(|| ReadError::NoTranscript { reason: reason() })?;
        let text = text(&xml)?;
        if text.trim().is_empty() {
            return Err(ReadError::NoTranscript { reason: reason() });
        }
        Ok(text)
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(page::read_any(&script::lines(input.text), input.text))
    }
}

/// Returns the paragraphs of a document, a line each.
fn text(xml: &str) -> Result<String, ReadError> {
    let mut reader = XmlReader::from_str(xml);
    let mut out = String::new();
    let mut in_text = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => in_text = tag.name().as_ref() == "w:t",
            Ok(Event::Empty(tag)) => match tag.name().as_ref() {
                "w:br" | "w:cr" => out.push('\n'),
                "w:tab" => out.push('\t'),
                _ => {}
            },
            Ok(Event::End(tag)) => {
                in_text = false;
                if tag.name().as_ref() == "w:p" {
                    out.push('\n');
                }
            }
            Ok(Event::Text(text)) if in_text => {
                out.push_str(&text);
            }
            Ok(Event::GeneralRef(name)) if in_text => out.push_str(&super::xml::reference(&name)),
            Ok(Event::Eof) => return Ok(out),
            Ok(_) => {}
            Err(_) => return Err(ReadError::Packed { kind: "XML" }),
        }
    }
}
