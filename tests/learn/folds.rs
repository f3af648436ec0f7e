//! Companies held out: the tables by which a fifth of them is judged are learned without it.

use std::path::Path;
use std::path::PathBuf;

use earmark::parse::learn::CastTable;
use earmark::parse::learn::FlowTable;

use crate::cast;
use crate::flow;
use crate::gold::Call;
use crate::gold::number;

/// How many parts the companies are put in; each is judged by tables learned from the others.
pub(crate) const FOLDS: u64 = 5;

/// Tells whether a call's company belongs to a fold.
pub(crate) fn is_of(call: &Call, fold: u64) -> bool {
    number(&call.company) % FOLDS == fold
}

/// Both tables, ready to read calls by.
pub(crate) struct Tables {
    pub(crate) flow: FlowTable,
    pub(crate) cast: CastTable,
}

/// Where tables learned without a fold are kept, so that they need not be learned again.
pub(crate) struct Kept(pub(crate) Option<PathBuf>);

impl Kept {
    /// Returns the tables learned without a fold.
    pub(crate) fn without(&self, fold: u64, calls: &[Call]) -> Tables {
        let held = |c: &Call| is_of(c, fold);
        let flow = self.table(&format!("flow-{fold}.tsv"), || flow::learn(calls, &held));
        let flow = FlowTable::read(&flow);
        let cast = self.table(&format!("cast-{fold}.tsv"), || cast::learn(calls, &held, &flow));
        Tables { flow, cast: CastTable::read(&cast) }
    }

    fn table(&self, name: &str, learn: impl Fn() -> String) -> String {
        let path: Option<PathBuf> = self.0.as_deref().map(|f: &Path| f.join(name));
        if let Some(text) = path.as_ref().and_then(|p| std::fs::read_to_string(p).ok()) {
            return text;
        }
        let text = learn();
        if let Some(path) = path {
            std::fs::write(path, &text).expect("writing a table");
        }
        text
    }
}
