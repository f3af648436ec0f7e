//! Who asks: each analyst's turn is given to whoever was called up, says who he is, or is
//! thanked by name afterwards.

use std::ops::Range;

use crate::parse::called::Called;
use crate::parse::cues::Cue;
use crate::parse::cues::Found;
use crate::parse::firms::firm_after;
use crate::parse::firms::firm_at;
use crate::parse::firms::spelled;
use crate::parse::names::name_at;
use crate::parse::names::near;
use crate::parse::names::same_given;
use crate::parse::person::PersonId;
use crate::parse::roster::Roster;
use crate::parse::selves::is_self;
use crate::parse::selves::own_name_before;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Shape;
use crate::parse::tokens::Word;
use crate::parse::tokens::fold;
use crate::parse::tokens::id;
use crate::parse::tokens::id_of;
use crate::parse::turns::Stretch;
use crate::parse::verdict::Method;
use crate::parse::verdict::Verdict;
use crate::transcript::Role;
use crate::transcript::canonical_firm_name;

/// What the turns of analysts are named from.
pub(crate) struct Floor<'a> {
    pub(crate) text: &'a str,
    pub(crate) words: &'a [Word],
    pub(crate) cues: &'a [Found],
    pub(crate) roster: &'a Roster,
    pub(crate) turns: &'a [Stretch],
}

/// How sure a name is that the calling-up tells.
const CALLED: f32 = 0.97;
/// How sure a name is that the speaker tells: it is often written down as it sounded.
const SELF: f32 = 0.89;
/// How sure a name is that only thanks tell.
const THANKED: f32 = 0.85;
/// A turn of more words is no mere greeting.
const GREETING: usize = 10;
/// How many words of a turn may name the speaker's firm.
const OWN_FIRM: usize = 12;

/// Names the analysts; turns of others are left alone.
pub(crate) fn name_askers(floor: &Floor<'_>, verdicts: &mut [Verdict]) {
    let mut called: Option<&Called> = None;
    let mut current: Option<Verdict> = None;
    for (t, turn) in floor.turns.iter().enumerate() {
        if let Some(call) = floor.call_in(turn) {
            (called, current) = (Some(call), None);
        } else if turn.role() == Role::Operator && current.is_some() && floor.moves_on(turn) {
            // Whoever was called has been heard; who is called now was not understood.
            (called, current) = (None, None);
        }
        if turn.role() != Role::Analyst {
            continue;
        }
        if current.is_none() {
            let mut first = floor.first(t, called);
            first.firm = first.firm.or_else(|| floor.own_firm(turn));
            current = Some(first);
        }
        let own = floor.own_name(turn);
        let own = own.filter(|o| !floor.misspells(o, current.as_ref()));
        if let (Some((person, words)), Some(now)) = (own, current.as_mut()) {
            let firm = floor.firm_said_after(&words).or(now.firm.take());
            *now =
                Verdict { person: Some(person), firm, sure: SELF, method: Method::OwnName, words };
        }
        if let Some(now) = &current {
            verdicts[t] = now.clone();
        }
    }
}

impl Floor<'_> {
    /// Returns the last calling-up in a turn of somebody who may call.
    fn call_in(&self, turn: &Stretch) -> Option<&Called> {
        let calls = &self.roster.calls;
        let end = calls.partition_point(|c| c.words.start < turn.words.end);
        let call = calls[..end].last()?;
        // Somebody else's calling-up may run on into the analyst's turn.
        let run_on = call.words.start < turn.words.start + 15
            && call.firm.is_some()
            && self.words[call.words.clone()].iter().any(|w| w.id == id("from"));
        let calls = turn.role() != Role::Analyst || run_on;
        (calls && turn.words.contains(&call.words.start)).then_some(call)
    }

    /// Tells whether the operator may have called somebody whose name was not understood.
    fn moves_on(&self, turn: &Stretch) -> bool {
        let own = &self.words[turn.words.clone()];
        own.iter().any(|w| [id("next"), id("from"), id("comes"), id("last")].contains(&w.id))
    }

    /// Returns who begins to ask at a turn, by the calling-up and the thanks that follow.
    fn first(&self, t: usize, called: Option<&Called>) -> Verdict {
        let firm = called.and_then(|c| c.firm.clone());
        let person = called.and_then(|c| c.person);
        if let (Some(person), Some(call)) = (person, called) {
            let firm = firm.or_else(|| self.roster.people[person].firm.clone());
            let words = call.words.clone();
            return Verdict {
                person: Some(person),
                firm,
                sure: CALLED,
                method: Method::Call,
                words,
            };
        }
        match self.greeted_before(t).or_else(|| self.thanked_after(t)) {
            Some((person, words)) => {
                Verdict { person: Some(person), firm, sure: THANKED, method: Method::Thanks, words }
            }
            None => Verdict { firm, ..Verdict::default() },
        }
    }

    /// Returns the known firm a speaker names at the beginning of a turn: `It's Barclays here.`
    fn own_firm(&self, turn: &Stretch) -> Option<String> {
        let near = turn.words.start..(turn.words.start + OWN_FIRM).min(turn.words.end);
        near.into_iter().find_map(|at| {
            let firm = firm_at(self.words, at).filter(|f| f.start == at)?;
            let said = spelled(self.text, &self.words[firm]);
            canonical_firm_name(said).map(|_| said.to_owned())
        })
    }

    /// Returns the firm that follows the words in which somebody gives his name.
    fn firm_said_after(&self, own: &Range<usize>) -> Option<String> {
        let firm = firm_after(self.words, own.end)?;
        let said = spelled(self.text, &self.words[firm.clone()]);
        let led = firm.start > own.end;
        (led && canonical_firm_name(said).is_some()).then(|| said.to_owned())
    }

    /// Returns whom an executive greets in a few words right before the question.
    fn greeted_before(&self, t: usize) -> Option<(PersonId, Range<usize>)> {
        let before = &self.turns[t.checked_sub(1)?];
        if before.role() != Role::Executive || before.words.len() > GREETING {
            return None;
        }
        let greets = |c: &&Found| c.cue == Cue::Greets;
        self.cues_in(&before.words).filter(greets).find_map(|c| {
            let analyst = |r| matches!(r, Role::Analyst | Role::Unknown);
            Some((self.person_at(c.name.start, analyst)?, c.words.clone()))
        })
    }

    /// Returns whom the executive's next turns thank, where nobody of the company is meant.
    fn thanked_after(&self, t: usize) -> Option<(PersonId, Range<usize>)> {
        let turns = self.turns[t + 1..].iter().take_while(|s| s.role() != Role::Operator);
        for turn in turns.filter(|s| s.role() == Role::Executive).take(2) {
            let near = turn.words.start..(turn.words.start + 14).min(turn.words.end);
            for cue in self.cues_in(&near).filter(|c| matches!(c.cue, Cue::Thanks | Cue::Greets)) {
                let person =
                    self.person_at(cue.name.start, |r| matches!(r, Role::Analyst | Role::Unknown));
                if let Some(person) = person {
                    return Some((person, cue.words.clone()));
                }
            }
        }
        None
    }

    /// Returns the name the speaker gives himself at the beginning of a turn.
    fn own_name(&self, turn: &Stretch) -> Option<(PersonId, Range<usize>)> {
        let near = turn.words.start..(turn.words.start + 30).min(turn.words.end);
        let stands_in = self.cues_in(&near).filter(|c| c.cue == Cue::StandsIn).find_map(|c| {
            let name = own_name_before(self.words, c)?;
            let person = self.person_at(name.start, |r| r != Role::Operator)?;
            Some((person, name.start..c.words.end))
        });
        if stands_in.is_some() {
            return stands_in;
        }
        let own = self.cues_in(&near).filter(|c| c.cue == Cue::Self_ && is_self(self.words, c));
        let (mut own, person) = (own, |c: &Found| {
            self.person_at(c.name.start, |r| r != Role::Operator).map(|p| (p, c.words.clone()))
        });
        own.find_map(person).or_else(|| self.bare_name(turn))
    }

    /// Returns the name with which a turn begins where a known firm follows it: `Hi, Ann Lee with
    /// Barclays.`
    fn bare_name(&self, turn: &Stretch) -> Option<(PersonId, Range<usize>)> {
        let near = turn.words.start..(turn.words.start + 4).min(turn.words.end);
        let name = near.into_iter().find_map(|at| {
            let opening = at == turn.words.start || self.words[at - 1].after > Mark::Space;
            name_at(self.words, at).filter(|n| opening && n.start == at && n.len() > 1)
        })?;
        self.firm_said_after(&name)?;
        let person = self.person_at(name.start, |r| matches!(r, Role::Analyst | Role::Unknown))?;
        Some((person, name))
    }

    /// Tells whether a name that somebody gives is rather the one called, spelled otherwise: he
    /// is called up as Brad and says `It's Brady`.
    fn misspells(&self, own: &(PersonId, Range<usize>), now: Option<&Verdict>) -> bool {
        let Some(called) = now.and_then(|v| v.person).filter(|p| *p != own.0) else { return false };
        let given = self.roster.people[called].parts[0].as_str();
        let exact = |p: PersonId| {
            self.words[own.1.clone()].iter().any(|w| w.base == self.roster.people[p].given())
        };
        let said = self.words[own.1.clone()].iter().filter(|w| w.shape == Shape::Cap);
        let same = |w: &Word| {
            let said = fold(&self.text[w.start..w.end]);
            near(given, &said) || same_given(id_of(given), w.base)
        };
        !exact(own.0) && said.into_iter().any(same)
    }

    fn cues_in<'b>(&'b self, words: &'b Range<usize>) -> impl Iterator<Item = &'b Found> + 'b {
        let from = self.cues.partition_point(|c| c.words.start + 12 < words.start);
        self.cues[from..]
            .iter()
            .take_while(|c| c.words.start < words.end + 12)
            .filter(|c| words.contains(&c.words.start))
    }

    fn person_at(&self, word: usize, fits: impl Fn(Role) -> bool) -> Option<PersonId> {
        let at = self.roster.mentions.partition_point(|m| m.words.end <= word);
        let mention = self.roster.mentions.get(at).filter(|m| m.words.contains(&word))?;
        mention.people.iter().copied().find(|&p| fits(self.roster.people[p].role()))
    }
}
