//! What is seen of a unit: the features that speak for its part in the call.

use crate::parse::cues::Cue;
use crate::parse::cues::Found;
use crate::parse::keys::Part;
use crate::parse::keys::Sink;
use crate::parse::lines::Style;
use crate::parse::roster::Roster;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Shape;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::parse::units::Unit;
use crate::transcript::Role;

/// The class of words with a digit.
const NUMBER: &str = "#";

/// A call as it is looked at.
pub(crate) struct Scene<'a> {
    /// The words of the text.
    pub(crate) words: &'a [Word],
    /// The cues, in order.
    pub(crate) cues: &'a [Found],
    /// Who is named, and where.
    pub(crate) roster: &'a Roster,
    /// How the text marks turns.
    pub(crate) style: Style,
    /// The units, in order.
    pub(crate) units: &'a [Unit],
    /// Each word as features see it; `None` inside a name.
    pub(crate) seen: Vec<Option<Part>>,
}

impl<'a> Scene<'a> {
    /// Looks at a call.
    pub(crate) fn new(
        words: &'a [Word],
        cues: &'a [Found],
        roster: &'a Roster,
        style: Style,
        units: &'a [Unit],
    ) -> Self {
        let number = Part::class(NUMBER);
        let mut seen: Vec<Option<Part>> = words
            .iter()
            .enumerate()
            .map(|(i, w)| Some(if w.shape == Shape::Digit { number } else { Part::Word(w.id, i) }))
            .collect();
        for mention in &roster.mentions {
            seen[mention.words.start] = Some(Part::class(class(roster, mention)));
            for part in &mut seen[mention.words.start + 1..mention.words.end] {
                *part = None;
            }
        }
        Self { words, cues, roster, style, units, seen }
    }

    fn parts(&self, unit: &Unit) -> impl DoubleEndedIterator<Item = Part> + '_ {
        self.seen[unit.words.clone()].iter().filter_map(|p| *p)
    }

    /// Returns the first words of a unit, as many as there is room for.
    fn first_parts<'r, const N: usize>(&self, unit: &Unit, room: &'r mut [Part; N]) -> &'r [Part] {
        let mut end = 0;
        for (place, part) in room.iter_mut().zip(self.parts(unit)) {
            *place = part;
            end += 1;
        }
        &room[..end]
    }

    /// Returns the last words of a unit, in their order, as many as there is room for.
    fn last_parts<'r, const N: usize>(&self, unit: &Unit, room: &'r mut [Part; N]) -> &'r [Part] {
        let mut start = N;
        for (place, part) in room.iter_mut().rev().zip(self.parts(unit).rev()) {
            *place = part;
            start -= 1;
        }
        &room[start..]
    }
}

/// What stands in room that no word has taken.
const NOTHING: Part = Part::Word(0, 0);

/// Returns the class of a mention: who has the floor to ask, another analyst, an executive, the
/// operator, or somebody whose role the words do not tell.
fn class(roster: &Roster, mention: &crate::parse::roster::Mention) -> &'static str {
    let called = roster.calls.partition_point(|c| c.words.start <= mention.words.start);
    let floor = called.checked_sub(1).and_then(|c| roster.calls[c].person);
    if floor.is_some_and(|p| mention.people.contains(&p)) {
        return "<F>";
    }
    let role = |r: Role| mention.people.iter().any(|&p| roster.people[p].role() == r);
    if role(Role::Executive) {
        "<E>"
    } else if role(Role::Analyst) {
        "<A>"
    } else if role(Role::Operator) {
        "<O>"
    } else {
        "<N>"
    }
}

/// Shows a unit's features to a sink.
pub(crate) fn see(scene: &Scene<'_>, at: usize, sink: &mut impl Sink) {
    let unit = &scene.units[at];
    place(scene, at, sink);
    sink.take(length(unit.words.len()), &[]);
    words_inside(scene, unit, sink);
    edges(scene, unit, at, sink);
    named(scene, unit, sink);
    if unit.marked && matches!(scene.style, Style::Dots | Style::Blank) {
        block(scene, at, sink);
    }
}

fn place(scene: &Scene<'_>, at: usize, sink: &mut impl Sink) {
    let unit = &scene.units[at];
    sink.take("bias", &[]);
    sink.take(
        match scene.style {
            _ if at == 0 => "first",
            Style::Dots | Style::Blank if unit.marked => "mark",
            Style::Dots | Style::Blank => "no-mark",
            Style::Lines => "line",
            Style::Running if unit.opens_line => "running-line",
            Style::Running => "running",
        },
        &[],
    );
    let asked = scene.roster.calls.partition_point(|c| c.words.start < unit.words.start);
    sink.take(["asked0", "asked1", "asked2"][asked.min(2)], &[]);
    let done = at * 20 / scene.units.len().max(1);
    sink.take(
        match done {
            0 => "done0",
            1..=3 => "done1",
            4..=6 => "done2",
            7..=13 => "done3",
            14..=17 => "done4",
            18 => "done5",
            _ => "done6",
        },
        &[],
    );
    if at + 1 == scene.units.len() {
        sink.take("last", &[]);
    }
}

fn length(words: usize) -> &'static str {
    match words {
        0..=1 => "len1",
        2 => "len2",
        3..=5 => "len3",
        6..=10 => "len4",
        11..=20 => "len5",
        21..=40 => "len6",
        41..=65 => "len7",
        _ => "len8",
    }
}

fn words_inside(scene: &Scene<'_>, unit: &Unit, sink: &mut impl Sink) {
    let mut before: Option<Part> = None;
    let mut digits = 0;
    for part in scene.parts(unit) {
        sink.take("w", &[part]);
        if let Some(before) = before {
            sink.take("w", &[before, part]);
        }
        digits += usize::from(matches!(part, Part::Class(_, NUMBER)));
        before = Some(part);
    }
    sink.take(
        match digits * 20 / unit.words.len().max(1) {
            0 if digits == 0 => "digits0",
            0 => "digits1",
            1 => "digits2",
            _ => "digits3",
        },
        &[],
    );
    let asks = scene.words[unit.words.clone()].iter().filter(|w| w.after == Mark::Question).count();
    sink.take(["asks0", "asks1", "asks2"][asks.min(2)], &[]);
}

fn edges(scene: &Scene<'_>, unit: &Unit, at: usize, sink: &mut impl Sink) {
    let mut room = [NOTHING; 4];
    let first = scene.first_parts(unit, &mut room);
    for n in 1..=first.len() {
        sink.take("b", &first[..n]);
    }
    let mut room = [NOTHING; 3];
    let last = scene.last_parts(unit, &mut room);
    for n in 1..=last.len() {
        sink.take("e", &last[last.len() - n..]);
    }
    sink.take(ending("ends", scene.words, unit), &[]);
    if let Some(previous) = at.checked_sub(1).map(|p| &scene.units[p]) {
        let mut room = [NOTHING; 3];
        let last = scene.last_parts(previous, &mut room);
        for n in 1..=last.len() {
            sink.take("p", &last[last.len() - n..]);
        }
        if let (Some(l), Some(f)) = (last.last(), first.first()) {
            sink.take("pb", &[*l, *f]);
        }
        sink.take(ending("after", scene.words, previous), &[]);
        sink.take(
            match length(previous.words.len()) {
                "len1" | "len2" => "after-len2",
                "len3" | "len4" => "after-len4",
                "len5" => "after-len5",
                _ => "after-len8",
            },
            &[],
        );
        if has_call(scene, previous) {
            sink.take("after-call", &[]);
        }
        if cues_in(scene, previous).any(|cue| cue == Cue::HandsOver) {
            sink.take("after-handover", &[]);
        }
        let opening = scene.words[unit.words.start].id;
        if hands_late(scene, previous) {
            sink.take("after-late-handover", &[]);
            sink.take(
                if GREETING.contains(&opening) {
                    "late-handover-greeted"
                } else {
                    "late-handover-ignored"
                },
                &[],
            );
        }
    }
    if let Some(next) = scene.units.get(at + 1) {
        let mut room = [NOTHING; 2];
        let first = scene.first_parts(next, &mut room);
        for n in 1..=first.len() {
            sink.take("n", &first[..n]);
        }
        if has_call(scene, next) {
            sink.take("before-call", &[]);
        }
    }
}

/// Words with which somebody begins who has been given the floor.
const GREETING: [WordId; 9] = [
    id("thank"),
    id("thanks"),
    id("good"),
    id("hi"),
    id("hello"),
    id("yes"),
    id("yeah"),
    id("okay"),
    id("great"),
];

/// How many words may follow a hand-over that ends a turn: the office, what will be spoken of.
const LATE: usize = 14;

/// Tells whether the floor goes to somebody at the end of a unit.
fn hands_late(scene: &Scene<'_>, unit: &Unit) -> bool {
    let end = unit.words.end;
    let from = scene.cues.partition_point(|c| c.words.start + 40 < end);
    let mut near = scene.cues[from..].iter().take_while(|c| c.words.start < end);
    near.any(|c| {
        let hands = matches!(c.cue, Cue::HandsOver | Cue::Invites) && !c.name.is_empty();
        hands && c.words.end <= end && c.words.end + LATE > end
    })
}

fn ending(kind: &'static str, words: &[Word], unit: &Unit) -> &'static str {
    let mark = unit.words.end.checked_sub(1).map_or(Mark::Space, |i| words[i].after);
    match (kind, mark) {
        ("ends", Mark::Question) => "ends-asking",
        ("ends", Mark::Stop | Mark::Exclaim) => "ends-stop",
        ("ends", _) => "ends-open",
        (_, Mark::Question) => "after-asking",
        (_, Mark::Stop | Mark::Exclaim) => "after-stop",
        _ => "after-open",
    }
}

fn has_call(scene: &Scene<'_>, unit: &Unit) -> bool {
    let calls = &scene.roster.calls;
    let at = calls.partition_point(|c| c.words.end <= unit.words.start);
    calls.get(at).is_some_and(|c| c.words.start < unit.words.end)
}

/// Returns what the cues that begin in a unit say.
fn cues_in(scene: &Scene<'_>, unit: &Unit) -> impl Iterator<Item = Cue> + Clone {
    let from = scene.cues.partition_point(|c| c.words.start + 12 < unit.words.start);
    let near = scene.cues[from..].iter().take_while(|c| c.words.start < unit.words.end + 2);
    near.filter(|c| unit.words.contains(&c.words.start)).map(|c| c.cue)
}

fn named(scene: &Scene<'_>, unit: &Unit, sink: &mut impl Sink) {
    if has_call(scene, unit) {
        sink.take("call", &[]);
    }
    let said = cues_in(scene, unit);
    for (cue, key) in CUE_KEYS {
        if said.clone().any(|c| c == cue) {
            sink.take(key, &[]);
        }
    }
    let only = scene.parts(unit).count() == 1;
    if only && scene.words[unit.words.clone()].iter().all(|w| w.bracketed) {
        sink.take("bracket-only", &[]);
    }
    if scene.words[unit.words.clone()].iter().all(|w| w.bracketed) {
        sink.take("bracketed", &[]);
    }
}

const CUE_KEYS: [(Cue, &str); 6] = [
    (Cue::HandsOver, "handover"),
    (Cue::Invites, "invites"),
    (Cue::Self_, "self"),
    (Cue::StandsIn, "stands-in"),
    (Cue::Quotes, "quotes"),
    (Cue::Lists, "lists"),
];

/// What a block that only thanks may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thanks {
    /// Nobody thanked just before.
    First,
    /// Somebody has just thanked in a few words.
    Returned,
    /// A long block before ends in thanks, as an answer does.
    ForAnswer,
}

/// A block before of fewer words is a thanks that may be returned.
const LONG: usize = 30;

/// Tells what kind of thanks a block is that begins at a unit and only thanks.
pub(crate) fn only_thanks(scene: &Scene<'_>, at: usize) -> Option<Thanks> {
    if !scene.units[at].marked {
        return None;
    }
    let end = (at + 1..scene.units.len()).find(|&u| scene.units[u].marked);
    let end = end.unwrap_or(scene.units.len());
    let words = scene.units[at].words.start..scene.units[end - 1].words.end;
    let own = |w: &Word| THANKING.contains(&w.id);
    if words.len() > 8 || !scene.words[words.clone()].iter().all(own) {
        return None;
    }
    let thanks = |w: &Word| w.id == id("thank") || w.id == id("thanks");
    let begun = scene.units[..at].iter().rposition(|u| u.marked).unwrap_or(0);
    let before = &scene.words[scene.units[begun].words.start..words.start];
    if !before[before.len().saturating_sub(4)..].iter().any(thanks) {
        Some(Thanks::First)
    } else if before.len() < LONG {
        Some(Thanks::Returned)
    } else {
        Some(Thanks::ForAnswer)
    }
}

/// Words of a turn that only thanks.
const THANKING: [WordId; 18] = [
    id("thank"),
    id("thanks"),
    id("you"),
    id("very"),
    id("much"),
    id("so"),
    id("a"),
    id("lot"),
    id("great"),
    id("okay"),
    id("ok"),
    id("perfect"),
    id("all"),
    id("right"),
    id("guys"),
    id("both"),
    id("again"),
    id("appreciate"),
];

/// Shows what is seen of the whole block that the text's marks part off.
fn block(scene: &Scene<'_>, at: usize, sink: &mut impl Sink) {
    let end =
        (at + 1..scene.units.len()).find(|&u| scene.units[u].marked).unwrap_or(scene.units.len());
    let words = scene.units[at].words.start..scene.units[end - 1].words.end;
    let asks = scene.words[words.clone()].iter().filter(|w| w.after == Mark::Question).count();
    sink.take(
        match words.len() {
            0..=3 => "block1",
            4..=8 => "block2",
            9..=20 => "block3",
            21..=50 => "block4",
            51..=120 => "block5",
            121..=250 => "block6",
            251..=600 => "block7",
            _ => "block8",
        },
        &[],
    );
    sink.take(["block-asks0", "block-asks1", "block-asks2", "block-asks3"][asks.min(3)], &[]);
    match only_thanks(scene, at) {
        Some(Thanks::First) => sink.take("only-thanks", &[]),
        Some(Thanks::Returned) => sink.take("only-thanks-returned", &[]),
        Some(Thanks::ForAnswer) | None => {}
    }
    let last = &scene.units[end - 1];
    sink.take(
        match ending("ends", scene.words, last) {
            "ends-asking" => "block-ends-asking",
            _ => "block-ends",
        },
        &[],
    );
    let mut room = [NOTHING; 3];
    let parts = scene.last_parts(last, &mut room);
    for n in 1..=parts.len() {
        sink.take("block-e", &parts[parts.len() - n..]);
    }
}
