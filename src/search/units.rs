//! SAME: passages in a unit that holds several things.

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::Score;
use tantivy::TERMINATED;
use tantivy::query::Scorer;

use crate::index::Columns;
use crate::query::Unit;
use crate::search::booleans::seek_from_any;

/// Passages that hold one of the wanted, in a unit that holds all of them and nothing unwanted.
pub(super) struct SameUnit {
    unit: Unit,
    wanted: Vec<Box<dyn Scorer>>,
    unwanted: Vec<Box<dyn Scorer>>,
    columns: Columns,
    /// The passages found in the unit reached, with their scores.
    found: Vec<(DocId, Score)>,
    at: usize,
    /// The first document after the units looked at.
    next: DocId,
}

impl SameUnit {
    /// Takes at least one wanted set; sentences are no unit of documents.
    pub(super) fn new(
        unit: Unit,
        wanted: Vec<Box<dyn Scorer>>,
        unwanted: Vec<Box<dyn Scorer>>,
        columns: &Columns,
    ) -> Self {
        let mut set = Self {
            unit,
            wanted,
            unwanted,
            columns: columns.clone(),
            found: vec![],
            at: 0,
            next: 0,
        };
        set.find();
        set
    }

    fn find(&mut self) {
        self.found.clear();
        self.at = 0;
        while self.found.is_empty() {
            let Some((start, end)) = self.next_unit() else { return };
            let spoiled = self.unwanted.iter_mut().any(|u| seek_from_any(u.as_mut(), start) < end);
            for set in &mut self.wanted {
                while set.doc() < end {
                    if !spoiled {
                        self.found.push((set.doc(), set.score()));
                    }
                    set.advance();
                }
            }
            self.next = end;
        }
        self.found.sort_by_key(|(doc, _)| *doc);
        self.found.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 += later.1;
            }
            same
        });
    }

    /// Returns the next unit that holds all that is wanted.
    fn next_unit(&mut self) -> Option<(DocId, DocId)> {
        let mut target = self.next;
        'units: loop {
            let mut unit: Option<(DocId, DocId)> = None;
            for set in &mut self.wanted {
                let doc = seek_from_any(set.as_mut(), target);
                if doc == TERMINATED {
                    return None;
                }
                let Some(here) = bounds(self.unit, &self.columns, doc) else {
                    target = doc + 1;
                    continue 'units;
                };
                match unit {
                    None => unit = Some(here),
                    Some(first) if first.0 == here.0 => {}
                    Some(first) => {
                        target = first.0.max(here.0);
                        continue 'units;
                    }
                }
            }
            return unit;
        }
    }
}

/// Returns the unit around a passage: its first document and the one after its last.
fn bounds(unit: Unit, columns: &Columns, doc: DocId) -> Option<(DocId, DocId)> {
    match unit {
        Unit::Sentence | Unit::Passage => Some((doc, doc + 1)),
        Unit::Turn => Some((columns.turn_start(doc), columns.turn_end(doc))),
        Unit::Exchange => columns.exchange_start(doc).map(|s| (s, columns.exchange_end(doc))),
        Unit::Call => Some((columns.call_start(doc), columns.call_end(doc))),
    }
}

impl DocSet for SameUnit {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at >= self.found.len() {
            self.find();
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.found.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        self.wanted.iter().map(DocSet::size_hint).min().unwrap_or(0)
    }
}

impl Scorer for SameUnit {
    fn score(&mut self) -> Score {
        self.found.get(self.at).map_or(0.0, |(_, score)| *score)
    }
}
