//! Clues: what speaks for an executive being the one who speaks a turn, with the words that
//! say so.

use std::ops::Range;

use crate::parse::cues::Cue;
use crate::parse::cues::Found;
use crate::parse::names::is_given;
use crate::parse::person::PersonId;
use crate::parse::roster::Mention;
use crate::parse::roster::Roster;
use crate::parse::selves::is_self;
use crate::parse::titles::Office;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
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
    pub(crate) fn new(kind: &'static str, class: &'static str) -> Self {
        Self { kind, class, value: 1.0, told: None }
    }

    pub(crate) fn told(
        kind: &'static str,
        class: &'static str,
        method: Method,
        words: &Range<usize>,
    ) -> Self {
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
    /// The office of each of them, as the table writes it.
    offices: Vec<&'static str>,
    /// How often each of them is named by analysts.
    wanted: Vec<usize>,
    /// How often each of them is named by one name alone, as people are who speak together.
    familiar: Vec<usize>,
    /// The mentions in each turn.
    pub(crate) mentions: Vec<Range<usize>>,
    /// The cues in each turn.
    spoken: Vec<Range<usize>>,
    /// Whether each turn has a word that offices say.
    says_operator: Vec<bool>,
    says_forward_looking: Vec<bool>,
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
pub(crate) const EDGE: usize = 14;
/// How near to the beginning of a turn somebody says who he is.
const OWN_NAME: usize = 60;
/// How often a name in a turn speaks against who bears it: namesakes and companies are named often.
const NAMED: usize = 2;
/// How near to its end a turn gives the floor back.
const BACK: usize = 24;

impl<'a> Cast<'a> {
    /// Gathers the executives of a call.
    pub(crate) fn new(
        words: &'a [Word],
        cues: &'a [Found],
        roster: &'a Roster,
        turns: &'a [Stretch],
    ) -> Self {
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
        let says = |said: WordId| -> Vec<bool> {
            let says = |t: &Stretch| words[t.words.clone()].iter().any(|w| w.id == said);
            turns.iter().map(says).collect()
        };
        let mut cast = Self {
            words,
            cues,
            roster,
            turns,
            people: Vec::new(),
            offices: Vec::new(),
            wanted: Vec::new(),
            familiar: Vec::new(),
            mentions: mentions.collect(),
            spoken: spoken.collect(),
            says_operator: says(id("operator")),
            says_forward_looking: says(id("forward-looking")),
        };
        cast.people = (0..roster.people.len()).filter(|&p| cast.may_speak(p)).collect();
        cast.offices =
            cast.people.iter().map(|&p| office_class(roster.people[p].office())).collect();
        cast.wanted = (0..cast.people.len()).map(|c| cast.times_wanted(c)).collect();
        let alone = |p: PersonId| {
            let own = |m: &&Mention| m.words.len() == 1 && m.people == [p];
            roster.mentions.iter().filter(own).count()
        };
        cast.familiar = cast.people.iter().map(|&p| alone(p)).collect();
        cast
    }

    /// Tells whether somebody is a candidate: an executive, or one whose role the roster leaves
    /// open and who says his name in a turn of an executive or is thanked for one.
    fn may_speak(&self, person: PersonId) -> bool {
        match self.roster.people[person].role() {
            Role::Executive => true,
            Role::Unknown => (1..self.turns.len()).any(|t| {
                let executive = |t: usize| self.turns[t].role() == Role::Executive;
                let start = self.turns[t].words.start;
                let mentions = self.roster.mentions[self.mentions[t].clone()].iter();
                let mut near = mentions.take_while(|m| m.words.start < start + OWN_NAME);
                executive(t)
                    && near.any(|m| {
                        m.people == [person]
                            && (executive(t - 1) && m.words.start < start + EDGE
                                || self.says_own(t, m).is_some())
                    })
            }),
            _ => false,
        }
    }

    /// Returns the cue by which the speaker of a turn gives this name as his own.
    fn says_own(&self, turn: usize, mention: &Mention) -> Option<&Found> {
        self.cue_at(turn, mention, &[Cue::Self_]).filter(|f| is_self(self.words, f))
    }

    /// Returns how often a candidate is named by analysts.
    fn times_wanted(&self, candidate: usize) -> usize {
        let by_analyst = |t: &usize| self.turns[*t].role() == Role::Analyst;
        let names = |t: usize| self.named(t, candidate).count();
        (0..self.turns.len()).filter(by_analyst).map(names).sum()
    }

    /// Returns the mentions of a candidate in a turn.
    pub(crate) fn named(
        &self,
        turn: usize,
        candidate: usize,
    ) -> impl Iterator<Item = &Mention> + '_ {
        let person = self.people[candidate];
        let mentions = &self.roster.mentions[self.mentions[turn].clone()];
        mentions.iter().filter(move |m| m.people.contains(&person))
    }

    pub(crate) fn cue_at(&self, turn: usize, mention: &Mention, wanted: &[Cue]) -> Option<&Found> {
        self.cues[self.spoken[turn].clone()].iter().find(|f| {
            wanted.contains(&f.cue)
                && f.name.start < mention.words.end
                && mention.words.start < f.name.end
        })
    }

    pub(crate) fn office(&self, candidate: usize) -> &'static str {
        self.offices[candidate]
    }

    /// Returns the clues for a candidate speaking a turn.
    pub(crate) fn clues(&self, t: usize, candidate: usize, out: &mut Vec<Clue>) {
        self.place(t, candidate, out);
        if let Some(before) = t.checked_sub(1) {
            match self.turns[before].role() {
                Role::Operator => self.operator_before(before, candidate, out),
                Role::Executive => {
                    self.executive_before(before, candidate, out);
                    if self.turns[t].section() == Section::Qa {
                        self.question_behind(t, candidate, out);
                    }
                }
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
            Some(Role::Analyst) => {
                let opens = t.checked_sub(2).map(|b| self.turns[b].role()) == Some(Role::Operator);
                out.push(Clue::new(if opens { "opens-thread" } else { "after-analyst" }, office));
            }
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
        if self.says_operator[t] {
            out.push(Clue::new("says-operator", office));
        }
        if self.says_forward_looking[t] {
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
        let person = &self.roster.people[self.people[candidate]];
        let named = if is_given(person.given()) { "given" } else { "no-given" };
        out.push(Clue::new(named, if person.parts.len() > 1 { "full" } else { "single" }));
        if self.people.len() == 1 {
            out.push(Clue::new("only", section_class(section)));
        }
    }

    fn operator_before(&self, before: usize, candidate: usize, out: &mut Vec<Clue>) {
        if let Some(m) = self.named(before, candidate).last() {
            let class = if self.is_shared(m) { self.office(candidate) } else { "" };
            let (kind, words) = match self.cue_at(before, m, &[Cue::HandsOver]) {
                Some(f) => ("operator-hands", &f.words),
                None => ("operator-names", &m.words),
            };
            out.push(Clue::told(kind, class, Method::HandOver, words));
        }
    }

    /// Tells whether several candidates bear the name.
    fn is_shared(&self, mention: &Mention) -> bool {
        mention.people.iter().filter(|p| self.people.contains(p)).count() > 1
    }

    fn executive_before(&self, before: usize, candidate: usize, out: &mut Vec<Clue>) {
        let end = self.turns[before].words.end;
        let class = section_class(self.turns[before].section());
        if self.gives_back(before)
            && let Some(m) = self.named(before, candidate).next()
            && m.words.start < self.turns[before].words.start + EDGE
        {
            out.push(Clue::told("hands-back", class, Method::HandOver, &m.words));
        }
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
                let (kind, class) = if self.is_shared(m) {
                    ("hands-last-either", self.office(candidate))
                } else {
                    ("hands-last", class)
                };
                out.push(Clue::told(kind, class, Method::HandOver, &words(f)));
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

    /// Tells whether a turn ends by giving the floor back to whoever gave it, without a name:
    /// `Thanks, Ann. … I'll hand it back to you.`
    fn gives_back(&self, turn: usize) -> bool {
        let words = &self.turns[turn].words;
        let near = words.end.saturating_sub(BACK).max(words.start)..words.end;
        let gives = |w: &[Word]| {
            [id("back"), id("over")].contains(&w[0].id)
                && w[1].id == id("to")
                && w[2].id == id("you")
        };
        self.words[near].windows(3).any(gives)
    }

    fn own_words(&self, t: usize, candidate: usize, out: &mut Vec<Clue>) {
        let turn = &self.turns[t].words;
        let floor = self.floor(t);
        let mut named = 0;
        for m in self.named(t, candidate) {
            if floor.is_some_and(|p| m.people.contains(&p)) {
                continue;
            }
            // A name may run across the cut between two turns.
            let start = m.words.start.saturating_sub(turn.start);
            let rest = turn.end.saturating_sub(m.words.end);
            let own = self.says_own(t, m);
            // Two may bear the name; then it is the other who is thanked or named.
            let class = if m.people.len() > 1 { "either" } else { "" };
            if let Some(f) = own.filter(|_| start < OWN_NAME) {
                let kind = if start < EDGE { "says-own-name" } else { "says-own-name-later" };
                out.push(Clue::told(kind, class, Method::OwnName, &f.words));
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
            named += 1;
            if named <= NAMED {
                out.push(Clue::new(kind, class));
            }
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
            let end = self.turns[from].words.end;
            let hands =
                |f: &Found| f.cue == Cue::HandsOver && f.words.end + 30 > end && !f.name.is_empty();
            let mut near = self.cues[self.spoken[from].clone()].iter();
            if near.any(hands) { "same-handing" } else { "same-at-once" }
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
