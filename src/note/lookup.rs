//! Finds where the words of a quotation were said.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use crate::index::Reader;
use crate::note::compare::Difference;
use crate::note::compare::Text;
use crate::note::compare::differences;
use crate::note::compare::may_skip;
use crate::note::editor::Refusal;
use crate::note::words::Word;
use crate::note::words::words;
use crate::search::SaidAt;
use crate::search::SaidPlaces;
use crate::search::SaidTurn;
use crate::search::SearchError;
use crate::search::read_said;
use crate::search::said_at;
use crate::search::said_in_a_row;
use crate::transcript::Anchor;
use crate::transcript::Speaker;

/// The most places of the same words that are read to find one that agrees in all.
const MAX_READ: usize = 200;

/// The most turns that are kept: a note quotes a call or two.
const MAX_KEPT: usize = 64;

/// The fewest words of a stretch of a stitched quotation where marks part it, and where nothing
/// does: shorter ones stand somewhere by chance.
const MIN_STITCH: usize = 4;
const MIN_UNMARKED_STITCH: usize = 6;

/// The most words of a quotation that is looked for in several places: more are a whole text.
const MAX_STITCHED_WORDS: usize = 2_000;

/// The most stretches of a quotation that is stitched without marks.
const MAX_UNMARKED_STITCHES: usize = 4;

/// A quotation ready to be looked up.
pub(super) struct Quote<'a> {
    pub(super) text: Text<'a>,
    /// Its words as terms of the index.
    pub(super) terms: Vec<&'a str>,
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

/// A turn as it was said, and its words.
pub(super) struct Said {
    pub(super) turn: SaidTurn,
    pub(super) words: Vec<Word>,
}

impl Said {
    /// Returns what is compared with a quotation.
    pub(super) fn text(&self) -> Text<'_> {
        Text { text: &self.turn.text, words: &self.words }
    }
}

/// A place where all words of a quotation stand.
pub(super) struct Match {
    pub(super) said: Rc<Said>,
    pub(super) differences: Vec<Difference>,
    /// The bytes of the turn from the first word to the last.
    pub(super) span: Range<usize>,
}

impl Match {
    /// Returns where it is and what was said there.
    pub(super) fn stretch(&self) -> Stretch {
        stretch(&self.said.turn, self.span.clone())
    }

    /// Tells whether an address means this place: its turn, or a passage it has words of.
    pub(super) fn covers(&self, anchor: &Anchor) -> bool {
        let turn = &self.said.turn;
        let (first, last) = (turn.anchor(self.span.start), turn.anchor(self.span.end - 1));
        let is_turn = anchor.call == first.call && anchor.turn == first.turn;
        is_turn
            && anchor.passage.is_none_or(|p| first.passage <= Some(p) && Some(p) <= last.passage)
    }
}

/// How well what a text says of a quotation fits a place where its words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    Contradicts,
    Unconfirmed,
    Agrees,
}

/// What became of looking for a quotation.
pub(super) enum Sought {
    /// It stands there, and its words in so many places.
    Found(Match, usize),
    /// Its words stand somewhere, but what an editor did with them is no repair.
    Refused(Refusal),
    /// It stands nowhere.
    Nowhere,
}

/// Returns words of a turn with where they stand.
pub(super) fn stretch(turn: &SaidTurn, span: Range<usize>) -> Stretch {
    Stretch {
        anchor: turn.anchor(span.start),
        speaker: turn.turn.speaker.clone(),
        citation: turn.citation(),
        said: turn.text[span].to_owned(),
    }
}

/// The turns of an index, found by what was said.
pub(super) struct Turns<'r> {
    pub(super) reader: &'r Reader,
    /// Some of those that were read: the quotations of a text are of few.
    read: RefCell<Vec<(SaidAt, Rc<Said>)>>,
}

impl<'r> Turns<'r> {
    /// Takes an index.
    pub(super) fn new(reader: &'r Reader) -> Self {
        Self { reader, read: RefCell::default() }
    }

    /// Reads the turn of a place.
    pub(super) fn said(&self, place: SaidAt) -> Result<Rc<Said>, SearchError> {
        let mut read = self.read.borrow_mut();
        if let Some((_, said)) = read.iter().find(|(at, _)| at.is_same_turn(&place)) {
            return Ok(said.clone());
        }
        let turn = read_said(self.reader, place)?;
        let said = Rc::new(Said { words: words(&turn.text), turn });
        if read.len() == MAX_KEPT {
            read.clear();
        }
        read.push((place, said.clone()));
        Ok(said)
    }

    /// Finds a place where all words of a quotation stand, in order and in one turn, and how
    /// many there are. Where there are several, one that is `wanted` more comes before others, then
    /// one that differs less, then the first.
    pub(super) fn find(
        &self,
        quote: &Quote<'_>,
        anchors: &[Anchor],
        wanted: &dyn Fn(&Match) -> Result<Fit, SearchError>,
    ) -> Result<Sought, SearchError> {
        let mut refused = None;
        for anchor in anchors {
            let Some(place) = said_at(self.reader, anchor)? else { continue };
            match self.matched(quote, place, &quote.pieces)? {
                Some(Ok(found)) => {
                    let total = said_in_a_row(self.reader, &quote.terms, 1)?.total;
                    return Ok(Sought::Found(found, total.max(1)));
                }
                Some(Err(refusal)) => refused = refused.or(Some(refusal)),
                None => {}
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
        let mut best: Option<(Fit, Match)> = None;
        let mut count = 0;
        for place in rows.first {
            let found = match self.matched(quote, place, runs)? {
                Some(Ok(found)) => found,
                Some(Err(refusal)) => {
                    refused = refused.or(Some(refusal));
                    continue;
                }
                None => continue,
            };
            count += 1;
            let fit = wanted(&found)?;
            let is_exact = found.differences.is_empty();
            let better = best.as_ref().is_none_or(|(best_fit, best)| {
                (fit, best.differences.len()) > (*best_fit, found.differences.len())
            });
            if better {
                best = Some((fit, found));
            }
            if fit == Fit::Agrees && is_exact {
                break;
            }
        }
        let total = if runs.len() > 1 { count } else { rows.total };
        Ok(match (best, refused) {
            (Some((_, found)), _) => Sought::Found(found, total.max(1)),
            (None, Some(refusal)) => Sought::Refused(refusal),
            (None, None) => Sought::Nowhere,
        })
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

    /// Matches the runs of a quotation's words in a turn, in order; `None` where they do not stand
    /// there.
    fn matched(
        &self,
        quote: &Quote<'_>,
        place: SaidAt,
        runs: &[Range<usize>],
    ) -> Result<Option<Result<Match, Refusal>>, SearchError> {
        let said = self.said(place)?;
        let (words, near) = (&said.words, place.word as usize);
        let Some(found) = in_order(quote.text.words, words, runs, near) else { return Ok(None) };
        let found_in = said.text();
        let differences = match differences(quote.text, found_in, &found) {
            Ok(differences) => differences,
            Err(refusal) => return Ok(Some(Err(refusal))),
        };
        let (first, last) = (found[0].start, found[found.len() - 1].end - 1);
        let span = words[first].span.start..words[last].span.end;
        Ok(Some(Ok(Match { said, differences, span })))
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
        if all > MAX_STITCHED_WORDS {
            return Ok(None);
        }
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
            // What stands before and behind a piece is another's.
            let (text, all) = (quote.text.text, quote.text.words);
            let from = piece.start.checked_sub(1).map_or(0, |n| all[n].span.end);
            let to = all.get(piece.end).map_or(text.len(), |w| w.span.start);
            let alone = " ".repeat(from) + &text[from..to];
            let part = Text { text: &alone, words: &all[piece.clone()] };
            let part = Quote::new(part);
            let whole = 0..part.terms.len();
            let rows = said_in_a_row(self.reader, &part.terms, 1)?;
            let Some(place) = rows.first.first() else { return Ok(None) };
            match self.matched(&part, *place, std::slice::from_ref(&whole))? {
                Some(Ok(found)) => out.push(found.stretch()),
                Some(Err(_)) | None => return Ok(None),
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
        Ok(self.said(place)?.turn.turn.speaker.name.clone())
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
