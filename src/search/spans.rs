//! The algebra of spans: which stretches of a turn match.
//!
//! It works on positions of words in one turn, wherever they come from: the index's postings,
//! to find passages; or the words of a text, to highlight them.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::query::Order;
use crate::query::Side;
use crate::search::plan::Counted;
use crate::search::plan::Sentence;
use crate::search::plan::Stretch;
use crate::search::plan::Words;

/// The most spans that one operand is followed to in one turn. A turn of a thousand words can
/// hold a million pairs; what lies beyond is not counted, but the first ones are always found.
const MAX_SPANS: usize = 20_000;

/// The most steps taken to follow the operands of one NEAR through one turn; a bound on time
/// that real queries do not come near.
const MAX_STEPS: usize = 200_000;

/// A stretch of a turn that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The first word's position.
    pub(super) begin: u32,
    /// The position after the last word.
    pub(super) end: u32,
    /// The bytes of the text that the operands matched, in no order; empty where positions come
    /// from the index.
    pub(super) parts: Vec<Range<usize>>,
}

/// A turn, by the positions of its words.
pub(super) trait Turn {
    /// Returns the matches of some words, by position.
    fn matches(&self, words: &Arc<Words>) -> Vec<Span>;

    /// Returns how many words the turn has.
    fn len(&self) -> u32;
}

/// Returns the spans of a turn that a stretch matches, sorted, each once.
pub(super) fn spans(stretch: &Stretch, turn: &dyn Turn) -> Vec<Span> {
    let mut out = match stretch {
        Stretch::Words(words) => return turn.matches(words),
        Stretch::Any => {
            (0..turn.len()).map(|at| Span { begin: at, end: at + 1, parts: Vec::new() }).collect()
        }
        Stretch::Sequence(slots) => return sequence(slots, turn),
        Stretch::Or(operands) => operands.iter().flat_map(|o| spans(o, turn)).collect(),
        Stretch::Near { operands, distance, order } => near(operands, *distance, *order, turn),
        Stretch::NotNear { wanted, unwanted, distance, order } => {
            let unwanted = spans(unwanted, turn);
            let mut wanted = spans(wanted, turn);
            wanted.retain(|w| !unwanted.iter().any(|u| is_near(w, u, *distance, *order)));
            wanted
        }
        Stretch::Edge { side, distance, operand } => {
            let mut found = spans(operand, turn);
            found.retain(|span| match side {
                Side::Begin => span.begin <= *distance,
                Side::End => turn.len() - span.end.min(turn.len()) <= *distance,
            });
            found
        }
        Stretch::Sentence(sentence) => in_sentences(sentence, turn),
    };
    sort(&mut out);
    out.dedup();
    out
}

/// Sorts spans by where they begin, then by where they end, then by what matched.
fn sort(spans: &mut [Span]) {
    fn key(span: &Span) -> (u32, u32, impl Iterator<Item = (usize, usize)>) {
        (span.begin, span.end, span.parts.iter().map(|p| (p.start, p.end)))
    }
    spans.sort_unstable_by(|a, b| {
        let (a, b) = (key(a), key(b));
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| a.2.cmp(b.2))
    });
}

/// Returns the matches of slots that follow one another without a gap.
fn sequence(slots: &[Stretch], turn: &dyn Turn) -> Vec<Span> {
    // Slots for any word only shift the ends of what stands between them.
    let lead = count_any(slots.iter());
    let mut slots = slots.iter().skip(lead as usize);
    let Some(first) = slots.next() else { return Vec::new() };
    let mut open = spans(first, turn);
    let mut gap = 0;
    for slot in slots {
        if *slot == Stretch::Any {
            gap += 1;
            continue;
        }
        if open.is_empty() {
            return open;
        }
        open = followed_by(&open, gap, &spans(slot, turn));
        gap = 0;
    }
    open.retain_mut(|span| {
        let fits = span.begin >= lead && span.end + gap <= turn.len();
        if fits {
            span.begin -= lead;
            span.end += gap;
        }
        fits
    });
    open
}

fn count_any<'s>(slots: impl Iterator<Item = &'s Stretch>) -> u32 {
    slots.take_while(|s| **s == Stretch::Any).map(|_| 1).sum()
}

/// Returns each span of `open` joined with each of `next` that begins `gap` words after it.
/// Both are sorted; a phrase's parts are one range.
fn followed_by(open: &[Span], gap: u32, next: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    for span in open {
        let at = span.end + gap;
        let from = next.partition_point(|n| n.begin < at);
        for follower in next[from..].iter().take_while(|n| n.begin == at) {
            let parts = span.parts.iter().chain(&follower.parts);
            let whole = parts.cloned().reduce(|a, b| a.start.min(b.start)..a.end.max(b.end));
            let parts = whole.into_iter().collect();
            out.push(Span { begin: span.begin, end: follower.end, parts });
            if out.len() >= MAX_SPANS {
                return out;
            }
        }
    }
    sort(&mut out);
    out
}

/// Returns the matches of operands near each other.
fn near(operands: &[Stretch], distance: u32, order: Order, turn: &dyn Turn) -> Vec<Span> {
    let mut matches: Vec<Vec<Span>> = Vec::with_capacity(operands.len());
    for operand in operands {
        let found = spans(operand, turn);
        if found.is_empty() {
            return Vec::new();
        }
        matches.push(found);
    }
    let twins = twins(operands);
    let (seen, out) = (HashSet::new(), Vec::new());
    let mut search =
        NearSearch { matches: &matches, twins, distance, order, steps: MAX_STEPS, seen, out };
    let leading = if order == Order::Written { 1 } else { matches.len() };
    for (first, found) in matches.iter().enumerate().take(leading) {
        if search.twins[first].is_some() {
            continue;
        }
        for span in found {
            search.extend(span, &mut vec![first], span.clone());
        }
    }
    search.out
}

/// Returns for each operand the one before it that is the same: of such, the earlier is always
/// taken first, so that `a NEAR a` is not followed in two ways that come to the same.
fn twins(operands: &[Stretch]) -> Vec<Option<usize>> {
    let same = |at: usize| (0..at).rev().find(|before| is_same(&operands[*before], &operands[at]));
    (0..operands.len()).map(same).collect()
}

/// Tells whether two stretches match the same; where in the query they stand does not matter.
fn is_same(a: &Stretch, b: &Stretch) -> bool {
    match (a, b) {
        (Stretch::Words(a), Stretch::Words(b)) => a.terms == b.terms,
        _ => a == b,
    }
}

/// Follows chains of operands through a turn.
struct NearSearch<'a> {
    matches: &'a [Vec<Span>],
    twins: Vec<Option<usize>>,
    distance: u32,
    order: Order,
    /// How many more steps may be taken.
    steps: usize,
    /// Where chains have been already: the operands used, where the chain began, its last span.
    /// Only for positions from the index: a highlighter wants every part.
    seen: HashSet<(Vec<usize>, u32, u32, u32)>,
    out: Vec<Span>,
}

impl NearSearch<'_> {
    /// Goes on from the operands in `used`, the last of which matched `last`.
    fn extend(&mut self, last: &Span, used: &mut Vec<usize>, whole: Span) {
        if self.steps == 0 || self.out.len() >= MAX_SPANS {
            return;
        }
        self.steps -= 1;
        if whole.parts.is_empty() {
            let mut set = used.clone();
            set.sort_unstable();
            if !self.seen.insert((set, whole.begin, last.begin, last.end)) {
                return;
            }
        }
        if used.len() == self.matches.len() {
            self.out.push(whole);
            return;
        }
        for next in 0..self.matches.len() {
            let allowed = match self.order {
                Order::Written => next == used.len(),
                Order::Any => {
                    !used.contains(&next) && self.twins[next].is_none_or(|t| used.contains(&t))
                }
            };
            if !allowed {
                continue;
            }
            let spans = &self.matches[next];
            let from = spans.partition_point(|s| s.begin < last.end);
            let reach = last.end.saturating_add(self.distance);
            for span in spans[from..].iter().take_while(|s| s.begin <= reach) {
                let mut parts = whole.parts.clone();
                parts.extend(span.parts.iter().cloned());
                used.push(next);
                self.extend(span, used, Span { begin: whole.begin, end: span.end, parts });
                used.pop();
            }
        }
    }
}

/// Returns the matches of what is wanted in those sentences that hold all of it and nothing
/// unwanted. A match lies in a sentence with its first and its last word.
fn in_sentences(sentence: &Sentence, turn: &dyn Turn) -> Vec<Span> {
    let find = |counted: &Counted| (spans(&counted.stretch, turn), counted.count);
    let wanted: Vec<_> = sentence.wanted.iter().map(find).collect();
    if wanted.iter().any(|(found, _)| found.is_empty()) {
        return Vec::new();
    }
    let unwanted: Vec<_> = sentence.unwanted.iter().map(find).collect();
    let starts: Vec<u32> = turn.matches(&sentence.starts).iter().map(|s| s.begin).collect();
    let mut out = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or_else(|| turn.len());
        let inside = |found: &[Span]| -> Vec<Span> {
            let from = found.partition_point(|s| s.begin < *start);
            let begun = found[from..].iter().take_while(|s| s.begin < end);
            begun.filter(|s| s.end <= end).cloned().collect()
        };
        let holds = |(found, count): &(Vec<Span>, u32)| {
            let mut places: Vec<_> = inside(found).iter().map(|s| (s.begin, s.end)).collect();
            places.dedup();
            places.len() >= *count as usize
        };
        if wanted.iter().all(holds) && !unwanted.iter().any(holds) {
            out.extend(wanted.iter().flat_map(|(found, _)| inside(found)));
        }
    }
    out
}

/// Tells whether a span is near another: at most so many words from it. Operands do not overlap,
/// so a span that does is no other.
fn is_near(wanted: &Span, other: &Span, distance: u32, order: Order) -> bool {
    if other.begin >= wanted.end {
        return other.begin - wanted.end <= distance;
    }
    if wanted.begin >= other.end {
        return order == Order::Any && wanted.begin - other.end <= distance;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A turn of one-letter words.
    struct Letters(&'static str);

    impl Turn for Letters {
        fn matches(&self, words: &Arc<Words>) -> Vec<Span> {
            let letters = self.0.split(' ').enumerate();
            letters
                .filter(|(_, w)| words.contains(w))
                .map(|(at, _)| {
                    let begin = u32::try_from(at).unwrap();
                    let part = at * 2..at * 2 + 1;
                    Span { begin, end: begin + 1, parts: vec![part] }
                })
                .collect()
        }

        fn len(&self) -> u32 {
            u32::try_from(self.0.split(' ').count()).unwrap()
        }
    }

    fn word(letter: &str) -> Stretch {
        Stretch::Words(Words::of(&[letter]))
    }

    fn near_of(operands: &[&str], distance: u32, order: Order) -> Stretch {
        let operands = operands.iter().map(|o| word(o)).collect();
        Stretch::Near { operands, distance, order }
    }

    #[track_caller]
    fn check(stretch: &Stretch, text: &'static str, expected: &[(u32, u32)]) {
        let found: Vec<_> =
            spans(stretch, &Letters(text)).iter().map(|s| (s.begin, s.end)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn sequences_leave_no_gap() {
        let phrase = Stretch::Sequence(vec![word("a"), word("b")]);
        check(&phrase, "a b a c b a b", &[(0, 2), (5, 7)]);
        let any = Stretch::Sequence(vec![Stretch::Any, word("a"), Stretch::Any, word("b")]);
        check(&any, "a x b a c b", &[(2, 6)]);
        let tail = Stretch::Sequence(vec![word("a"), Stretch::Any]);
        check(&tail, "a b a", &[(0, 2)]);
        let twice = Stretch::Sequence(vec![word("a"), word("a")]);
        check(&twice, "a a a", &[(0, 2), (1, 3)]);
    }

    #[test]
    fn alternatives_in_a_sequence_may_differ_in_length() {
        let long = Stretch::Sequence(vec![word("a"), word("b")]);
        let slot = Stretch::Or(vec![word("a"), long]);
        check(&Stretch::Sequence(vec![slot, word("c")]), "a c a b c", &[(0, 2), (2, 5)]);
    }

    #[test]
    fn near_counts_the_words_between() {
        check(&near_of(&["a", "b"], 1, Order::Any), "a x b x x a", &[(0, 3)]);
        check(&near_of(&["a", "b"], 2, Order::Any), "a x b x x a", &[(0, 3), (2, 6)]);
        check(&near_of(&["a", "b"], 2, Order::Written), "a x b x x a", &[(0, 3)]);
        check(&near_of(&["a", "b", "c"], 0, Order::Any), "c b a x a c b", &[(0, 3), (4, 7)]);
        check(&near_of(&["a", "a"], 0, Order::Written), "a a x a", &[(0, 2)]);
    }

    #[test]
    fn what_is_not_near_stays() {
        let not = |order| Stretch::NotNear {
            wanted: Box::new(word("a")),
            unwanted: Box::new(word("b")),
            distance: 1,
            order,
        };
        check(&not(Order::Any), "a x b a x x a", &[(6, 7)]);
        check(&not(Order::Written), "a x b a x x a", &[(3, 4), (6, 7)]);
    }

    #[test]
    fn a_word_near_itself_takes_bounded_time() {
        let letters = "a ".repeat(400);
        let text: &'static str = Box::leak(letters.trim().to_owned().into_boxed_str());
        let found = spans(&near_of(&["a"; 12], 5, Order::Any), &Letters(text));
        assert!(found.len() <= MAX_SPANS);
    }

    #[test]
    fn edges_hold_to_the_ends_of_the_turn() {
        let edge = |side, distance| Stretch::Edge { side, distance, operand: Box::new(word("a")) };
        check(&edge(Side::Begin, 0), "a b a", &[(0, 1)]);
        check(&edge(Side::End, 0), "a b a", &[(2, 3)]);
        check(&edge(Side::End, 2), "a b a", &[(0, 1), (2, 3)]);
    }

    #[test]
    fn sentences_hold_their_matches_whole() {
        let Stretch::Words(starts) = word("s") else { unreachable!() };
        let once = |stretch: Stretch| Counted { stretch, count: 1 };
        let sentence = |wanted: Vec<Counted>, unwanted: Vec<Counted>| {
            Stretch::Sentence(Sentence { starts: starts.clone(), wanted, unwanted })
        };
        let both = || vec![once(word("a")), once(word("b"))];
        check(&sentence(both(), vec![]), "s a x s b s b a", &[(6, 7), (7, 8)]);
        check(&sentence(both(), vec![once(word("c"))]), "s a b c s b a", &[(5, 6), (6, 7)]);
        let pair = near_of(&["a", "b"], 5, Order::Any);
        check(&sentence(vec![once(pair)], vec![]), "s a s b a", &[(3, 5)]);
        let twice = Counted { stretch: word("a"), count: 2 };
        check(&sentence(vec![twice], vec![]), "s a b s a a", &[(4, 5), (5, 6)]);
    }

    #[test]
    fn parts_of_a_phrase_are_one_range_those_of_near_are_not() {
        let phrase = Stretch::Sequence(vec![word("a"), word("b")]);
        let near =
            Stretch::Near { operands: vec![phrase, word("c")], distance: 5, order: Order::Any };
        let found = spans(&near, &Letters("a b x c"));
        assert_eq!(found[0].parts, [0..3, 6..7]);
    }
}
