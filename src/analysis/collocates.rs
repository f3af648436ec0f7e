//! Collocates: the words that stand near what a query looks for more often than by chance.
//!
//! The windows are so many words on each side of every mention, in its turn; words inside a
//! mention are in none, and a word in the windows of two mentions counts once. A word's count in
//! the windows is held against its count in all that was said under the query's filters; see
//! [`Contrast`] for the measures. Figures, and words said less often than would
//! be expected, are left out.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::analysis::statistics::Contrast;
use crate::analysis::words::each_word;
use crate::analysis::words::is_function_word;
use crate::analysis::words::is_term;
use crate::analysis::words::words;
use crate::index::Reader;
use crate::query::Notice;
use crate::query::Query;
use crate::search::SearchError;
use crate::search::matches;

/// What is wanted of collocates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CollocateOptions {
    /// How many words on each side.
    pub window: u32,
    /// How often a word must stand in the windows.
    pub min_count: u64,
    /// The order.
    pub sort: CollocateSort,
    /// Whether words that only hold sentences together are given.
    pub function_words: FunctionWords,
    /// The most words to give.
    pub limit: usize,
}

/// The order of collocates; every order goes on by word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CollocateSort {
    /// The surest first.
    #[default]
    LogLikelihood,
    /// Those that attract each other most first.
    MutualInformation,
    /// The most frequent first.
    Count,
}

/// Whether words that only hold sentences together are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FunctionWords {
    /// They are not; they count all the same.
    #[default]
    LeftOut,
    /// They are.
    Given,
}

/// Words that stand near mentions.
#[derive(Debug, Clone, Default)]
pub struct Collocates {
    /// What was ignored, expanded or unknown.
    pub notices: Vec<Notice>,
    /// How many mentions there are.
    pub mentions: u64,
    /// How many words stand in the windows.
    pub near: u64,
    /// How many words were said under the filters.
    pub words: u64,
    /// How many words are attracted often enough.
    pub total: u64,
    /// Those asked for, in order.
    pub rows: Vec<Collocate>,
}

/// A word that stands near mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct Collocate {
    /// The word, folded.
    pub word: String,
    /// How often it stands in a window, to the left and to the right of the nearest mention.
    pub count: u64,
    /// Of these, how often to the left.
    pub left: u64,
    /// How often it is said in all.
    pub total: u64,
    /// How often it would stand in a window by chance.
    pub expected: f64,
    /// G² (Dunning 1993).
    pub log_likelihood: f64,
    /// Pointwise mutual information in bits (Church and Hanks 1990).
    pub mutual_information: f64,
}

/// How often a word stands in windows, to the left of the nearest mention, and anywhere.
#[derive(Default)]
struct Seen {
    count: u64,
    left: u64,
    total: u64,
}

/// Finds the words that stand near mentions.
///
/// # Errors
///
/// As [`search`](crate::search::search).
pub fn collocates(
    reader: &Reader,
    query: &Query,
    options: &CollocateOptions,
) -> Result<Collocates, SearchError> {
    reader.guard(|| collocates_in(reader, query, options))
}

fn collocates_in(
    reader: &Reader,
    query: &Query,
    options: &CollocateOptions,
) -> Result<Collocates, SearchError> {
    let mut out = Collocates::default();
    let mut seen: HashMap<String, Seen> = HashMap::new();
    let mut turn: Option<Turn> = None;
    let found = matches(reader, query)?;
    found.for_each(&mut |passage| {
        if passage.mentions == 0 {
            return Ok(());
        }
        let place = (passage.call.id.to_string(), passage.turn()?.turn.ordinal);
        if turn.as_ref().is_none_or(|t| t.place != place) {
            if let Some(done) = turn.take() {
                done.add(options.window, &mut out, &mut seen);
            }
            let said = passage.turn_words()?;
            let passages = said.passages.iter().map(|range| words(&said.text[range.clone()]));
            let words = passages.flatten().collect();
            turn = Some(Turn { place, words, mentions: Vec::new() });
        }
        if let Some(turn) = &mut turn {
            let mentions = passage.each_mention()?.iter();
            turn.mentions.extend(mentions.map(|m| (m.words.start, m.words.end)));
        }
        Ok(())
    })?;
    if let Some(done) = turn {
        done.add(options.window, &mut out, &mut seen);
    }
    let all = Query { filters: query.filters.clone(), ..Query::everything() };
    matches(reader, &all)?.for_each(&mut |passage| {
        each_word(&passage.text()?, &mut |word| {
            out.words += 1;
            if let Some(seen) = seen.get_mut(word) {
                seen.total += 1;
            }
        });
        Ok(())
    })?;
    out.notices = found.notices;
    let (near, words) = (out.near, out.words);
    let rows = seen.into_iter().filter_map(|(word, seen)| collocate(word, &seen, near, words));
    let mut rows: Vec<Collocate> = rows
        .filter(|r| r.count >= options.min_count)
        .filter(|r| options.function_words == FunctionWords::Given || !is_function_word(&r.word))
        .collect();
    rows.sort_by(|a, b| {
        let by = match options.sort {
            CollocateSort::LogLikelihood => b.log_likelihood.total_cmp(&a.log_likelihood),
            CollocateSort::MutualInformation => {
                b.mutual_information.total_cmp(&a.mutual_information)
            }
            CollocateSort::Count => b.count.cmp(&a.count),
        };
        by.then_with(|| a.word.cmp(&b.word))
    });
    out.total = rows.len() as u64;
    rows.truncate(options.limit);
    out.rows = rows;
    Ok(out)
}

/// Returns a word with its measures, unless it is no term or is not attracted.
fn collocate(word: String, seen: &Seen, near: u64, words: u64) -> Option<Collocate> {
    let contrast = Contrast {
        count: seen.count,
        here: near,
        other_count: seen.total.saturating_sub(seen.count),
        elsewhere: words.saturating_sub(near),
    };
    let expected = contrast.expected();
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
    let is_attracted = seen.count as f64 > expected;
    (is_attracted && is_term(&word)).then(|| Collocate {
        word,
        count: seen.count,
        left: seen.left,
        total: seen.total,
        expected,
        log_likelihood: contrast.log_likelihood(),
        mutual_information: contrast.mutual_information(),
    })
}

/// A turn with its mentions, by the words they begin and end at.
struct Turn {
    place: (String, crate::transcript::TurnOrdinal),
    words: Vec<String>,
    mentions: Vec<(u32, u32)>,
}

impl Turn {
    /// Adds the words in the windows of the mentions.
    fn add(&self, window: u32, out: &mut Collocates, seen: &mut HashMap<String, Seen>) {
        let len = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let inside: BTreeSet<u32> = self.mentions.iter().flat_map(|(b, e)| *b..*e).collect();
        // Each word of a window, and how far it is from the nearest mention: to the left first.
        let mut near: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
        for (begin, end) in &self.mentions {
            let left = (begin.saturating_sub(window)..*begin).map(|at| (at, begin - at, true));
            let right =
                (*end..end.saturating_add(window).min(len)).map(|at| (at, at - end + 1, false));
            for (at, distance, is_left) in left.chain(right).filter(|(at, ..)| !inside.contains(at))
            {
                let nearest = near.entry(at).or_insert((distance, is_left));
                if distance < nearest.0 {
                    *nearest = (distance, is_left);
                }
            }
        }
        out.mentions += self.mentions.len() as u64;
        out.near += near.len() as u64;
        for (at, (_, is_left)) in near {
            let Some(word) = self.words.get(at as usize) else { continue };
            let seen = seen.entry(word.clone()).or_default();
            seen.count += 1;
            seen.left += u64::from(is_left);
        }
    }
}
