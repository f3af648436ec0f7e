//! Collocates, terms of a call, two calls compared.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::analysis;
use crate::analysis::Against;
use crate::render::json::SCHEMA_VERSION;
use crate::render::json::facts::Call;
use crate::render::json::facts::Notice;
use crate::render::json::facts::Summary;
use crate::render::json::line;
use crate::render::json::page;

#[derive(Serialize)]
struct Collocates<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    mentions: u64,
    near: u64,
    words: u64,
    rows: Vec<Collocate<'a>>,
}

#[derive(Serialize)]
struct Collocate<'a> {
    word: &'a str,
    near: u64,
    left: u64,
    right: u64,
    total: u64,
    expected: f64,
    log_likelihood: f64,
    pmi: f64,
}

#[derive(Serialize)]
struct Terms<'a> {
    schema_version: u32,
    call: &'a str,
    against: &'static str,
    notices: Vec<Notice<'a>>,
    size: u64,
    other_size: u64,
    other_calls: u64,
    total: u64,
    rows: Vec<TermRow<'a>>,
}

#[derive(Serialize)]
struct TermRow<'a> {
    term: &'a str,
    count: u64,
    other_count: u64,
    log_ratio: Option<f64>,
    log_likelihood: f64,
}

#[derive(Serialize)]
struct Comparison<'a> {
    schema_version: u32,
    before: Call<'a>,
    after: Call<'a>,
    sections: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    section: &'static str,
    words_before: u64,
    words_after: u64,
    terms: Changes<TermRow<'a>, TermRow<'a>>,
    kept_sentences: u64,
    sentences: Changes<Sentence<'a>, ChangedSentence<'a>>,
}

#[derive(Serialize)]
struct Changes<T, C> {
    new: Vec<T>,
    dropped: Vec<T>,
    changed: Vec<C>,
}

#[derive(Serialize)]
struct Sentence<'a> {
    anchor: String,
    text: &'a str,
}

#[derive(Serialize)]
struct ChangedSentence<'a> {
    before: Sentence<'a>,
    after: Sentence<'a>,
    share: f64,
}

/// Writes collocates as one value.
pub fn collocates(
    out: &mut dyn Write,
    query: &str,
    found: &analysis::Collocates,
) -> io::Result<()> {
    let value = Collocates {
        summary: Summary::new(query, found.total, &found.notices),
        mentions: found.mentions,
        near: found.near,
        words: found.words,
        rows: found.rows.iter().map(Collocate::from).collect(),
    };
    page(out, &value)
}

/// Writes collocates one a line.
pub fn collocates_by_line(out: &mut dyn Write, found: &analysis::Collocates) -> io::Result<()> {
    found.rows.iter().try_for_each(|row| line(out, &Collocate::from(row)))
}

/// Writes what a call says more than others as one value.
pub fn terms(
    out: &mut dyn Write,
    call: &str,
    against: Against,
    found: &analysis::Terms,
) -> io::Result<()> {
    let value = Terms {
        schema_version: SCHEMA_VERSION,
        call,
        against: against.as_str(),
        notices: found.notices.iter().map(Notice::from).collect(),
        size: found.size,
        other_size: found.other_size,
        other_calls: found.other_calls,
        total: found.total,
        rows: found.rows.iter().map(TermRow::from).collect(),
    };
    page(out, &value)
}

/// Writes what a call says more than others, a term a line.
pub fn terms_by_line(out: &mut dyn Write, found: &analysis::Terms) -> io::Result<()> {
    found.rows.iter().try_for_each(|row| line(out, &TermRow::from(row)))
}

/// Writes what changed between two calls as one value.
pub fn comparison(out: &mut dyn Write, found: &analysis::Comparison) -> io::Result<()> {
    let value = Comparison {
        schema_version: SCHEMA_VERSION,
        before: (&*found.before).into(),
        after: (&*found.after).into(),
        sections: found.sections.iter().map(Part::from).collect(),
    };
    page(out, &value)
}

/// Writes what changed between two calls, a section a line.
pub fn comparison_by_line(out: &mut dyn Write, found: &analysis::Comparison) -> io::Result<()> {
    found.sections.iter().try_for_each(|section| line(out, &Part::from(section)))
}

impl<'a> From<&'a analysis::Collocate> for Collocate<'a> {
    fn from(row: &'a analysis::Collocate) -> Self {
        Self {
            word: &row.word,
            near: row.count,
            left: row.left,
            right: row.count - row.left,
            total: row.total,
            expected: row.expected,
            log_likelihood: row.log_likelihood,
            pmi: row.mutual_information,
        }
    }
}

impl<'a> From<&'a analysis::Term> for TermRow<'a> {
    fn from(term: &'a analysis::Term) -> Self {
        Self {
            term: &term.term,
            count: term.count,
            other_count: term.other_count,
            log_ratio: term.log_ratio,
            log_likelihood: term.log_likelihood,
        }
    }
}

impl<'a> From<&'a analysis::Sentence> for Sentence<'a> {
    fn from(sentence: &'a analysis::Sentence) -> Self {
        Self { anchor: sentence.anchor.to_string(), text: &sentence.text }
    }
}

impl<'a> From<&'a analysis::SectionChange> for Part<'a> {
    fn from(change: &'a analysis::SectionChange) -> Self {
        let terms = |list: &'a [analysis::Term]| list.iter().map(TermRow::from).collect();
        let sentences = |list: &'a [analysis::Sentence]| list.iter().map(Sentence::from).collect();
        let changed = change.changed_sentences.iter().map(|(before, after, share)| {
            ChangedSentence { before: before.into(), after: after.into(), share: *share }
        });
        Self {
            section: change.section.as_str(),
            words_before: change.words.0,
            words_after: change.words.1,
            terms: Changes {
                new: terms(&change.new_terms),
                dropped: terms(&change.dropped_terms),
                changed: terms(&change.changed_terms),
            },
            kept_sentences: change.kept_sentences,
            sentences: Changes {
                new: sentences(&change.new_sentences),
                dropped: sentences(&change.dropped_sentences),
                changed: changed.collect(),
            },
        }
    }
}
