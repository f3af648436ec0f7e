//! The calling-up of analysts: who is given the floor to ask, and for which firm.

use std::ops::Range;

use crate::parse::cues::Cue;
use crate::parse::cues::Found;
use crate::parse::firms;
use crate::parse::firms::firm_after;
use crate::parse::names::is_given;
use crate::parse::names::name_at;
use crate::parse::person::PersonId;
use crate::parse::person::Votes;
use crate::parse::roster::Roster;
use crate::parse::roster::Source;
use crate::parse::titles::office_after;
use crate::parse::titles::title_at;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::transcript::Role;
use crate::transcript::canonical_firm_name;

/// An analyst is called up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Called {
    /// The words of the cue.
    pub(crate) words: Range<usize>,
    /// Who is called, unless the name was lost.
    pub(crate) person: Option<PersonId>,
    /// For which firm, as the text has it.
    pub(crate) firm: Option<String>,
}

impl Roster {
    /// Adds the analysts called up to ask.
    pub(crate) fn add_called(&mut self, source: Source<'_>) {
        let words = source.words;
        // The first name is meant where two patterns find two: `we have Ann Lee from Acme`.
        let mut cues: Vec<&Found> = source.cues.iter().filter(|c| c.cue == Cue::Calls).collect();
        cues.sort_by_key(|c| (c.name.start, c.words.start));
        for cue in cues {
            if self.calls.last().is_some_and(|c| c.words.end > cue.name.start) {
                continue;
            }
            let firm =
                firm_after(words, cue.name.end).filter(|f| title_at(words, f.start).is_none());
            let asked = is_asked(words, cue);
            if let Some((firm, name)) = firms_own(source, cue) {
                let firm = firms::spelled(source.text, &words[firm]);
                let firm = firm.trim_end_matches("'s").trim_end_matches("’s").to_owned();
                self.call(source, cue.words.start..name.end, &name, Some(firm));
                continue;
            }
            let short = cue.name.len() < 2;
            let whole = firm.as_ref().unwrap_or(&cue.name).end;
            let alone = stands_alone(words, cue.words.start, whole);
            let said = firms::spelled(source.text, &words[cue.name.clone()]);
            if !asked && (!alone || hands_over(source, &cue.name))
                || asks_itself(words, cue)
                || !asked && short && is_list(words, cue.name.end)
                || source.is_no_person(&cue.name)
                || canonical_firm_name(said).is_some()
                || office_after(words, cue.name.end).is_some()
                || firm.as_ref().is_some_and(|f| begins_call(words, f.end))
            {
                continue;
            }
            let end = firm.as_ref().map_or(cue.name.end, |f| f.end);
            let firm = firm.map(|f| firms::spelled(source.text, &words[f]).to_owned());
            let firm = firm.or_else(|| firm_before(source, cue.words.start));
            let ahead = goes_ahead(words, cue.name.end);
            if firm.is_none() && !(ahead && (asked || !short) || asked && !short) {
                continue;
            }
            self.call(source, cue.words.start..end, &cue.name, firm);
        }
        self.calls.sort_by_key(|c| c.words.start);
        let openings = (0..words.len()).filter(|&i| words[i].opens);
        for bare in openings.filter_map(|start| bare_call(source, start)) {
            if !self.calls.iter().any(|c| c.words.contains(&bare.name.start)) {
                let firm = bare.firm.map(|f| firms::spelled(source.text, &words[f]).to_owned());
                self.call(source, bare.words, &bare.name, firm);
            }
        }
        self.calls.sort_by_key(|c| c.words.start);
    }

    fn call(
        &mut self,
        source: Source<'_>,
        words: Range<usize>,
        name: &Range<usize>,
        firm: Option<String>,
    ) {
        let (name, firm) = match firm {
            None => without_firm(source, name),
            some => (name.clone(), some),
        };
        let person = self.add(source, &name, Votes::for_role(Role::Analyst, 4.0));
        let known = &mut self.people[person];
        if known.firm.is_none() {
            known.firm.clone_from(&firm);
        }
        self.calls.push(Called { words, person: Some(person), firm });
    }

    /// Adds the callings-up whose name was lost: `the line of [Indiscernible] of Acme`.
    pub(crate) fn add_lost(&mut self, source: Source<'_>) {
        let words = source.words;
        for (at, word) in words.iter().enumerate() {
            let lost = word.bracketed && LOST.contains(&word.id);
            let led =
                lost && at > 1 && [id("of"), id("from"), id("is")].contains(&words[at - 1].id);
            let asked = led
                && words[at.saturating_sub(8)..at].iter().any(|w| ASKED.contains(&w.id))
                && !self.calls.iter().any(|c| c.words.contains(&at));
            if asked {
                let firm = firm_after(words, at + 1);
                let end = firm.as_ref().map_or(at + 1, |f| f.end);
                let firm = firm.map(|f| firms::spelled(source.text, &words[f]).to_owned());
                self.calls.push(Called { words: at.saturating_sub(6)..end, person: None, firm });
            }
        }
        self.calls.sort_by_key(|c| c.words.start);
    }
}

/// Words of which a calling-up has one, unless the firm follows.
const ASKED: [WordId; 11] = [
    id("questioner"),
    id("queue"),
    id("question"),
    id("questions"),
    id("line"),
    id("follow-up"),
    id("caller"),
    id("next"),
    id("first"),
    id("last"),
    id("final"),
];

/// Marks that stand for words nobody could make out.
const LOST: [WordId; 6] = [
    id("indiscernible"),
    id("inaudible"),
    id("indecipherable"),
    id("unintelligible"),
    id("unidentified"),
    id("ph"),
];

/// A sentence that is only a calling-up.
struct Bare {
    name: Range<usize>,
    firm: Option<Range<usize>>,
    words: Range<usize>,
}

/// Returns the calling-up that a sentence is: `Ann Lee, Acme.`, `From Acme, Ann Lee.`, or a name
/// alone on its line, `Mr. Lee.`
fn bare_call(source: Source<'_>, opening: usize) -> Option<Bare> {
    let words = source.words;
    let ended = |at: usize| words.get(at).is_none_or(|w| w.opens) || leads_on(words, at);
    let leads = [id("and"), id("next"), id("then"), id("is")];
    let start = opening + usize::from(leads.contains(&words[opening].id));
    if words.get(start)?.id == id("from") {
        let firm = firms::firm_at(words, start + 1)?;
        let name = name_at(words, firm.end).filter(|n| n.len() > 1 && n.start == firm.end);
        let comma = words[firm.end - 1].after == Mark::Comma;
        if let Some(name) = name.filter(|n| comma && ended(n.end)) {
            let whole = start..name.end;
            return Some(Bare { name, firm: Some(firm), words: whole });
        }
    }
    let from = usize::from(words[start].id == id("from"));
    let start = start + from;
    if let Some((firm, name)) = firm_first(source, start).filter(|f| ended(f.1.end)) {
        let whole = start..name.end;
        return Some(Bare { name, firm: Some(firm), words: whole });
    }
    let name = name_at(words, start).filter(|n| !source.is_no_person(n))?;
    let firm = firm_after(words, name.end).or_else(|| firm_later(words, name.end));
    let firm = firm.filter(|f| title_at(words, f.start).is_none());
    let polite = name.start > start;
    if words[name.end - 1].after == Mark::Dash {
        return None;
    }
    let known = |f: &Range<usize>| {
        canonical_firm_name(firms::spelled(source.text, &words[f.clone()])).is_some()
    };
    match firm {
        Some(firm)
            if ended(firm.end)
                && !begins_call(words, firm.end)
                && (name.len() > 1 && start == opening || known(&firm)) =>
        {
            let whole = start..firm.end;
            Some(Bare { name, firm: Some(firm), words: whole })
        }
        None if start == opening
            && (polite || name.len() > 1)
            && alone_on_line(source, start, name.end) =>
        {
            let whole = start..name.end;
            Some(Bare { name, firm: None, words: whole })
        }
        _ => None,
    }
}

/// Returns the firm that follows an invitation: `Ann Lee, you may go ahead, from Acme.`
fn firm_later(words: &[Word], end: usize) -> Option<Range<usize>> {
    let you = words.get(end).filter(|w| [id("you"), id("your"), id("please")].contains(&w.id))?;
    let from = (end + 1..end + 7)
        .take_while(|&i| words.get(i).is_some_and(|w| !w.opens))
        .find(|&i| words[i - 1].after == Mark::Comma && LEADING.contains(&words[i].id))?;
    (!you.opens).then(|| firms::firm_at(words, from + 1)).flatten()
}

/// Words that lead to a firm.
const LEADING: [WordId; 3] = [id("from"), id("with"), id("of")];

/// Tells whether what follows a firm begins the call, and no question: `Ann Lee with Acme, you
/// may begin your conference.`
fn begins_call(words: &[Word], end: usize) -> bool {
    let next = words.get(end..).unwrap_or(&[]);
    let begin = next.iter().take(4).position(|w| w.id == id("begin"));
    next.first().is_some_and(|w| w.id == id("you"))
        && begin.is_some_and(|b| next.get(b + 1).is_none_or(|w| w.opens || w.id == id("your")))
}

/// Returns the firm that a calling-up names as somebody's, and who is called: `That will be from
/// Acme's Ann Lee.`
fn firms_own(source: Source<'_>, cue: &Found) -> Option<(Range<usize>, Range<usize>)> {
    let words = source.words;
    let firm = cue.name.clone();
    let own = words.get(firm.end.checked_sub(1)?).filter(|w| w.base != w.id)?;
    let said = firms::spelled(source.text, &words[firm.clone()]);
    let said = said.trim_end_matches("'s").trim_end_matches("’s");
    canonical_firm_name(said).filter(|_| own.after == Mark::Space)?;
    let name = name_at(words, firm.end).filter(|n| n.len() > 1 && n.start == firm.end)?;
    Some((firm, name))
}

/// Tells whether what follows somebody's firm says that he is on the line.
fn leads_on(words: &[Word], at: usize) -> bool {
    let next = |ids: &[WordId]| words.get(at + 1).is_some_and(|w| ids.contains(&w.id));
    words.get(at).is_some_and(|w| {
        [id("please"), id("has")].contains(&w.id)
            || [id("well"), id("will"), id("we'll")].contains(&w.id)
                && next(&[id("have"), id("ask")])
            || w.id == id("is") && next(&[id("on"), id("online"), id("next"), id("up")])
            || [id("your"), id("you")].contains(&w.id) && next(&[id("line"), id("may"), id("are")])
    })
}

/// Returns a known firm with the name that follows it: `Acme Securities, Ann Lee.`
fn firm_first(source: Source<'_>, start: usize) -> Option<(Range<usize>, Range<usize>)> {
    let words = source.words;
    let firm = firms::firm_at(words, start).filter(|f| words[f.end - 1].after == Mark::Comma)?;
    let said = firms::spelled(source.text, &words[firm.clone()]);
    let name = name_at(words, firm.end).filter(|n| n.len() > 1 && n.start == firm.end)?;
    canonical_firm_name(said).map(|_| (firm, name))
}

/// Returns a name without the known firm that runs on from it: `Ann Lee Barclays`.
fn without_firm(source: Source<'_>, name: &Range<usize>) -> (Range<usize>, Option<String>) {
    for cut in name.start + 2..name.end {
        let said = firms::spelled(source.text, &source.words[cut..name.end]);
        if canonical_firm_name(said).is_some() {
            return (name.start..cut, Some(said.to_owned()));
        }
    }
    (name.clone(), None)
}

/// Tells whether words are all of their line, or are followed by an invitation to speak.
fn alone_on_line(source: Source<'_>, start: usize, end: usize) -> bool {
    let (words, text) = (source.words, source.text);
    let last = &words[end - 1];
    let begins = text[..words[start].start].trim_end_matches(' ');
    let begins = begins.is_empty() || begins.ends_with(['\n', ']', ')']);
    let rest = text[last.end..].trim_start_matches(['.', ' ']);
    let states = words.get(end).is_some_and(|w| w.id == id("please"))
        && words.get(end + 1).is_some_and(|w| w.id == id("state"));
    begins && last.after == Mark::Stop && (rest.is_empty() || rest.starts_with('\n') || states)
}

/// Tells whether a calling-up is a sentence of its own, and not a place in somebody's speech.
fn stands_alone(words: &[Word], start: usize, end: usize) -> bool {
    let opens = words[start.saturating_sub(9)..=start].iter().any(|w| w.opens);
    opens && (end..end + 7).any(|i| words.get(i).is_none_or(|w| w.opens))
}

/// Tells whether the floor is given right after the name, as to somebody who asks.
fn goes_ahead(words: &[Word], end: usize) -> bool {
    let next = &words[end.min(words.len())..(end + 6).min(words.len())];
    next.iter().any(|w| [id("ahead"), id("open"), id("proceed"), id("live")].contains(&w.id))
}

/// Returns the firm that stands before the cue: `From Acme, we have Ann Lee`.
fn firm_before(source: Source<'_>, cue: usize) -> Option<String> {
    let words = source.words;
    let start = (cue.saturating_sub(10)..=cue).rev().find(|&i| words[i].opens)?;
    let from = (start..=cue.min(start + 5)).find(|&i| words[i].id == id("from"))?;
    let firm = firms::firm_at(words, from + 1)?;
    let led =
        words.get(firm.end).is_some_and(|w| [id("we"), id("we'll"), id("well")].contains(&w.id));
    (led || words[firm.end - 1].after == Mark::Comma)
        .then(|| firms::spelled(source.text, &words[firm]).to_owned())
}

/// Tells whether a cue has a word that calling-up has.
fn is_asked(words: &[Word], cue: &Found) -> bool {
    let mut asked = words[cue.words.clone()].iter().filter(|w| ASKED.contains(&w.id)).peekable();
    if asked.peek().is_none() {
        return false;
    }
    // A line alone may be one of products.
    let near = cue.words.start.saturating_sub(8)..(cue.words.end + 8).min(words.len());
    asked.any(|w| w.id != id("line")) || words[near].iter().any(|w| OPENED.contains(&w.id))
}

/// Words beside a line that is opened for somebody to ask.
const OPENED: [WordId; 14] = [
    id("question"),
    id("questions"),
    id("open"),
    id("opened"),
    id("ahead"),
    id("proceed"),
    id("live"),
    id("floor"),
    id("go"),
    id("take"),
    id("next"),
    id("first"),
    id("last"),
    id("caller"),
];

/// Tells whether a cue is itself a question or its topic: `my next question is why in Acme …`.
fn asks_itself(words: &[Word], cue: &Found) -> bool {
    let led = |w: &Word| [id("from"), id("line"), id("lines")].contains(&w.id);
    let before = &words[cue.words.start..cue.name.start.max(cue.words.start)];
    !before.iter().any(led) && before.iter().any(|w| ASKING.contains(&w.id))
}

/// Tells whether given names follow a name: `you'll hear from Ann, Bo and Cy`.
fn is_list(words: &[Word], end: usize) -> bool {
    let next = words.get(end).is_some_and(|w| is_given(w.base) || w.id == id("and"));
    words[end - 1].after == Mark::Comma && next
}

/// Words between a question that is announced and a name that is only its topic.
const ASKING: [WordId; 14] = [
    id("why"),
    id("what"),
    id("how"),
    id("were"),
    id("was"),
    id("about"),
    id("around"),
    id("regarding"),
    id("when"),
    id("whether"),
    id("if"),
    id("does"),
    id("do"),
    id("related"),
];

/// Tells whether an analyst is called up by this name.
pub(crate) fn is_called(source: Source<'_>, name: &Range<usize>) -> bool {
    let Source { words, cues, .. } = source;
    let near = cues.partition_point(|c| c.words.start + 40 < name.start);
    let asks = |c: &Found| is_asked(words, c) || !hands_over(source, name);
    cues[near..].iter().take_while(|c| c.words.start <= name.end).any(|c| {
        let same = c.name.start < name.end && c.name.end > name.start;
        c.cue == Cue::Calls && same && c.words.len() > c.name.len() + 1 && asks(c)
    })
}

/// Tells whether the floor is handed over to this name: by words that only hand over, or where
/// no known firm follows that somebody asks for.
fn hands_over(source: Source<'_>, name: &Range<usize>) -> bool {
    let Source { words, cues, .. } = source;
    let near = cues.partition_point(|c| c.words.start + 40 < name.start);
    let from = firm_after(words, name.end).is_some_and(|firm| {
        let known = canonical_firm_name(firms::spelled(source.text, &words[firm.clone()]));
        known.is_some() || goes_ahead(words, firm.end)
    });
    cues[near..]
        .iter()
        .take_while(|c| c.words.start <= name.start)
        .any(|c| c.cue == Cue::HandsOver && c.name == *name && (!from || gives_floor(words, c)))
}

/// Tells whether a cue has a word by which only the floor of the company is given.
pub(crate) fn gives_floor(words: &[Word], cue: &Found) -> bool {
    words[cue.words.clone()].iter().any(|w| GIVING.contains(&w.id))
}

/// Words by which the company's floor is given.
const GIVING: [WordId; 18] = [
    id("turn"),
    id("turning"),
    id("hand"),
    id("handing"),
    id("pass"),
    id("passing"),
    id("introduce"),
    id("introducing"),
    id("welcome"),
    id("host"),
    id("speaker"),
    id("presenter"),
    id("moderator"),
    id("invite"),
    id("ask"),
    id("back"),
    id("followed"),
    id("transfer"),
];
