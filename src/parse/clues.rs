//! Clues: what speaks for an executive being the one who speaks a turn, with the words that
//! say so.

use std::ops::Range;

use crate::parse::cues::Cue;
use crate::parse::cues::Found;
use crate::parse::person::PersonId;
use crate::parse::roster::Mention;
use crate::parse::roster::Roster;
use crate::parse::selves::is_self;
use crate::parse::titles::Office;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Word;
use crate::parse::tokens::id;
use crate::parse::turns::Stretch;
use crate::parse::verdict::Method;
use crate::transcript::Role;
use crate::transcript::Section;

/// Something that speaks for or against a candidate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clue {
    /// The row of the table.
    pub(crate) kind: &'static str,
    /// The class the row is kept for, often the candidate's office.
    pub(crate) class: &'static str,
    /// How much of it there is.
    pub(crate) value: f32,
    /// What it is told as, and the words that tell.
    pub(crate) told: Option<(Method, Range<usize>)>,
}

impl Clue {
    fn new(kind: &'static str, class: &'static str) -> Self {
        Self { kind, class, value: 1.0, told: None }
    }

    fn told(kind: &'static str, class: &'static str, method: Method, words: &Range<usize>) -> Self {
        Self { kind, class, value: 1.0, told: Some((method, words.clone())) }
    }
}

/// A call whose executives are to be named.
pub(crate) struct Cast<'a> {
    pub(crate) words: &'a [Word],
    pub(crate) cues: &'a [Found],
    pub(crate) roster: &'a Roster,
    pub(crate) turns: &'a [Stretch],
    /// The executives, in the order of the roster.
    pub(crate) people: Vec<PersonId>,
    /// How often each of them is named by analysts.
    wanted: Vec<usize>,
    /// How often each of them is named by one name alone, as people are who speak together.
    familiar: Vec<usize>,
    /// The mentions in each turn.
    mentions: Vec<Range<usize>>,
    /// The cues in each turn.
    spoken: Vec<Range<usize>>,
}

/// Returns the class of an office, as the table writes it.
pub(crate) fn office_class(office: Office) -> &'static str {
    match office {
        Office::Chief => "chief",
        Office::Finance => "finance",
        Office::Relations => "relations",
        Office::Other => "other",
        Office::Unknown => "unknown",
    }
}

/// How near to the beginning or the end of a turn words are, to count as its edge.
const EDGE: usize = 14;

impl<'a> Cast<'a> {
    /// Gathers the executives of a call.
    pub(crate) fn new(
        words: &'a [Word],
        cues: &'a [Found],
        roster: &'a Roster,
        turns: &'a [Stretch],
    ) -> Self {
        let people: Vec<PersonId> = (0..roster.people.len())
            .filter(|&p| roster.people[p].role() == Role::Executive)
            .collect();
        let mentions = turns.iter().map(|t| {
            let from = roster.mentions.partition_point(|m| m.words.start < t.words.start);
            let to = roster.mentions.partition_point(|m| m.words.start < t.words.end);
            from..to.max(from)
        });
        let spoken = turns.iter().map(|t| {
            let within = |f: &Found| f.words.start < t.words.start;
            let from = cues.partition_point(|f| f.words.start + 8 < t.words.start);
            let from = (from..cues.len()).find(|&i| !within(&cues[i])).unwrap_or(cues.len());
            let to = (from..cues.len()).find(|&i| cues[i].words.start >= t.words.end + 8);
            from..to.unwrap_or(cues.len())
        });
        let mut cast = Self {
            words,
            cues,
            roster,
            turns,
            people,
            wanted: Vec::new(),
            familiar: Vec::new(),
            mentions: mentions.collect(),
            spoken: spoken.collect(),
        };
        cast.wanted = (0..cast.people.len()).map(|c| cast.times_wanted(c)).collect();
        let alone = |p: PersonId| {
            let own = |m: &&Mention| m.words.len() == 1 && m.people == [p];
            roster.mentions.iter().filter(own).count()
        };
        cast.familiar = cast.people.iter().map(|&p| alone(p)).collect();
        cast
    }

    /// Returns how often a candidate is named by analysts.
    fn times_wanted(&self, candidate: usize) -> usize {
        let by_analyst = |t: &usize| self.turns[*t].role() == Role::Analyst;
        let names = |t: usize| self.named(t, candidate).count();
        (0..self.turns.len()).filter(by_analyst).map(names).sum()
    }

    /// Returns the mentions of a candidate in a turn.
    fn named(&self, turn: usize, candidate: usize) -> impl Iterator<Item = &Mention> + '_ {
        let person = self.people[candidate];
        let mentions = &self.roster.mentions[self.mentions[turn].clone()];
        mentions.iter().filter(move |m| m.people.contains(&person))
    }

    fn cue_at(&self, turn: usize, mention: &Mention, wanted: &[Cue]) -> Option<&Found> {
        self.cues[self.spoken[turn].clone()].iter().find(|f| {
            wanted.contains(&f.cue)
                && f.name.start < mention.words.end
                && mention.words.start < f.name.end
        })
    }

    fn office(&self, candidate: usize) -> &'static str {
        office_class(self.roster.people[self.people[candidate]].office())
    }

    /// Returns the clues for a candidate speaking a turn.
    pub(crate) fn clues(&self, t: usize, candidate: usize, out: &mut Vec<Clue>) {
        self.place(t, candidate, out);
        if let Some(before) = t.checked_sub(1) {
            match self.turns[before].role() {
                Role::Operator => self.operator_before(before, candidate, out),
                Role::Executive => self.executive_before(before, candidate, out),
                Role::Analyst => self.analyst_before(before, t, candidate, out),
                Role::Unknown => {}
            }
        }
        self.own_words(t, candidate, out);
        if t + 1 < self.turns.len() {
            self.afterwards(t, candidate, out);
        }
    }

    fn place(&self, t: usize, candidate: usize, out: &mut Vec<Clue>) {
        let office = self.office(candidate);
        let turn = &self.turns[t];
        let section = turn.section();
        let first = !self.turns[..t].iter().any(|s| s.role() == Role::Executive);
        let next = self.turns.get(t + 1).map(Stretch::role);
        out.push(Clue::new(if section == Section::Qa { "in-qa" } else { "in-prepared" }, office));
        if first {
            out.push(Clue::new("first", office));
        }
        if !self.turns[t + 1..].iter().any(|s| s.role() == Role::Executive) {
            out.push(Clue::new("last", office));
        }
        match t.checked_sub(1).map(|b| self.turns[b].role()) {
            Some(Role::Analyst) => out.push(Clue::new("after-analyst", office)),
            Some(Role::Executive) => out.push(Clue::new("after-executive", office)),
            Some(Role::Operator) => out.push(Clue::new("after-operator", office)),
            _ => {}
        }
        if next == Some(Role::Operator) {
            out.push(Clue::new("before-operator", office));
        }
        if turn.words.len() < 12 {
            out.push(Clue::new("short", office));
        } else if turn.words.len() > 150 {
            out.push(Clue::new("long", office));
        }
        let words = &self.words[turn.words.clone()];
        if words.first().is_some_and(|w| w.bracketed && w.id == id("foreign")) {
            let whole = self.is_interpreted(t);
            out.push(Clue::new(if whole { "foreign" } else { "begins-foreign" }, office));
        }
        let translates = |w: &Word| {
            [id("translate"), id("translation"), id("translator"), id("interpreter")]
                .contains(&w.id)
        };
        if words.iter().take(60).any(translates) {
            out.push(Clue::new("translates", office));
        }
        if words.iter().any(|w| w.id == id("operator")) {
            out.push(Clue::new("says-operator", office));
        }
        if words.iter().any(|w| w.id == id("forward-looking")) {
            out.push(Clue::new("says-forward-looking", office));
        }
        let most = self.wanted.iter().copied().max().unwrap_or(0);
        if most > 0 && self.wanted[candidate] == most {
            out.push(Clue::new("most-wanted", section_class(section)));
        }
        if self.wanted[candidate] == 0 {
            out.push(Clue::new("never-wanted", section_class(section)));
        }
        let familiar = match self.familiar[candidate] {
            0 => "familiar0",
            1 => "familiar1",
            2..=4 => "familiar2",
            _ => "familiar5",
        };
        out.push(Clue::new(familiar, section_class(section)));
        if self.people.len() == 1 {
            out.push(Clue::new("only", section_class(section)));
        }
    }

    fn operator_before(&self, before: usize, candidate: usize, out: &mut Vec<Clue>) {
        if let Some(m) = self.named(before, candidate).last() {
            match self.cue_at(before, m, &[Cue::HandsOver]) {
                Some(f) => out.push(Clue::told("operator-hands", "", Method::HandOver, &f.words)),
                None => out.push(Clue::told("operator-names", "", Method::HandOver, &m.words)),
            }
        }
    }

    fn executive_before(&self, before: usize, candidate: usize, out: &mut Vec<Clue>) {
        let end = self.turns[before].words.end;
        let class = section_class(self.turns[before].section());
        let Some(m) = self.named(before, candidate).last() else { return };
        let rest = end.saturating_sub(m.words.end);
        let last = self.roster.mentions[self.mentions[before].clone()].last();
        let last = last.is_some_and(|l| l.words == m.words);
        if rest == 0 {
            out.push(Clue::told("ends-with", class, Method::HandOver, &m.words));
        }
        let words = |f: &Found| f.words.clone();
        match self.cue_at(before, m, &[Cue::HandsOver, Cue::Invites]) {
            Some(f) if rest < 40 && last => {
                out.push(Clue::told("hands-last", class, Method::HandOver, &words(f)));
            }
            Some(f) => out.push(Clue::told("hands", class, Method::HandOver, &words(f))),
            None if rest < EDGE && last => {
                out.push(Clue::told("names-late", class, Method::HandOver, &m.words));
            }
            None if rest < EDGE => out.push(Clue::new("names-late-before", class)),
            None => out.push(Clue::new("names-before", class)),
        }
        if self.words[m.words.end - 1].after == Mark::Question {
            out.push(Clue::told("asks-name", class, Method::HandOver, &m.words));
        }
    }

    fn analyst_before(&self, before: usize, t: usize, candidate: usize, out: &mut Vec<Clue>) {
        let turn = &self.turns[before].words;
        let others = self.others_named(before, candidate);
        let alone = if others { "among" } else { "alone" };
        for (n, m) in self.named(before, candidate).enumerate() {
            let words =
                (m.words.start.saturating_sub(3)).max(turn.start)..(m.words.end + 3).min(turn.end);
            let near_end = turn.end.saturating_sub(m.words.end) < EDGE;
            let near_start = m.words.start.saturating_sub(turn.start) < EDGE;
            let after = self.words[m.words.end - 1].after;
            let vocative = after > Mark::Space
                && (self.words[m.words.start].opens
                    || m.words.start > turn.start
                        && self.words[m.words.start - 1].after > Mark::Space
                    || m.words.start <= turn.start + 3);
            let kind = match (self.cue_at(before, m, &[Cue::Quotes, Cue::Thanks]), vocative) {
                (Some(f), _) if f.cue == Cue::Quotes => "question-quotes",
                (Some(_), _) => "question-thanks",
                (None, true) if near_end => "question-calls-late",
                (None, true) if near_start => "question-calls-early",
                (None, true) => "question-calls",
                (None, false) if near_end => "question-names-late",
                (None, false) => "question-names",
            };
            if n < 3 {
                out.push(Clue::told(kind, alone, Method::Address, &words));
            }
        }
        if self.named(before, candidate).next().is_none() {
            if others {
                out.push(Clue::new("question-names-others", ""));
            }
            let thread = self.turns[..before].iter().enumerate().rev();
            let thread = thread.take_while(|(_, s)| s.role() != Role::Operator).take(8);
            for (i, _) in thread.filter(|(_, s)| s.role() == Role::Analyst) {
                if let Some(m) = self.named(i, candidate).next() {
                    out.push(Clue::told("thread-names", alone, Method::Address, &m.words));
                    break;
                }
            }
        }
        debug_assert!(before < t);
    }

    fn others_named(&self, turn: usize, candidate: usize) -> bool {
        (0..self.people.len()).any(|o| o != candidate && self.named(turn, o).next().is_some())
    }

    fn own_words(&self, t: usize, candidate: usize, out: &mut Vec<Clue>) {
        let turn = &self.turns[t].words;
        let floor = self.floor(t);
        for m in self.named(t, candidate) {
            if floor.is_some_and(|p| m.people.contains(&p)) {
                continue;
            }
            // A name may run across the cut between two turns.
            let start = m.words.start.saturating_sub(turn.start);
            let rest = turn.end.saturating_sub(m.words.end);
            let own = self.cue_at(t, m, &[Cue::Self_]).filter(|f| is_self(self.words, f));
            // Two may bear the name; then it is the other who is thanked or named.
            let class = if m.people.len() > 1 { "either" } else { "" };
            if let Some(f) = own.filter(|_| start < EDGE) {
                out.push(Clue::told("says-own-name", class, Method::OwnName, &f.words));
                continue;
            }
            let kind = if start < EDGE && self.cue_at(t, m, &[Cue::Thanks, Cue::Greets]).is_some() {
                "thanks-him"
            } else if self.cue_at(t, m, &[Cue::Quotes]).is_some() {
                "quotes-him"
            } else if rest < EDGE {
                "names-him-late"
            } else if start < EDGE {
                "names-him-early"
            } else {
                "names-him"
            };
            out.push(Clue::new(kind, class));
        }
    }

    /// Returns who has the floor to ask at a turn.
    fn floor(&self, t: usize) -> Option<PersonId> {
        let start = self.turns[t].words.start;
        let called = self.roster.calls.partition_point(|c| c.words.start <= start);
        called.checked_sub(1).and_then(|c| self.roster.calls[c].person)
    }

    fn afterwards(&self, t: usize, candidate: usize, out: &mut Vec<Clue>) {
        let after = t + 1;
        let role = self.turns[after].role();
        let start = self.turns[after].words.start;
        for m in self.named(after, candidate).filter(|m| m.words.start.saturating_sub(start) < 40) {
            let early = m.words.start.saturating_sub(start) < EDGE;
            let found = self.cue_at(after, m, &[Cue::Thanks, Cue::Greets, Cue::Quotes]);
            let kind = match (role, found.map(|f| f.cue)) {
                (Role::Analyst, Some(Cue::Thanks)) if early => "analyst-thanks-after",
                (Role::Analyst, _) if early => "analyst-names-after",
                (Role::Executive, Some(Cue::Thanks)) if early => "executive-thanks-after",
                (Role::Executive, Some(Cue::Quotes)) => "executive-quotes-after",
                (Role::Executive, _) if early => "executive-names-after",
                (Role::Operator, Some(Cue::Thanks)) => "operator-thanks-after",
                _ => continue,
            };
            let method = match kind {
                "executive-quotes-after" => Method::Reference,
                _ => Method::Thanks,
            };
            let words = found.map_or(&m.words, |f| &f.words);
            out.push(Clue::told(kind, section_class(self.turns[t].section()), method, words));
        }
    }

    /// Tells whether a turn is only marked as spoken in another language.
    pub(crate) fn is_interpreted(&self, t: usize) -> bool {
        let words = &self.words[self.turns[t].words.clone()];
        words.iter().all(|w| w.bracketed) && words.iter().any(|w| w.id == id("foreign"))
    }

    /// Returns the clue of one candidate speaking right after another, or after himself.
    pub(crate) fn step(&self, from: usize, to: usize) -> &'static str {
        let between = &self.turns[from + 1..to];
        if between.is_empty() {
            "same-at-once"
        } else if between.iter().any(|s| s.role() == Role::Operator) {
            "same-next-question"
        } else {
            "same-thread"
        }
    }
}

/// Returns the class of a section, as the table writes it.
pub(crate) fn section_class(section: Section) -> &'static str {
    if section == Section::Qa { "qa" } else { "prepared" }
}
