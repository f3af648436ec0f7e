//! Keyness: what one call says more than others do.
//!
//! Every word, or run of words, of the call is counted in it and in the other calls, and the two
//! rates are compared; see [`Contrast`] for the measures. A term is inside one passage, has no figure in
//! it, and neither begins nor ends with a word that only holds sentences together. What
//! the operator says is left out: it is of the service that runs the call.

use std::collections::HashMap;
use std::sync::Arc;

use crate::analysis::statistics::Contrast;
use crate::analysis::words::is_function_word;
use crate::analysis::words::is_term;
use crate::analysis::words::words;
use crate::index::Reader;
use crate::query::Filter;
use crate::query::Notice;
use crate::query::Query;
use crate::search::SearchError;
use crate::search::matches;
use crate::transcript::Anchor;
use crate::transcript::Call;
use crate::transcript::CallId;
use crate::transcript::Companies;
use crate::transcript::Holder;
use crate::transcript::Role;

/// What a call is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Against {
    /// The other calls of its company, under all its names.
    #[default]
    Company,
    /// All other calls.
    All,
}

impl Against {
    /// Returns the name used on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::All => "all",
        }
    }
}

/// What is wanted of the terms of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermOptions {
    /// What it is compared with.
    pub against: Against,
    /// How many words a term has.
    pub length: usize,
    /// How often a term must be said in the call.
    pub min_count: u64,
    /// The most terms to give.
    pub limit: usize,
}

/// What a call says more than others do.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// What was ignored, expanded or unknown.
    pub notices: Vec<Notice>,
    /// How many terms the call has, each as often as it is said, and the other calls.
    pub size: u64,
    /// The same of the other calls.
    pub other_size: u64,
    /// How many calls it is compared with.
    pub other_calls: u64,
    /// How many terms are said more often, and often enough.
    pub total: u64,
    /// Those asked for: the surest first, then by the term.
    pub rows: Vec<Term>,
}

/// A term, said so often in one place and so often in another.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The term, folded.
    pub term: String,
    /// How often it is said in the call.
    pub count: u64,
    /// How often it is said in the others.
    pub other_count: u64,
    /// G² (Dunning 1993).
    pub log_likelihood: f64,
    /// Log ratio of the rates (Hardie 2014); `None` where nothing is said on one side.
    pub log_ratio: Option<f64>,
}

/// How often terms are said, and how many are said in all.
#[derive(Debug, Clone, Default)]
pub(super) struct TermCounts {
    counts: HashMap<String, u64>,
    pub(super) size: u64,
}

impl TermCounts {
    /// Counts the terms of a text.
    pub(super) fn add(&mut self, text: &str, length: usize) {
        let words = words(text);
        for run in words.windows(length.max(1)) {
            self.size += 1;
            let ends = [&run[0], &run[run.len() - 1]];
            let is_one =
                run.iter().all(|w| is_term(w)) && ends.iter().all(|w| !is_function_word(w));
            if is_one {
                *self.counts.entry(run.join(" ")).or_default() += 1;
            }
        }
    }

    /// Returns how often a term is said.
    pub(super) fn of(&self, term: &str) -> u64 {
        self.counts.get(term).copied().unwrap_or_default()
    }

    /// Returns the terms, sorted.
    pub(super) fn terms(&self) -> Vec<&String> {
        let mut terms: Vec<&String> = self.counts.keys().collect();
        terms.sort_unstable();
        terms
    }

    /// Returns a term, held against how often it is said elsewhere.
    pub(super) fn against(&self, others: &Self, term: &str) -> Term {
        let contrast = Contrast {
            count: self.of(term),
            here: self.size,
            other_count: others.of(term),
            elsewhere: others.size,
        };
        Term {
            term: term.to_owned(),
            count: contrast.count,
            other_count: contrast.other_count,
            log_likelihood: contrast.log_likelihood(),
            log_ratio: contrast.log_ratio(),
        }
    }
}

/// Finds the terms that a call says more than others do, all under the same filters.
///
/// # Errors
///
/// As [`search`](crate::search::search), and where there is no such call.
pub fn terms(
    reader: &Reader,
    call: &CallId,
    filters: Vec<Filter>,
    options: &TermOptions,
) -> Result<Terms, SearchError> {
    reader.guard(|| terms_in(reader, call, filters, options))
}

fn terms_in(
    reader: &Reader,
    call: &CallId,
    filters: Vec<Filter>,
    options: &TermOptions,
) -> Result<Terms, SearchError> {
    let own_call = call_record(reader, call)?;
    let query = Query { filters, ..Query::everything() };
    let found = matches(reader, &query)?;
    let mut companies = Companies::default();
    let own_holder = companies.note(&own_call, 0);
    if options.against == Against::Company {
        // Which calls are of the company is known only when all are.
        found.for_each(&mut |passage| {
            companies.note(passage.call, 0);
            Ok(())
        })?;
    }
    let own_holder = own_holder.map(|holder| companies.settle(&holder));
    let is_of_company = |other: &Call| {
        own_holder.is_some() && Holder::of(other).map(|h| companies.settle(&h)) == own_holder
    };
    let (mut own, mut others) = (TermCounts::default(), TermCounts::default());
    let mut out = Terms::default();
    let mut last = None;
    found.for_each(&mut |passage| {
        let here = &passage.call;
        if passage.turn()?.turn.speaker.role == Role::Operator {
            return Ok(());
        }
        if here.id == *call {
            own.add(&passage.text()?, options.length);
        } else if options.against == Against::All || is_of_company(here) {
            out.other_calls += u64::from(last.replace(here.id.clone()) != Some(here.id.clone()));
            others.add(&passage.text()?, options.length);
        }
        Ok(())
    })?;
    let all = own.terms().into_iter().map(|term| own.against(&others, term));
    let more = |t: &Term| t.log_ratio.is_some_and(|ratio| ratio > 0.0);
    let mut rows: Vec<Term> = all.filter(|t| t.count >= options.min_count && more(t)).collect();
    // They are sorted by term already.
    rows.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood));
    out.notices = found.notices;
    (out.size, out.other_size) = (own.size, others.size);
    out.total = rows.len() as u64;
    rows.truncate(options.limit);
    out.rows = rows;
    Ok(out)
}

/// Reads what is known of a call.
pub(super) fn call_record(reader: &Reader, call: &CallId) -> Result<Arc<Call>, SearchError> {
    let missing =
        || SearchError::NoSuchPlace(Anchor { call: call.clone(), turn: None, passage: None });
    let (segment, head) = reader.find_call(call.as_str())?.ok_or_else(missing)?;
    Ok(segment.call(head)?)
}
