//! Two calls side by side: terms and sentences that are new, dropped or changed, by section.
//!
//! A term is new where the second call says it often enough and the first does not at all,
//! dropped the other way round, and changed where its rates differ more than by chance in 1 of 100
//! cases (G² above 6.63; see [`statistics`](super::statistics)).
//!
//! A sentence is kept where both calls have it word by word. Of the others, those that share
//! most words are one that was changed: twice the words in common over all words of both is at
//! least one half (L. Dice, "Measures of the Amount of Ecologic Association Between Species",
//! Ecology 26(3), 1945; each word as often as it is said). The rest is dropped, or new. Sentences
//! of fewer than five words are courtesies and are passed over, and so is all
//! that the operator says, who is of the service that runs the call.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::terms::Term;
use crate::analysis::terms::TermCounts;
use crate::analysis::terms::call_record;
use crate::analysis::words::words;
use crate::index::Reader;
use crate::query::Field;
use crate::query::FieldValue;
use crate::query::Filter;
use crate::query::Polarity;
use crate::query::Query;
use crate::query::Value;
use crate::search::Match;
use crate::search::SearchError;
use crate::search::matches;
use crate::text;
use crate::transcript::Anchor;
use crate::transcript::Call;
use crate::transcript::CallId;
use crate::transcript::Role;
use crate::transcript::Section;

/// G² above which a term has changed: by chance in 1 of 100 cases.
const CHANGED: f64 = 6.63;

/// The share of words in common from which on two sentences are one that was changed.
const ALIKE: f64 = 0.5;

/// The fewest words of a sentence that is compared.
const LEAST_WORDS: usize = 5;

/// Two calls, compared.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The first call.
    pub before: Arc<Call>,
    /// The second call.
    pub after: Arc<Call>,
    /// What changed in each section that either has.
    pub sections: Vec<SectionChange>,
}

/// What changed in a section.
#[derive(Debug, Clone)]
pub struct SectionChange {
    /// The section.
    pub section: Section,
    /// How many words the two calls have in it.
    pub words: (u64, u64),
    /// Terms of the second call alone, the most frequent first.
    pub new_terms: Vec<Term>,
    /// Terms of the first call alone, the most frequent first; counted as `other_count`.
    pub dropped_terms: Vec<Term>,
    /// Terms of both that are said more or less often, the surest first.
    pub changed_terms: Vec<Term>,
    /// How many sentences of the second call stand word by word in the first.
    pub kept_sentences: u64,
    /// Sentences of the second call alone, in order.
    pub new_sentences: Vec<Sentence>,
    /// Sentences of the first call alone, in order.
    pub dropped_sentences: Vec<Sentence>,
    /// Sentences that were changed: before, after, and how much they share, most first.
    pub changed_sentences: Vec<(Sentence, Sentence, f64)>,
}

/// What became of a sentence.
#[derive(Debug, Clone, Copy)]
pub struct SentenceChange<'a> {
    /// `new`, `dropped` or `changed`.
    pub change: &'static str,
    /// The sentence of the first call.
    pub before: Option<&'a Sentence>,
    /// The sentence of the second call.
    pub after: Option<&'a Sentence>,
    /// How much the two share, from 0 to 1.
    pub share: Option<f64>,
}

impl SectionChange {
    /// Returns the terms that are new, dropped and changed, each list with its name.
    pub fn terms(&self) -> [(&'static str, &[Term]); 3] {
        [
            ("new", &self.new_terms),
            ("dropped", &self.dropped_terms),
            ("changed", &self.changed_terms),
        ]
    }

    /// Returns the sentences that are new, dropped and changed.
    pub fn sentences(&self) -> Vec<SentenceChange<'_>> {
        let of = |change, before, after, share| SentenceChange { change, before, after, share };
        let new = self.new_sentences.iter().map(|s| of("new", None, Some(s), None));
        let dropped = self.dropped_sentences.iter().map(|s| of("dropped", Some(s), None, None));
        let changed = self.changed_sentences.iter();
        let changed = changed.map(|(was, is, n)| of("changed", Some(was), Some(is), Some(*n)));
        new.chain(dropped).chain(changed).collect()
    }
}

/// A sentence of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The passage it stands in.
    pub anchor: Anchor,
    /// The sentence, on one line.
    pub text: String,
    /// Its words, sorted.
    sorted: Vec<String>,
}

/// What a call says in a section.
#[derive(Default)]
struct Said {
    terms: TermCounts,
    sentences: Vec<Sentence>,
}

/// Compares two calls, both under the same filters. `min_count` is how often a term must be said
/// in one of them to be new or dropped.
///
/// # Errors
///
/// As [`search`](crate::search::search), and where there is no such call.
pub fn compare(
    reader: &Reader,
    calls: (&CallId, &CallId),
    filters: &[Filter],
    min_count: u64,
) -> Result<Comparison, SearchError> {
    reader.guard(|| compare_in(reader, calls, filters, min_count))
}

fn compare_in(
    reader: &Reader,
    calls: (&CallId, &CallId),
    filters: &[Filter],
    min_count: u64,
) -> Result<Comparison, SearchError> {
    let (before, mut was) = read(reader, calls.0, filters)?;
    let (after, mut is) = read(reader, calls.1, filters)?;
    let mut sections = Vec::new();
    for section in Section::ALL {
        let (was, is) = (was.remove(&section), is.remove(&section));
        if was.is_some() || is.is_some() {
            let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
            sections.push(change(section, was, is, min_count));
        }
    }
    Ok(Comparison { before, after, sections })
}

/// Reads a call, section by section.
fn read(
    reader: &Reader,
    call: &CallId,
    filters: &[Filter],
) -> Result<(Arc<Call>, BTreeMap<Section, Said>), SearchError> {
    let record = call_record(reader, call)?;
    let mut query = Query { filters: filters.to_vec(), ..Query::everything() };
    let value = FieldValue { value: Value::Call(call.clone()), span: 0..0 };
    let polarity = Polarity::Include;
    query.filters.push(Filter { field: Field::Call, values: vec![value], polarity });
    let mut sections: BTreeMap<Section, Said> = BTreeMap::new();
    matches(reader, &query)?.for_each(&mut |passage| {
        let turn = &passage.turn()?.turn;
        if turn.speaker.role == Role::Operator {
            return Ok(());
        }
        sections.entry(turn.section).or_default().add(passage)
    })?;
    Ok((record, sections))
}

impl Said {
    fn add(&mut self, passage: &Match<'_>) -> Result<(), SearchError> {
        let text = passage.text()?;
        self.terms.add(&text, 1);
        for range in text::sentences(&text) {
            let mut sorted = words(&text[range.clone()]);
            if sorted.len() < LEAST_WORDS {
                continue;
            }
            sorted.sort_unstable();
            let on_one_line = text[range].split_whitespace().collect::<Vec<_>>().join(" ");
            self.sentences.push(Sentence { anchor: passage.anchor(), text: on_one_line, sorted });
        }
        Ok(())
    }
}

fn change(section: Section, was: Said, is: Said, min_count: u64) -> SectionChange {
    let mut names = [was.terms.terms(), is.terms.terms()].concat();
    names.sort_unstable();
    names.dedup();
    let terms = names.into_iter().map(|term| is.terms.against(&was.terms, term));
    let (mut new_terms, mut dropped_terms, mut changed_terms) = (vec![], vec![], vec![]);
    for term in terms {
        match (term.other_count, term.count) {
            (0, n) if n >= min_count => new_terms.push(term),
            (n, 0) if n >= min_count => dropped_terms.push(term),
            (0, _) | (_, 0) => {}
            _ if term.log_likelihood > CHANGED => changed_terms.push(term),
            _ => {}
        }
    }
    // They are sorted by term already.
    new_terms.sort_by_key(|t| Reverse(t.count));
    dropped_terms.sort_by_key(|t| Reverse(t.other_count));
    changed_terms.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood));
    let words = (was.terms.size, is.terms.size);
    let mut out = SectionChange {
        section,
        words,
        new_terms,
        dropped_terms,
        changed_terms,
        kept_sentences: 0,
        new_sentences: Vec::new(),
        dropped_sentences: Vec::new(),
        changed_sentences: Vec::new(),
    };
    pair(was.sentences, is.sentences, &mut out);
    out
}

/// Finds which sentences were kept, changed, dropped and added.
fn pair(before: Vec<Sentence>, after: Vec<Sentence>, out: &mut SectionChange) {
    let mut before: Vec<Option<Sentence>> = before.into_iter().map(Some).collect();
    let mut after: Vec<Option<Sentence>> = after.into_iter().map(Some).collect();
    for is in &mut after {
        let same = |was: &&mut Option<Sentence>| {
            was.as_ref().zip(is.as_ref()).is_some_and(|(was, is)| was.sorted == is.sorted)
        };
        if let Some(was) = before.iter_mut().find(same) {
            (*was, *is) = (None, None);
            out.kept_sentences += 1;
        }
    }
    let mut pairs = Vec::new();
    for (n, was) in before.iter().enumerate() {
        for (m, is) in after.iter().enumerate() {
            if let (Some(was), Some(is)) = (was, is) {
                let shared = share(&was.sorted, &is.sorted);
                if shared >= ALIKE {
                    pairs.push((shared, n, m));
                }
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    for (shared, n, m) in pairs {
        if before[n].is_none() || after[m].is_none() {
            continue;
        }
        if let (Some(was), Some(is)) = (before[n].take(), after[m].take()) {
            out.changed_sentences.push((was, is, shared));
        }
    }
    out.dropped_sentences = before.into_iter().flatten().collect();
    out.new_sentences = after.into_iter().flatten().collect();
}

/// Returns twice the words that two sorted lists have in common over all words of both.
#[expect(clippy::cast_precision_loss, reason = "sentences are short")]
fn share(a: &[String], b: &[String]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j, common) = (i + 1, j + 1, common + 1);
            }
        }
    }
    2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Said {
        let mut said = Said::default();
        said.terms.add(text, 1);
        for range in text::sentences(text) {
            let mut sorted = words(&text[range.clone()]);
            sorted.sort_unstable();
            let anchor = Anchor { call: CallId::new("x"), turn: None, passage: None };
            said.sentences.push(Sentence { anchor, text: text[range].to_owned(), sorted });
        }
        said
    }

    #[test]
    fn sentences_are_kept_changed_dropped_or_new() {
        let was = said(
            "We see strong demand in all regions. Margins fell by two points. Thank you all for coming.",
        );
        let is = said(
            "We see weak demand in some regions. Thank you all for coming. The plant in Toledo opened.",
        );
        let found = change(Section::Prepared, was, is, 1);
        let texts = |list: &[Sentence]| list.iter().map(|s| s.text.clone()).collect::<Vec<_>>();
        assert_eq!(found.kept_sentences, 1);
        assert_eq!(texts(&found.dropped_sentences), ["Margins fell by two points."]);
        assert_eq!(texts(&found.new_sentences), ["The plant in Toledo opened."]);
        let (was, is, shared) = &found.changed_sentences[0];
        assert!(was.text.contains("strong") && is.text.contains("weak"));
        assert!((shared - 10.0 / 14.0).abs() < 1e-9);
        let terms = |list: &[Term]| list.iter().map(|t| t.term.clone()).collect::<Vec<_>>();
        assert_eq!(terms(&found.new_terms), ["opened", "plant", "toledo", "weak"]);
    }
}
