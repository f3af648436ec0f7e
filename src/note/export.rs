//! A note made ready to be read elsewhere: without what only earmark needs, cited as wanted.

use std::ops::Range;

use crate::note::edit::anchor_and_hash;
use crate::note::markdown::Block;
use crate::note::markdown::StretchKind;
use crate::note::markdown::blocks;
use crate::note::markdown::body_start;
use crate::note::markdown::front_matter;
use crate::note::markdown::plain;
use crate::note::markdown::stretches;
use crate::note::page::code;
use crate::note::page::escaped;
use crate::note::queries::is_query_line;
use crate::note::queries::provenance;
use crate::note::quotations::quotations;
use crate::note::words::quote_hash;
use crate::transcript::Anchor;
use crate::transcript::Call;
use crate::transcript::Period;
use crate::transcript::Speaker;

/// A quotation of a note that has a footnote of earmark's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteQuote {
    /// The name of its footnote.
    pub footnote: String,
    /// Where its words stand.
    pub anchor: Anchor,
    /// The citation as the note gives it.
    pub citation: String,
    /// The words, as the note has them.
    pub text: String,
    /// Whether its words are others than when they were cited.
    pub is_edited: bool,
}

/// A note ready to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    /// The title.
    pub title: Option<String>,
    /// The text as Markdown, without front matter and comments of earmark's.
    pub markdown: String,
    /// By what each query in it can be had again, a line each.
    pub provenance: Vec<String>,
}

/// Returns the title of a note: the one in its front matter, else its first heading.
pub fn title(note: &str) -> Option<String> {
    let matter = front_matter(note).map_or("", |(range, _)| &note[range]);
    let given = matter.lines().find_map(|l| l.strip_prefix("title:")).map(|t| {
        let t = t.trim();
        let quoted = t.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        quoted.map_or_else(|| t.to_owned(), |q| q.replace("\\\"", "\"").replace("\\\\", "\\"))
    });
    let heading = || {
        blocks(note).iter().find_map(|block| match block {
            Block::Text(lines) => {
                let words = plain(note, lines).text;
                words.strip_prefix("# ").map(|t| t.trim().to_owned())
            }
            Block::Quote(_) | Block::Footnote(..) => None,
        })
    };
    given.filter(|t| !t.is_empty()).or_else(heading)
}

/// Returns the quotations of a note that have a footnote of earmark's, in order.
pub fn note_quotes(note: &str) -> Vec<NoteQuote> {
    let all = quotations(note, 1);
    let mut out = Vec::new();
    for quotation in all.list.iter().filter(|q| q.inside.is_none()) {
        for name in &quotation.around.calls {
            let Some(footnote) = all.footnotes.get(name) else { continue };
            let Some((anchor, hash)) = anchor_and_hash(footnote) else { continue };
            let citation = footnote.rsplit_once(&anchor.to_string()).map_or("", |(c, _)| c);
            let citation = citation.trim().trim_end_matches('.').to_owned();
            let text = quotation.text.clone();
            let is_edited = quote_hash(&text) != hash;
            out.push(NoteQuote { footnote: name.clone(), anchor, citation, text, is_edited });
        }
    }
    out
}

/// Returns a note ready to be read; `cite` gives the citation for an address, or `None` where the
/// one in the note is to stay.
pub fn readable(note: &str, cite: &mut dyn FnMut(&Anchor) -> Option<String>) -> Readable {
    let start = body_start(note);
    let mut cuts: Vec<(Range<usize>, String)> = Vec::new();
    for block in blocks(note) {
        let Block::Footnote(_, lines) = block else { continue };
        let text = plain(note, &lines).text;
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { continue };
        let Some((anchor, _)) = anchor_and_hash(&text) else { continue };
        let citation = if let Some(citation) = cite(&anchor) {
            escaped(&citation)
        } else {
            let kept = &note[first.start..last.end];
            let kept = kept.rsplit_once(&anchor.to_string()).map_or(kept, |(kept, _)| kept);
            kept.trim_end_matches(['`', ' ', '.']).to_owned()
        };
        cuts.push((first.start..last.end, format!("{citation}. {}", code(&anchor.to_string()))));
    }
    for stretch in stretches(note).iter().filter(|s| s.kind == StretchKind::Comment) {
        let (Some(first), Some(last)) = (stretch.lines.first(), stretch.lines.last()) else {
            continue;
        };
        if is_query_line(&note[first.clone()]) {
            let end = note[last.end..].find('\n').map_or(note.len(), |n| last.end + n + 1);
            cuts.push((first.start..end, String::new()));
        }
    }
    cuts.sort_by_key(|(range, _)| range.start);
    let mut markdown = String::with_capacity(note.len());
    let mut at = start;
    for (range, instead) in cuts {
        if range.start >= at {
            markdown += &note[at..range.start];
            markdown += &instead;
            at = range.end;
        }
    }
    markdown += note.get(at..).unwrap_or_default();
    let markdown = markdown.replace("\r\n", "\n").trim_start().to_owned();
    Readable { title: title(note), markdown, provenance: provenance(note) }
}

/// Returns a short citation: company, period, speaker.
pub fn short_citation(call: &Call, speaker: &Speaker) -> String {
    let company = call.holder();
    let event = company.or(call.title.as_deref()).unwrap_or(call.id.as_str());
    let period = call.quarter.map(Period::spoken).or_else(|| call.date.map(|d| d.to_string()));
    let parts = [Some(event.to_owned()), period, speaker.name.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
