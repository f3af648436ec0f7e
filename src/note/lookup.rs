//! Finds where the words of a quotation were said.

use std::ops::Range;

use crate::index::Reader;
use crate::note::align::Alignment;
use crate::note::align::align;
use crate::note::compare::Difference;
use crate::note::compare::Text;
use crate::note::compare::differences;
use crate::note::compare::may_skip;
use crate::note::words::Word;
use crate::note::words::words;
use crate::search::SaidAt;
use crate::search::SaidPlaces;
use crate::search::SaidTurn;
use crate::search::SearchError;
use crate::search::is_said;
use crate::search::read_said;
use crate::search::said_at;
use crate::search::said_in_a_row;
use crate::search::said_near;
use crate::text::sentences;
use crate::transcript::Anchor;
use crate::transcript::Speaker;

/// The most places of the same words that are read to find one that agrees in all.
const MAX_READ: usize = 200;

/// The most turns that are laid beside a quotation to find the nearest.
const MAX_ALIGNED: usize = 4;

/// In how many places a word that nobody said is parted to find two that were, and how many ways
/// to part and join the words of a quotation are tried.
const MAX_PARTED: usize = 30;
const MAX_RESPACED: usize = 16;

/// How much of a quotation has to agree with words for them to be called the nearest.
const MIN_SIMILARITY: f64 = 0.25;

/// The fewest words of a stretch of a stitched quotation where marks part it, and where nothing
/// does: shorter ones stand somewhere by chance.
const MIN_STITCH: usize = 4;
const MIN_UNMARKED_STITCH: usize = 6;

/// The most stretches of a quotation that is stitched without marks.
const MAX_UNMARKED_STITCHES: usize = 4;

/// A quotation ready to be looked up.
pub(super) struct Quote<'a> {
    text: Text<'a>,
    /// Its words as terms of the index.
    terms: Vec<&'a str>,
    /// The runs of words that nothing is left out of.
    pieces: Vec<Range<usize>>,
}

impl<'a> Quote<'a> {
    /// Makes a quotation ready.
    pub(super) fn new(text: Text<'a>) -> Self {
        let terms: Vec<&str> = text.words.iter().map(|w| w.bare.as_str()).collect();
        let mut pieces = Vec::new();
        let mut start = 0;
        for n in 1..text.words.len() {
            if may_skip(text.gap(n - 1)) {
                pieces.push(start..n);
                start = n;
            }
        }
        pieces.push(start..text.words.len());
        Self { text, terms, pieces }
    }
}

/// Words of a turn, with where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The passage they begin in.
    pub anchor: Anchor,
    /// Who says them.
    pub speaker: Speaker,
    /// The citation of their turn.
    pub citation: String,
    /// The words.
    pub said: String,
}

/// A place where all words of a quotation stand.
pub(super) struct Match {
    pub(super) turn: SaidTurn,
    pub(super) differences: Vec<Difference>,
    /// The bytes of the turn from the first word to the last.
    span: Range<usize>,
}

impl Match {
    /// Returns where it is and what was said there.
    pub(super) fn stretch(&self) -> Stretch {
        stretch(&self.turn, self.span.clone())
    }

    /// Tells whether an address means this place: its turn, or a passage it has words of.
    pub(super) fn covers(&self, anchor: &Anchor) -> bool {
        let (first, last) =
            (self.turn.anchor(self.span.start), self.turn.anchor(self.span.end - 1));
        let is_turn = anchor.call == first.call && anchor.turn == first.turn;
        is_turn
            && anchor.passage.is_none_or(|p| first.passage <= Some(p) && Some(p) <= last.passage)
    }
}

fn stretch(turn: &SaidTurn, span: Range<usize>) -> Stretch {
    Stretch {
        anchor: turn.anchor(span.start),
        speaker: turn.turn.speaker.clone(),
        citation: turn.citation(),
        said: turn.text[span].to_owned(),
    }
}

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

/// The turns of an index, found by what was said.
pub(super) struct Turns<'r> {
    pub(super) reader: &'r Reader,
}

impl Turns<'_> {
    /// Finds a place where all words of a quotation stand, in order and in one turn, and how
    /// many there are. Where there are several, one that is `wanted` comes before others, then
    /// one that differs less, then the first.
    pub(super) fn find(
        &self,
        quote: &Quote<'_>,
        anchors: &[Anchor],
        wanted: &dyn Fn(&Match) -> Result<bool, SearchError>,
    ) -> Result<Option<(Match, usize)>, SearchError> {
        for anchor in anchors {
            if let Some(place) = said_at(self.reader, anchor)?
                && let Some(found) = self.matched(quote, place, &quote.pieces)?
            {
                let total = said_in_a_row(self.reader, &quote.terms, 1)?.total;
                return Ok(Some((found, total.max(1))));
            }
        }
        let whole = 0..quote.text.words.len();
        let mut rows = said_in_a_row(self.reader, &quote.terms, MAX_READ)?;
        let mut runs = std::slice::from_ref(&whole);
        if rows.total == 0 && quote.pieces.len() > 1 {
            rows = self.rarest_piece(quote)?;
            rows.first.dedup_by(|b, a| a.is_same_turn(b));
            runs = &quote.pieces;
        }
        let mut best: Option<(bool, Match)> = None;
        let mut count = 0;
        for place in rows.first {
            let Some(found) = self.matched(quote, place, runs)? else { continue };
            count += 1;
            let is_wanted = wanted(&found)?;
            let is_exact = found.differences.is_empty();
            let better = best.as_ref().is_none_or(|(best_wanted, best)| {
                (is_wanted, best.differences.len()) > (*best_wanted, found.differences.len())
            });
            if better {
                best = Some((is_wanted, found));
            }
            if is_wanted && is_exact {
                break;
            }
        }
        let total = if runs.len() > 1 { count } else { rows.total };
        Ok(best.map(|(_, found)| (found, total.max(1))))
    }

    /// Returns where the piece of a quotation stands that stands in the fewest places.
    fn rarest_piece(&self, quote: &Quote<'_>) -> Result<SaidPlaces, SearchError> {
        let mut rarest: Option<SaidPlaces> = None;
        for piece in &quote.pieces {
            let rows = said_in_a_row(self.reader, &quote.terms[piece.clone()], MAX_READ)?;
            if rows.total == 0 {
                return Ok(rows);
            }
            if rarest.as_ref().is_none_or(|r| rows.total < r.total) {
                rarest = Some(rows);
            }
        }
        Ok(rarest.unwrap_or_default())
    }

    /// Matches the runs of a quotation's words in a turn, in order.
    fn matched(
        &self,
        quote: &Quote<'_>,
        place: SaidAt,
        runs: &[Range<usize>],
    ) -> Result<Option<Match>, SearchError> {
        let turn = read_said(self.reader, place)?;
        let said = words(&turn.text);
        let text = Text { text: &turn.text, words: &said };
        let near = place.word as usize;
        let Some(found) = in_order(quote.text.words, &said, runs, near) else { return Ok(None) };
        let Some(differences) = differences(quote.text, text, &found) else { return Ok(None) };
        let (first, last) = (found[0].start, found[found.len() - 1].end - 1);
        let span = said[first].span.start..said[last].span.end;
        Ok(Some(Match { turn, differences, span }))
    }

    /// Returns the words that are most like a quotation.
    pub(super) fn nearest(&self, quote: &Quote<'_>) -> Result<Option<Beside>, SearchError> {
        let mut best: Option<(Alignment, SaidTurn, Vec<Word>)> = None;
        let mut places = self.respaced(quote)?;
        places.extend(said_near(self.reader, &quote.terms, MAX_ALIGNED)?);
        for place in places {
            let turn = read_said(self.reader, place)?;
            let said = words(&turn.text);
            let found =
                align(quote.text, Text { text: &turn.text, words: &said }, place.word as usize);
            if best.as_ref().is_none_or(|(best, ..)| found.distance < best.distance) {
                best = Some((found, turn, said));
            }
        }
        let Some((found, turn, said)) = best else { return Ok(None) };
        let text = Text { text: &turn.text, words: &said };
        let similarity = found.similarity(quote.text);
        let (Some(first), Some(last)) =
            (said.get(found.said.start), found.said.end.checked_sub(1).and_then(|n| said.get(n)))
        else {
            return Ok(None);
        };
        if similarity < MIN_SIMILARITY {
            return Ok(None);
        }
        let span = first.span.start..last.span.end;
        let differences = found.differences(quote.text, text);
        if found.is_only_spaces(quote.text, text) {
            let terms: Vec<&str> = said[found.said].iter().map(|w| w.bare.as_str()).collect();
            let occurrences = said_in_a_row(self.reader, &terms, 1)?.total;
            return Ok(Some(Beside::Spaced(
                Box::new(Match { turn, differences, span }),
                occurrences,
            )));
        }
        let place = stretch(&turn, whole_sentences(&turn.text, span));
        Ok(Some(Beside::Other(Box::new(Nearest { place, similarity, differences }))))
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

    /// Returns the places of a quotation's stretches, where all of it was said, but not in one
    /// place.
    pub(super) fn stitches(&self, quote: &Quote<'_>) -> Result<Option<Vec<Stretch>>, SearchError> {
        let marked = quote.pieces.len() > 1 && quote.pieces.iter().all(|p| p.len() >= MIN_STITCH);
        if marked && let Some(found) = self.each(quote, &quote.pieces)? {
            return Ok(Some(found));
        }
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let all = quote.terms.len();
        while pieces.len() < MAX_UNMARKED_STITCHES {
            let start = pieces.last().map_or(0, |p| p.end);
            if start == all {
                break;
            }
            let least = if start == 0 { MIN_UNMARKED_STITCH } else { MIN_STITCH };
            match self.longest(quote, start, least)? {
                Some(end) => pieces.push(start..end),
                None => return Ok(None),
            }
        }
        let is_whole = pieces.last().is_some_and(|p| p.end == all) && pieces.len() > 1;
        if is_whole { self.each(quote, &pieces) } else { Ok(None) }
    }

    /// Returns where the longest run of words ends that begins at a word and was said, if it has
    /// at least so many.
    fn longest(
        &self,
        quote: &Quote<'_>,
        start: usize,
        least: usize,
    ) -> Result<Option<usize>, SearchError> {
        let said = |end: usize| -> Result<bool, SearchError> {
            Ok(said_in_a_row(self.reader, &quote.terms[start..end], 1)?.total > 0)
        };
        let all = quote.terms.len();
        if start + least > all || !said(start + least)? {
            return Ok(None);
        }
        // A longer run is said at most where its beginning is.
        let (mut low, mut high) = (start + least, all + 1);
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            if said(middle)? {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(Some(low))
    }

    /// Returns the first place of each piece; `None` where one was not said.
    fn each(
        &self,
        quote: &Quote<'_>,
        pieces: &[Range<usize>],
    ) -> Result<Option<Vec<Stretch>>, SearchError> {
        let mut out = Vec::new();
        for piece in pieces {
            let part = Text { text: quote.text.text, words: &quote.text.words[piece.clone()] };
            let part = Quote::new(part);
            let whole = 0..part.terms.len();
            let rows = said_in_a_row(self.reader, &part.terms, 1)?;
            let Some(place) = rows.first.first() else { return Ok(None) };
            match self.matched(&part, *place, std::slice::from_ref(&whole))? {
                Some(found) => out.push(found.stretch()),
                None => return Ok(None),
            }
        }
        Ok(Some(out))
    }

    /// Tells whether the call of an address is in the index.
    pub(super) fn has_call(&self, anchor: &Anchor) -> Result<bool, SearchError> {
        Ok(self.reader.find_call(anchor.call.as_str())?.is_some())
    }

    /// Returns who speaks at an address, where that is known.
    pub(super) fn speaker_at(&self, anchor: &Anchor) -> Result<Option<String>, SearchError> {
        let Some(place) = said_at(self.reader, anchor)? else { return Ok(None) };
        Ok(read_said(self.reader, place)?.turn.speaker.name)
    }
}

/// Returns where runs of a quotation's words stand in a turn one after another, from the place
/// given if they stand there, else the first of the shortest.
fn in_order(
    quoted: &[Word],
    said: &[Word],
    runs: &[Range<usize>],
    near: usize,
) -> Option<Vec<Range<usize>>> {
    let (first, others) = runs.split_first()?;
    let stands = |run: &Range<usize>, at: usize| {
        let there = said.get(at..at + run.len());
        there.is_some_and(|there| quoted[run.clone()].iter().zip(there).all(|(q, s)| q.is_like(s)))
    };
    if others.is_empty() && stands(first, near) {
        return Some(std::iter::once(near..near + first.len()).collect());
    }
    let mut best: Option<Vec<Range<usize>>> = None;
    for start in (0..said.len()).filter(|at| stands(first, *at)) {
        let mut found: Vec<Range<usize>> = std::iter::once(start..start + first.len()).collect();
        for run in others {
            let from = found[found.len() - 1].end;
            let Some(at) = (from..said.len()).find(|at| stands(run, *at)) else { return best };
            found.push(at..at + run.len());
        }
        let length = |f: &[Range<usize>]| f[f.len() - 1].end - f[0].start;
        if best.as_ref().is_none_or(|best| length(&found) < length(best)) {
            best = Some(found);
        }
    }
    best
}

/// Returns a range widened to whole sentences.
fn whole_sentences(text: &str, range: Range<usize>) -> Range<usize> {
    let all = sentences(text);
    let first = all.iter().find(|s| s.end > range.start).map_or(range.start, |s| s.start);
    let last = all.iter().rfind(|s| s.start < range.end).map_or(range.end, |s| s.end);
    first.min(range.start)..last.max(range.end)
}
