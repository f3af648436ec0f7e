//! Finds the words that are most like a quotation that was not found as it is.

use std::ops::Range;
use std::rc::Rc;

use crate::note::align::Alignment;
use crate::note::align::align;
use crate::note::compare::Difference;
use crate::note::lookup::Match;
use crate::note::lookup::Quote;
use crate::note::lookup::Said;
use crate::note::lookup::Stretch;
use crate::note::lookup::Turns;
use crate::note::lookup::stretch;
use crate::search::SaidAt;
use crate::search::SearchError;
use crate::search::is_said;
use crate::search::said_in_a_row;
use crate::search::said_near;
use crate::text::sentences;

/// The most turns that are laid beside a quotation to find the nearest.
const MAX_ALIGNED: usize = 4;

/// In how many places a word that nobody said is parted to find two that were, and how many ways
/// to part and join the words of a quotation are tried.
const MAX_PARTED: usize = 30;
const MAX_RESPACED: usize = 16;

/// How much of a quotation has to agree with words for them to be called the nearest.
const MIN_SIMILARITY: f64 = 0.25;

/// The words that are most like a quotation.
#[derive(Debug, Clone)]
pub struct Nearest {
    /// Where they stand, widened to whole sentences.
    pub place: Stretch,
    /// How much of the quotation agrees, from 0 to 1.
    pub similarity: f64,
    /// Where they differ.
    pub differences: Vec<Difference>,
}

/// What stands nearest to a quotation that was not found as it is.
pub(super) enum Beside {
    /// The same words but for blanks that part or join them, and in how many places they stand.
    Spaced(Box<Match>, usize),
    /// Other words.
    Other(Box<Nearest>),
}

/// A turn with a quotation laid beside it.
struct Laid {
    said: Rc<Said>,
    found: Alignment,
}

impl Laid {
    fn is_only_spaces(&self, quote: &Quote<'_>) -> bool {
        self.found.is_only_spaces(quote.text, self.said.text())
    }
}

impl Turns<'_> {
    /// Returns the words that are most like a quotation; the same ones but for blanks only where
    /// they may repair it.
    pub(super) fn nearest(
        &self,
        quote: &Quote<'_>,
        may_repair: bool,
    ) -> Result<Option<Beside>, SearchError> {
        let near = said_near(self.reader, &quote.terms, MAX_ALIGNED)?;
        let mut best = self.most_alike(quote, near, None)?;
        if !best.as_ref().is_some_and(|best| best.is_only_spaces(quote)) {
            best = self.most_alike(quote, self.respaced(quote)?, best)?;
        }
        let Some(best) = best else { return Ok(None) };
        let (text, found) = (best.said.text(), &best.found);
        let similarity = found.similarity(quote.text);
        let said = best.said.words.get(found.said.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (said.first(), said.last()) else { return Ok(None) };
        if similarity < MIN_SIMILARITY {
            return Ok(None);
        }
        let span = first.span.start..last.span.end;
        let differences = found.differences(quote.text, text);
        if may_repair && best.is_only_spaces(quote) {
            let terms: Vec<&str> = said.iter().map(|w| w.bare.as_str()).collect();
            let occurrences = said_in_a_row(self.reader, &terms, 1)?.total;
            let found = Box::new(Match { said: best.said.clone(), differences, span });
            return Ok(Some(Beside::Spaced(found, occurrences)));
        }
        let place = stretch(&best.said.turn, whole_sentences(text.text, span));
        Ok(Some(Beside::Other(Box::new(Nearest { place, similarity, differences }))))
    }

    /// Lays a quotation beside turns and returns the one in which the fewest words differ, `best`
    /// if none has fewer.
    fn most_alike(
        &self,
        quote: &Quote<'_>,
        places: Vec<SaidAt>,
        mut best: Option<Laid>,
    ) -> Result<Option<Laid>, SearchError> {
        for place in places {
            let said = self.said(place)?;
            let found = align(quote.text, said.text(), place.word as usize);
            if best.as_ref().is_none_or(|best| found.distance < best.found.distance) {
                best = Some(Laid { said, found });
            }
        }
        Ok(best)
    }

    /// Returns where the words of a quotation stand if a blank parts one of them, or is missing
    /// in one.
    fn respaced(&self, quote: &Quote<'_>) -> Result<Vec<SaidAt>, SearchError> {
        let words = quote.text.words;
        let mut respaced: Vec<(usize, usize, Vec<String>)> = Vec::new();
        for (n, pair) in words.windows(2).enumerate() {
            let joined = format!("{}{}", pair[0].text, pair[1].text);
            if is_said(self.reader, &joined)? {
                respaced.push((n, 2, vec![joined]));
            }
        }
        for (n, word) in words.iter().enumerate() {
            if is_said(self.reader, &word.bare)? {
                continue;
            }
            for (at, _) in word.text.char_indices().skip(1).take(MAX_PARTED) {
                let (left, right) = word.text.split_at(at);
                if is_said(self.reader, left)? && is_said(self.reader, right)? {
                    respaced.push((n, 1, vec![left.to_owned(), right.to_owned()]));
                }
            }
        }
        let mut out = Vec::new();
        for (n, len, others) in respaced.iter().take(MAX_RESPACED) {
            let mut terms = quote.terms.clone();
            terms.splice(*n..n + len, others.iter().map(String::as_str));
            out.extend(said_in_a_row(self.reader, &terms, 1)?.first);
        }
        Ok(out)
    }
}

/// Returns a range widened to whole sentences.
fn whole_sentences(text: &str, range: Range<usize>) -> Range<usize> {
    let all = sentences(text);
    let first = all.iter().find(|s| s.end > range.start).map_or(range.start, |s| s.start);
    let last = all.iter().rfind(|s| s.start < range.end).map_or(range.end, |s| s.end);
    first.min(range.start)..last.max(range.end)
}
