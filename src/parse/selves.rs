//! Names that speakers give themselves.

use std::ops::Range;

use crate::parse::cues::Found;
use crate::parse::names::name_at;
use crate::parse::person::is_no_person;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;

/// Returns the name a speaker gives before saying for whom he stands in.
pub(crate) fn own_name_before(words: &[Word], cue: &Found) -> Option<Range<usize>> {
    let mut found = None;
    let inside = cue.words.start..cue.name.start;
    let earliest = cue.words.start.saturating_sub(6);
    let candidates = (earliest..cue.words.start).rev().take_while(|&i| words[i].after < Mark::Stop);
    for at in inside.chain(candidates) {
        if let Some(name) = name_at(words, at).filter(|n| n.end <= cue.name.start) {
            found = Some(name);
        } else if found.is_some() {
            break;
        }
    }
    found.filter(|n| !is_no_person(words, n))
}

/// Words that may stand before `this is Ann` in a sentence.
const LEADING: [WordId; 10] = [
    id("so"),
    id("yes"),
    id("yeah"),
    id("hi"),
    id("hey"),
    id("well"),
    id("and"),
    id("thanks"),
    id("actually"),
    id("hello"),
];

/// Tells whether the speaker really names himself: `This is Ann Lee`, but not `this is Windows`.
pub(crate) fn is_self(words: &[Word], cue: &Found) -> bool {
    let before = cue.words.start.checked_sub(1).map(|b| &words[b]);
    let opening = words[cue.words.start].opens
        || before.is_some_and(|w| w.after > Mark::Space || w.opens && LEADING.contains(&w.id));
    let last = &words[cue.name.end - 1];
    let next = words.get(cue.name.end);
    let led = next.is_none_or(|w| {
        w.opens
            || [
                id("on"),
                id("from"),
                id("with"),
                id("in"),
                id("here"),
                id("and"),
                id("filling"),
                id("for"),
                id("speaking"),
                id("at"),
                id("calling"),
                id("again"),
                id("ill"),
            ]
            .contains(&w.id)
    });
    opening && (last.after > Mark::Space || led) && cue.name.len() < 4
}
