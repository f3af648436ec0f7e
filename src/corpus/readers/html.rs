//! Transcripts on web pages: the lines of the page, with what its mark-up says of them, read as
//! pages of text are.

mod lines;

use crate::corpus::error::ReadError;
use crate::parse::Parsed;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::page;
use super::script::Mark;

/// How far into a file its mark-up is looked for, in bytes.
const HEAD: usize = 4096;

/// The fewest labels that tell a transcript where nothing else does.
const FEWEST_LABELS: usize = 4;

/// The reader of such pages.
pub(super) struct Html;

impl Reader for Html {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(text) = sample.text else { return Verdict::Declines };
        let named = matches!(sample.extension().as_str(), "html" | "htm" | "xhtml");
        if !is_markup(text, named) {
            return Verdict::Declines;
        }
        let lines = lines::lines(text);
        let signs = page::signs(&lines);
        let labels = lines.iter().filter(|l| l.mark != Mark::Plain).count();
        let headed = signs.headings + signs.full > 0;
        if signs.lists > 0 && labels + signs.operators >= FEWEST_LABELS {
            return Verdict::Takes(format!("HTML with {} lists of participants", signs.lists));
        }
        if signs.full > 0 {
            return Verdict::Takes("HTML that says where the full transcript begins".to_owned());
        }
        if signs.have_colons() && signs.colons >= FEWEST_LABELS {
            return Verdict::Takes(format!("HTML with {} labels of the operator", signs.colons));
        }
        if headed && signs.dashes + signs.operators >= FEWEST_LABELS {
            return Verdict::Takes(format!(
                "HTML with {} labels under headings",
                signs.dashes + signs.operators
            ));
        }
        Verdict::NoTranscript("HTML without lists of participants or speaker labels".to_owned())
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(page::read(&lines::lines(input.text)))
    }
}

/// Tells whether a text is HTML, by its beginning.
fn is_markup(text: &str, named: bool) -> bool {
    let head = text.trim_start();
    let mut end = head.len().min(HEAD);
    while !head.is_char_boundary(end) {
        end -= 1;
    }
    let lower = head[..end].to_ascii_lowercase();
    let tags = ["<p>", "<p ", "<div", "<span", "<body", "<html", "<table"];
    let tagged = tags.iter().any(|tag| lower.contains(tag));
    lower.starts_with("<!doctype html")
        || lower.starts_with("<html")
        || lower.starts_with('<') && !lower.starts_with("<?xml") && tagged
        || named && tagged
}
