//! Cues: the phrases of a call that tell who is meant, and what for, kept in one table.
//!
//! A pattern is a row of words. `a|b` is either word, `@3` is a gap of up to three words inside
//! a sentence, a word with `?` may be missing, `NAME` is a name. To add a cue, add a row to
//! [`CUES`] with a sentence that shows it: the test reads the same table.

use std::ops::Range;
use std::sync::LazyLock;

use crate::parse::keys::ByWord;
use crate::parse::names::name_at;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::parse::tokens::id_of;

/// What a cue says of the name in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Cue {
    /// An analyst is called up to ask.
    Calls,
    /// The floor goes to somebody of the company.
    HandsOver,
    /// Somebody is asked to take or add to an answer.
    Invites,
    /// Somebody is thanked.
    Thanks,
    /// Somebody is greeted.
    Greets,
    /// The speaker says who he or she is.
    Self_,
    /// The speaker asks in somebody's place.
    StandsIn,
    /// Something somebody said is quoted.
    Quotes,
    /// The people on the call are about to be listed.
    Lists,
}

/// A row of the table: what it says, the pattern, a sentence that shows it, the name in it.
pub(crate) type Row = (Cue, &'static str, &'static str, &'static str);

/// The table of cues. Earlier rows win where two speak of one name.
#[rustfmt::skip]
pub(crate) const CUES: &[Row] = &[
    (Cue::Calls, "question|questions|questioner|follow-up|follow-ups|followup|caller|queue|inquiry|participant @6 from @4 NAME", "Our next question comes from the line of Ann Lee with Acme.", "Ann Lee"),
    (Cue::Calls, "question|questions|questioner|caller|participant|analyst @3 is|are|will @4 NAME", "The next question is Ann Lee.", "Ann Lee"),
    (Cue::Calls, "question|questions @4 comes NAME", "Our next question today comes Ann Lee from Acme.", "Ann Lee"),
    (Cue::Calls, "line|lines of|from|for NAME", "I'll open the line of Ann Lee.", "Ann Lee"),
    (Cue::Calls, "next|first|last|final|next @1 from|to|with|is @4 NAME", "And next from Acme is Ann Lee.", "Acme"),
    (Cue::Calls, "go|move|moving|going|proceed|continue @3 to @4 NAME", "We'll go next to the line of Ann Lee with Acme.", "Ann Lee"),
    (Cue::Calls, "start|begin|starting|beginning @1 with @2 NAME", "We'll start with Ann Lee with Acme.", "Ann Lee"),
    (Cue::Calls, "NAME has|with a|the|our next|first|last|final|follow-up? question", "It looks like Ann Lee has the next question.", "Ann Lee"),
    (Cue::Calls, "turn @1 to the line of NAME", "We'll turn to the line of Ann Lee.", "Ann Lee"),
    (Cue::Calls, "go|move|moving|going @1 with @2 NAME", "We'll go next with Ann Lee.", "Ann Lee"),
    (Cue::Calls, "hear|hearing @2 from @4 NAME", "First we'll hear from Ann Lee.", "Ann Lee"),
    (Cue::Calls, "take|taking @5 from @4 NAME", "We'll take our last one from Ann Lee.", "Ann Lee"),
    (Cue::Calls, "have|got|do a|one|our|another @4 from @4 NAME", "And we have a follow-up from Ann Lee.", "Ann Lee"),
    (Cue::Calls, "we @1 have|go|hear|take @3 NAME", "From Acme, we have Ann Lee.", "Ann Lee"),
    (Cue::Calls, "up @2 is|from|next @3 NAME", "Next up is Ann Lee.", "Ann Lee"),
    (Cue::Calls, "be|coming|comes|come from @4 NAME", "That will be from Ann Lee.", "Ann Lee"),
    (Cue::HandsOver, "turn|turning|hand|handing|pass|passing|transfer|give|toss|throw|flip|kick|shift @5 to @6 NAME", "I'll turn the call over to our CEO, Ann Lee.", "Ann Lee"),
    (Cue::HandsOver, "turn|hand @2 over @6 NAME", "I would now turn over the call to Ann.", "Ann"),
    (Cue::HandsOver, "over to|with @5 NAME", "Now over to Ann.", "Ann"),
    (Cue::HandsOver, "back to @2 NAME", "So back to Ann.", "Ann"),
    (Cue::HandsOver, "introduce|introducing|present|presenting @9 NAME", "It is my pleasure to introduce your host, Ann Lee.", "Ann Lee"),
    (Cue::HandsOver, "welcome NAME", "Please welcome Ann Lee.", "Ann Lee"),
    (Cue::HandsOver, "host|speaker|presenter|moderator @8 NAME", "I'd like to turn it to your host for today's call, Ms. Ann Lee.", "Ann Lee"),
    (Cue::HandsOver, "ask|invite|like|want|let NAME to?", "I'd now like to ask Ann to comment.", "Ann"),
    (Cue::HandsOver, "here|here's is? NAME", "Here is Ann.", "Ann"),
    (Cue::HandsOver, "now to NAME", "And now to Ann.", "Ann"),
    (Cue::HandsOver, "starting|beginning with @4 NAME", "My colleagues will speak, starting with Ann.", "Ann"),
    (Cue::HandsOver, "next @3 call is? NAME", "Next on the call, Ann Lee.", "Ann Lee"),
    (Cue::HandsOver, "NAME who will|is|'ll @1 take|walk|discuss|review|provide|present|cover", "Ann Lee, who will take you through the numbers.", "Ann Lee"),
    (Cue::HandsOver, "followed by @3 NAME", "Followed by Ann.", "Ann"),
    (Cue::HandsOver, "NAME please? you|go may|ahead|proceed", "Ann, please go ahead.", "Ann"),
    (Cue::HandsOver, "NAME you may begin", "Ann Lee with Bell Consulting, you may begin.", "Ann Lee"),
    (Cue::HandsOver, "NAME back|over to you", "Ann, back to you.", "Ann"),
    (Cue::HandsOver, "NAME i'll|i'd|i'm|i|let|we'll|we|welcome @6 over|back to you", "Ann, I'll turn it over to you.", "Ann"),
    (Cue::HandsOver, "please @2 ahead NAME", "Please go ahead, Ann.", "Ann"),
    (Cue::Invites, "NAME do|would|can|could|will|did|any you|want|anything|thoughts|like", "Ann, do you want to add to that?", "Ann"),
    (Cue::Invites, "NAME why don't|dont you", "Ann, why don't you take this?", "Ann"),
    (Cue::Invites, "NAME maybe|if|perhaps you", "Ann, maybe you take the second part.", "Ann"),
    (Cue::Invites, "let|have|ask NAME take|answer|address|comment|talk|speak|handle|respond|add|start|cover|give|jump|to", "I'll let Ann take that.", "Ann"),
    (Cue::Invites, "let|ask NAME", "I'll let Ann.", "Ann"),
    (Cue::Invites, "NAME will|can|may|could now? take|answer|address|comment|talk|speak|handle|respond|add|start|cover|give|jump|provide|discuss|review|walk|share|update|elaborate|present", "Ann will take that.", "Ann"),
    (Cue::StandsIn, "on|in|behalf for|of NAME", "This is Bo on for Ann.", "Ann"),
    (Cue::StandsIn, "filling|sitting|stepping|dialing|calling|asking|pinch-hitting|subbing on|in? for NAME", "Bo is stepping in for Ann.", "Ann"),
    (Cue::StandsIn, "this|it's|its is? actually? NAME for NAME", "It's actually Bo for Ann.", "Ann"),
    (Cue::Self_, "my name is|name's NAME", "My name is Ann.", "Ann"),
    (Cue::Self_, "this is|it's actually? NAME", "This is Ann.", "Ann"),
    (Cue::Self_, "it's|its|i'm actually? NAME", "It's actually Ann.", "Ann"),
    (Cue::Self_, "NAME here|speaking", "Ann here.", "Ann"),
    (Cue::Thanks, "thank|thanks you? @4 NAME", "Thank you very much, Ann.", "Ann"),
    (Cue::Thanks, "question|questions|welcome|appreciate|great|right|sure|absolutely|perfect NAME", "Great question, Ann.", "Ann"),
    (Cue::Greets, "hi|hey|hello|morning|afternoon|evening|day there? NAME", "Good morning, Ann.", "Ann"),
    (Cue::Quotes, "as|like|what|think|echo NAME said|mentioned|noted|indicated|pointed|talked|described|referenced|outlined|discussed|alluded|just|stated|highlighted|explained|covered|commented|has|had|was", "As Ann said, we grew.", "Ann"),
    (Cue::Quotes, "NAME said|mentioned|noted|indicated|pointed|talked|described|referenced|outlined|discussed|alluded|just|stated|highlighted|explained|covered|commented|touched|spoke", "Ann mentioned it.", "Ann"),
    (Cue::Lists, "with me|us", "With me are Ann Lee and Bo Roe.", ""),
    (Cue::Lists, "joining|joined|join me|us|by|today|on|in|are|is", "Joining us are Ann Lee and Bo Roe.", ""),
    (Cue::Lists, "on|in|for the|this|today's|our call|line|room|conference|presentation", "On the call today are Ann Lee and Bo Roe.", ""),
    (Cue::Lists, "here|present|participating|speaking|speakers|presenters|participants|available @2 with|are|is|include|today|first|will", "Speaking today are Ann Lee and Bo Roe.", ""),
];

/// A step of a pattern.
#[derive(Debug, Clone)]
enum Step {
    /// One of these words.
    Word(Vec<WordId>),
    /// One of these words, or nothing.
    Maybe(Vec<WordId>),
    /// Up to so many words.
    Gap(usize),
    /// A name.
    Name,
}

/// A pattern ready to be matched, found by its first certain word.
#[derive(Debug)]
struct Pattern {
    cue: Cue,
    /// Whether the name stands before the first word.
    name_first: bool,
    /// The steps after the first word.
    steps: Vec<Step>,
}

/// A cue found in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// What it says.
    pub(crate) cue: Cue,
    /// The words of the cue, with the name.
    pub(crate) words: Range<usize>,
    /// The words of the name; empty where the cue has none.
    pub(crate) name: Range<usize>,
}

/// The patterns by the word that begins them.
static PATTERNS: LazyLock<ByWord<Vec<Pattern>>> = LazyLock::new(|| {
    let mut table: ByWord<Vec<Pattern>> = ByWord::default();
    for (cue, pattern, ..) in CUES {
        let mut steps: Vec<Step> = pattern.split(' ').map(step).collect();
        let name_first = matches!(steps.first(), Some(Step::Name));
        if name_first {
            steps.remove(0);
        }
        // `NAME please? you` may begin at either word; the others begin at the first.
        let mut starts = Vec::new();
        while let Some(Step::Maybe(ids)) = steps.first() {
            starts.push((ids.clone(), steps[1..].to_vec()));
            steps.remove(0);
        }
        if let Some(Step::Word(ids)) = steps.first() {
            starts.push((ids.clone(), steps[1..].to_vec()));
        }
        for (ids, rest) in starts {
            for id in ids {
                let pattern = Pattern { cue: *cue, name_first, steps: rest.clone() };
                table.entry(id).or_default().push(pattern);
            }
        }
    }
    table
});

fn step(text: &str) -> Step {
    let ids = |t: &str| t.split('|').map(id_of).collect::<Vec<_>>();
    if text == "NAME" {
        return Step::Name;
    }
    if let Some(gap) = text.strip_prefix('@') {
        return Step::Gap(gap.parse().unwrap_or(0));
    }
    match text.strip_suffix('?') {
        Some(word) => Step::Maybe(ids(word)),
        None => Step::Word(ids(text)),
    }
}

/// Returns the cues of the text, in order.
pub(crate) fn cues(words: &[Word]) -> Vec<Found> {
    let patterns = &*PATTERNS;
    let mut out: Vec<Found> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(candidates) = patterns.get(&word.id) else { continue };
        for pattern in candidates {
            let name = if pattern.name_first {
                match name_before(words, at) {
                    Some(name) => before_firm(words, &name).unwrap_or(name),
                    None => continue,
                }
            } else {
                at..at
            };
            if let Some((end, found)) = follow(words, at, &pattern.steps, name.clone()) {
                let (end, found) = match behind_company(words, pattern.cue, &found) {
                    Some(person) => (end.max(person.end), person),
                    None => (end, found),
                };
                out.push(Found { cue: pattern.cue, words: name.start.min(at)..end, name: found });
            }
        }
    }
    out
}

/// Marks of transcribers that stand inside a sentence and are no part of it.
const MARKS: [WordId; 3] = [id("phonetic"), id("ph"), id("sp")];

/// Returns where the steps end, and the name among them, if they follow the word.
fn follow(
    words: &[Word],
    at: usize,
    steps: &[Step],
    name: Range<usize>,
) -> Option<(usize, Range<usize>)> {
    let Some((step, rest)) = steps.split_first() else { return Some((at + 1, name)) };
    let next = at + 1;
    // A cue does not go on over the end of a sentence, but over a mark such as `[Phonetic]`.
    let word = words.get(next).filter(|w| !w.opens)?;
    if word.bracketed && MARKS.contains(&word.id) {
        return follow(words, next, steps, name);
    }
    match step {
        Step::Word(ids) if ids.contains(&word.id) => follow(words, next, rest, name),
        Step::Word(_) => None,
        Step::Maybe(ids) => {
            let with = ids.contains(&word.id).then(|| follow(words, next, rest, name.clone()));
            with.flatten().or_else(|| follow(words, at, rest, name))
        }
        Step::Gap(most) => (0..=*most)
            .take_while(|n| words.get(at + n).is_some_and(|w| *n == 0 || !w.opens))
            .find_map(|n| follow(words, at + n, rest, name.clone())),
        Step::Name => {
            let found = name_at(words, next)?;
            follow(words, found.end - 1, rest, found)
        }
    }
}

/// Returns the name that stands behind the company's, where the floor goes to `the CEO of Acme,
/// Ann Lee` or to `Acme's CEO, Ann Lee`.
fn behind_company(words: &[Word], cue: Cue, name: &Range<usize>) -> Option<Range<usize>> {
    let last = words.get(name.end.checked_sub(1)?)?;
    let joints = [id("of"), id("at"), id("for")];
    let of = name.start > 0 && joints.contains(&words[name.start - 1].id);
    if cue != Cue::HandsOver || !of && last.base == last.id {
        return None;
    }
    (name.end..name.end + 7)
        .take_while(|&i| words.get(i).is_some_and(|w| !w.opens))
        .find_map(|i| name_at(words, i).filter(|n| n.len() > 1))
}

/// Returns the name that stands before a firm's: `Ann Lee with Acme, you may begin`.
fn before_firm(words: &[Word], firm: &Range<usize>) -> Option<Range<usize>> {
    let lead = firm.start.checked_sub(1).filter(|_| firm.len() > 1)?;
    let leads = [id("with"), id("from")].contains(&words[lead].id);
    leads.then(|| name_before(words, lead)).flatten().filter(|n| n.len() > 1)
}

/// Returns the longest name that ends just before a word.
fn name_before(words: &[Word], at: usize) -> Option<Range<usize>> {
    let earliest = at.saturating_sub(4);
    if at == 0 || words[at].opens {
        return None;
    }
    (earliest..at).find_map(|i| name_at(words, i).filter(|n| n.end == at && n.start == i))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::names::spelled;
    use crate::parse::tokens::words;

    fn check(cue: Cue, text: &str, name: &str) {
        let words = words(text);
        let found = cues(&words);
        let shown = |f: &Found| f.cue == cue && spelled(text, &words[f.name.clone()]) == name;
        assert!(found.iter().any(shown), "{cue:?} {name} in {text}: {found:?}");
    }

    #[test]
    fn every_row_shows_what_it_finds() {
        for (cue, _, example, name) in CUES {
            check(*cue, example, name);
        }
    }
}
