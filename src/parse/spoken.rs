//! Spoken names: single words by which people of the call are thanked, greeted, asked or given
//! the floor.

use crate::parse::cues::Cue;
use crate::parse::cues::Found;
use crate::parse::names::may_name;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Shape;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;

/// Returns the words used as people's names are, sorted.
pub(crate) fn spoken_names(words: &[Word], cues: &[Found]) -> Vec<WordId> {
    let single = cues.iter().filter(|c| c.name.len() == 1 && speaks_to(words, c));
    let mut out: Vec<WordId> = single.map(|c| words[c.name.start].base).collect();
    let alone = |i: &usize| is_sentence(words, *i);
    out.extend((1..words.len()).filter(alone).map(|i| words[i].base));
    out.sort_unstable();
    out.dedup();
    out
}

/// Tells whether a cue speaks to somebody: what only begins like one has no comma after the name.
fn speaks_to(words: &[Word], cue: &Found) -> bool {
    let after = words[cue.name.end - 1].after;
    let leads = cue.name.start == cue.words.start;
    match cue.cue {
        Cue::Thanks | Cue::Greets => true,
        Cue::HandsOver => after >= Mark::Stop || leads && after >= Mark::Comma,
        Cue::Invites => leads && after >= Mark::Comma,
        _ => false,
    }
}

/// Tells whether a word is a sentence that asks for somebody: `Ann?`
fn is_sentence(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    word.opens && word.after == Mark::Question && word.shape == Shape::Cap && may_name(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::cues::cues;
    use crate::parse::tokens::id;
    use crate::parse::tokens::words;

    fn check(text: &str, expected: &[&str]) {
        let words = words(text);
        let mut expected: Vec<WordId> = expected.iter().map(|w| id(w)).collect();
        expected.sort_unstable();
        assert_eq!(spoken_names(&words, &cues(&words)), expected, "{text}");
    }

    #[test]
    fn names_are_spoken_to_people() {
        check("So that is it. Ansa?", &["ansa"]);
        check("Ansa, over to you.", &["ansa"]);
        check("Ansa, do you want to add to that?", &["ansa"]);
        check("Thank you, Ansa.", &["ansa"]);
        check("Streaming will share more. Turning to Acme, we grew.", &[]);
    }
}
