//! Notes as pages for other programs: web pages, Word files, tables, lists of sources.

mod csl;
mod csv;
mod docx;
mod flow;
mod html;

use crate::note::NoteQuote;
use crate::note::Readable;
use crate::transcript::Call;
use crate::transcript::Turn;

pub use csl::sources;
pub use csv::quotes;
pub use docx::docx;
pub use html::html;

/// A quotation of a note with what the index knows of its place.
pub struct Source {
    /// The quotation.
    pub quote: NoteQuote,
    /// The call and the turn; `None` where the address leads nowhere now.
    pub place: Option<(std::sync::Arc<Call>, Turn)>,
}

/// Returns a note as Markdown that Pandoc and others read.
pub fn markdown(note: &Readable) -> String {
    let mut out = String::new();
    if let Some(title) = &note.title {
        let title = title.replace('\\', "\\\\").replace('"', "\\\"");
        out.extend(["---\ntitle: \"", &title, "\"\n---\n\n"]);
    }
    out += note.markdown.trim_end();
    out += "\n";
    for line in &note.provenance {
        out.extend(["\n<!-- ", &line.replace("--", "- -"), " -->\n"]);
    }
    out
}
