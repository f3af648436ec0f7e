//! Why a search found what it found: the query as it was understood, what its words stand for,
//! how often they occur, and what each score is made of.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::TERMINATED;
use tantivy::Term;
use tantivy::schema::IndexRecordOption;

use crate::index::Reader;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Query;
use crate::search::SearchError;
use crate::search::inherit::Weights;
use crate::search::opener::Opener;
use crate::search::plan::Plan;
use crate::search::plan::Words;
use crate::search::planner::plan_stretch;
use crate::search::stretch::all_words;
use crate::search::subject::Subject;
use crate::search::subject::SubjectKind;
use crate::search::terms::documents;
use crate::search::terms::exact;
use crate::search::topk::Candidate;
use crate::search::window::Detail;
use crate::search::words::WordPostings;
use crate::text::shown_term;

/// How a query was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The query in its canonical form, filters given beside it included.
    pub query: String,
    /// What each word or pattern stands for, in the order written, each once.
    pub words: Vec<WordCount>,
    /// How often each phrase, NEAR or other stretch of several words matches in the passages
    /// found.
    pub stretches: Vec<StretchCount>,
    /// The companies, periods and speakers that the query is about.
    pub subjects: Vec<SubjectNamed>,
}

/// What a word or a pattern stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordCount {
    /// The word, as the canonical form of the query has it.
    pub written: String,
    /// The words of the index it stands for, the most frequent first.
    pub terms: Vec<TermCount>,
}

/// A word of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermCount {
    /// The word; of figures and dates their class or value, as people write it: `[money]`,
    /// `USD1.2bn`, `2021-05-18`.
    pub term: String,
    /// How many passages of the index have it.
    pub passages: u64,
}

/// How often a stretch of words matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StretchCount {
    /// The stretch, as the canonical form of the query has it.
    pub written: String,
    /// How often it matches in the passages found; a pair of a NEAR is one match.
    pub matches: u64,
    /// In how many of the passages found it begins.
    pub passages: u64,
}

/// What plain words of the query name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectNamed {
    /// The words that name it.
    pub written: String,
    /// What it is.
    pub kind: SubjectKind,
    /// How many calls of the index are meant; of a speaker, how many turns.
    pub places: u64,
}

/// What the score of a hit is made of; the score is the sum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ScoreParts {
    /// For the words of the passage itself: BM25.
    pub words: f32,
    /// For plain words that stand near each other in it.
    pub proximity: f32,
    /// Handed on by the passages around it.
    pub neighbours: f32,
    /// For the words of its turn.
    pub turn: f32,
    /// For the words of its call.
    pub call: f32,
    /// For the company and the period of its call, and for its speaker.
    pub subject: f32,
    /// What is taken off where the passage is boilerplate.
    pub boilerplate: f32,
}

impl ScoreParts {
    /// Returns the score.
    pub fn sum(&self) -> f32 {
        let Self { words, proximity, neighbours, turn, call, subject, boilerplate } = self;
        words + proximity + neighbours + turn + call + subject + boilerplate
    }
}

/// Explains a query; `matched` are the passages found, in order.
pub(super) fn explain(
    reader: &Reader,
    query: &Query,
    subjects: &[Subject],
    matched: &[(usize, DocId)],
) -> Result<Explanation, SearchError> {
    let mut stretches = Vec::new();
    let mut leaves = Vec::new();
    if let Some(root) = &query.root {
        collect_stretches(root, &mut stretches);
        collect_leaves(root, &mut leaves);
    }
    let mut words: Vec<WordCount> = Vec::new();
    for leaf in leaves {
        let count = count_words(reader, leaf)?;
        if !words.contains(&count) {
            words.push(count);
        }
    }
    let composite = stretches.into_iter().filter(|n| !n.children().is_empty());
    Ok(Explanation {
        query: query.to_string(),
        words,
        stretches: composite
            .map(|node| count_stretch(reader, node, matched))
            .collect::<Result<_, _>>()?,
        subjects: subjects
            .iter()
            .map(|subject| name_subject(reader, query, subject))
            .collect::<Result<_, _>>()?,
    })
}

/// Collects the largest stretches of words that can make a passage match.
fn collect_stretches<'q>(node: &'q Node, out: &mut Vec<&'q Node>) {
    match &node.kind {
        NodeKind::Not(_) | NodeKind::Filter(_) => {}
        NodeKind::Or(nodes) => nodes.iter().for_each(|n| collect_stretches(n, out)),
        _ if node.is_stretch() => out.push(node),
        _ => node.children().into_iter().for_each(|n| collect_stretches(n, out)),
    }
}

/// Collects the words and patterns that are looked for.
fn collect_leaves<'q>(node: &'q Node, out: &mut Vec<&'q Node>) {
    match &node.kind {
        NodeKind::Not(_) | NodeKind::Filter(_) | NodeKind::AnyWord => {}
        NodeKind::NotNear(not_near) => collect_leaves(&not_near.wanted, out),
        _ if node.children().is_empty() => out.push(node),
        _ => node.children().into_iter().for_each(|n| collect_leaves(n, out)),
    }
}

fn count_words(reader: &Reader, leaf: &Node) -> Result<WordCount, SearchError> {
    let stretch = plan_stretch(leaf, reader)?;
    let mut terms = Vec::new();
    for (term, same) in by_meaning(&stretch.iter().flat_map(all_words).collect::<Vec<_>>()) {
        let passages = passages_with(reader, &same)?;
        if passages > 0 {
            terms.push(TermCount { term, passages });
        }
    }
    terms.sort_by(|a, b| b.passages.cmp(&a.passages).then_with(|| a.term.cmp(&b.term)));
    Ok(WordCount { written: leaf.to_string(), terms })
}

/// Returns the terms of words as people write them, each with the terms of the index that are
/// written so: those of a figure differ by how many words say it.
fn by_meaning(words: &[Arc<Words>]) -> BTreeMap<String, BTreeSet<&str>> {
    let mut out: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for term in words.iter().flat_map(|words| &words.terms) {
        out.entry(shown_term(term)).or_default().insert(term);
    }
    out
}

/// Counts the passages that have any of some terms.
fn passages_with(reader: &Reader, terms: &BTreeSet<&str>) -> Result<u64, SearchError> {
    let body = reader.fields().body;
    if let [only] = terms.iter().copied().collect::<Vec<_>>()[..] {
        return Ok(documents(&exact(reader, body, only)?));
    }
    let mut passages = 0;
    for segment in reader.segments() {
        let inverted = segment.reader.inverted_index(body)?;
        let mut postings = Vec::new();
        for term in terms {
            let term = Term::from_field_text(body, term);
            postings.extend(inverted.read_postings(&term, IndexRecordOption::Basic)?);
        }
        let mut found = WordPostings::new(postings);
        while found.doc() != TERMINATED {
            passages += u64::from(!segment.reader.is_deleted(found.doc()));
            found.advance();
        }
    }
    Ok(passages)
}

fn count_stretch(
    reader: &Reader,
    node: &Node,
    matched: &[(usize, DocId)],
) -> Result<StretchCount, SearchError> {
    let mut count = StretchCount { written: node.to_string(), matches: 0, passages: 0 };
    let Some(stretch) = plan_stretch(node, reader)? else { return Ok(count) };
    for (number, segment) in reader.segments().iter().enumerate() {
        let mut found = Opener::new(reader, segment).stretch_by_turn(&stretch, 1)?.started();
        for (_, doc) in matched.iter().filter(|(s, _)| *s == number) {
            if found.doc() < *doc {
                found.seek(*doc);
            }
            if found.doc() == *doc {
                count.matches += u64::from(found.count());
                count.passages += 1;
            }
        }
    }
    Ok(count)
}

fn name_subject(
    reader: &Reader,
    query: &Query,
    subject: &Subject,
) -> Result<SubjectNamed, SearchError> {
    let mut places = 0;
    for term in &subject.terms {
        let found = exact(reader, reader.fields().meta, term)?;
        places += documents(&found);
    }
    let written = query.text[subject.span.clone()].to_owned();
    Ok(SubjectNamed { written, kind: subject.kind, places })
}

/// Returns what the score of a passage is made of.
pub(super) fn score_parts(
    reader: &Reader,
    plan: &Plan,
    subjects: &[Subject],
    weights: Weights,
    candidate: Candidate,
) -> Result<ScoreParts, SearchError> {
    if !plan.is_scored() {
        return Ok(ScoreParts::default());
    }
    let opener = Opener::new(reader, &reader.segments()[candidate.segment]);
    let mut matching = opener.open(plan)?;
    matching.seek(candidate.doc);
    let words = matching.score();
    let (mut window, mut inheritance) =
        opener.inheritance(plan, subjects, weights, Detail::Counts)?;
    window.begin(candidate.doc, reader.folder())?;
    let call = window.call_around(0);
    let score = inheritance.call_score(&window, &call, None, &|_| false);
    inheritance.enter(&window, &call, score.expect("no score is too low here"));
    let parts = inheritance.parts(candidate.doc, Some(words));
    Ok(ScoreParts { proximity: candidate.proximity, ..parts })
}
