//! The roster: everybody the words of a call name, spellings of one person joined.

use std::ops::Range;

use crate::parse::called::Called;
use crate::parse::called::gives_floor;
use crate::parse::called::is_called;
use crate::parse::cues::Cue;
use crate::parse::cues::Found;
use crate::parse::names;
use crate::parse::names::name_at;
use crate::parse::names::near;
use crate::parse::names::same_given;
use crate::parse::person::Person;
use crate::parse::person::PersonId;
use crate::parse::person::Votes;
use crate::parse::person::is_no_person;
use crate::parse::person::same_begun;
use crate::parse::person::same_person;
use crate::parse::selves::is_self;
use crate::parse::selves::own_name_before;
use crate::parse::spoken::spoken_names;
use crate::parse::titles::office_after;
use crate::parse::titles::office_before;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Shape;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::fold;
use crate::parse::tokens::id;
use crate::parse::tokens::id_of;
use crate::transcript::Role;
use crate::transcript::canonical_firm_name;

/// A place where somebody is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The words of the name.
    pub(crate) words: Range<usize>,
    /// Who may be meant; one unless the call has several of that name.
    pub(crate) people: Vec<PersonId>,
}

/// Everybody named in a call, and where.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Roster {
    /// The people, in order of first mention.
    pub(crate) people: Vec<Person>,
    /// The places where they are named, in order.
    pub(crate) mentions: Vec<Mention>,
    /// The calling-up of analysts, in order.
    pub(crate) calls: Vec<Called>,
}

/// What the roster is read from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) words: &'a [Word],
    pub(crate) cues: &'a [Found],
    /// Single words used as people's names are, sorted.
    pub(crate) spoken: &'a [WordId],
    /// The words of the company's name that are no given names.
    pub(crate) company: &'a [WordId],
}

impl Source<'_> {
    /// Tells whether a run of capitalised words names no person: a company, above all that of the
    /// call, a thing, or a way of doing something.
    pub(crate) fn is_no_person(&self, name: &Range<usize>) -> bool {
        let first = &self.words[name.start];
        let said = &self.text[first.start..first.end];
        let adverb = name.len() == 1 && said.ends_with("ly") && !names::is_given(first.base);
        adverb || self.company.contains(&first.base) || is_no_person(self.words, name)
    }
}

/// Reads the roster from the words.
pub(crate) fn roster(text: &str, words: &[Word], cues: &[Found], company: Option<&str>) -> Roster {
    let spoken = spoken_names(words, cues);
    let company: Vec<WordId> = company
        .into_iter()
        .flat_map(|c| c.split(|c: char| !c.is_alphanumeric()))
        .filter(|w| w.len() > 1)
        .map(id_of)
        .filter(|&w| !names::is_given(w))
        .collect();
    let source = Source { text, words, cues, spoken: &spoken, company: &company };
    let mut roster = Roster::default();
    roster.add_introduced(source);
    roster.add_called(source);
    roster.add_lost(source);
    roster.add_listed(source);
    roster.add_self(source);
    roster.add_handed(source);
    roster.add_thanked(source);
    roster.join();
    roster.find_mentions(source);
    roster
}

impl Roster {
    /// Adds a person or joins the name to one already known.
    pub(crate) fn add(
        &mut self,
        source: Source<'_>,
        name: &Range<usize>,
        votes: Votes,
    ) -> PersonId {
        let words = &source.words[name.clone()];
        let said = names::spelled(source.text, words);
        let parts: Vec<String> = said.split(' ').map(fold).filter(|p| !p.is_empty()).collect();
        let same = |p: &Person| same_person(&p.parts, &parts, p.role(), votes.role());
        let bears = |p: &Person| parts.first().is_some_and(|x| p.parts.contains(x)) && same(p);
        let exact = |p: &Person| p.role() == votes.role() && bears(p);
        let found = self.people.iter().position(exact);
        let found = found.or_else(|| self.people.iter().position(bears));
        let found = found.or_else(|| self.people.iter().position(same));
        if let Some(person) = found {
            let known = &mut self.people[person];
            known.votes.add(votes);
            known.first = known.first.min(name.start);
            if parts.len() == 1 && !known.parts.contains(&parts[0]) {
                known.also.push(parts[0].clone());
            }
            if parts.len() > known.parts.len() && known.parts.len() == 1 {
                let single = std::mem::replace(&mut known.parts, parts);
                known.also.extend(single);
                known.name = said;
            }
            return person;
        }
        let (title, firm) = (None, None);
        let also = Vec::new();
        self.people.push(Person { name: said, parts, also, votes, title, firm, first: name.start });
        self.people.len() - 1
    }

    /// Adds those whose office stands beside the name.
    fn add_introduced(&mut self, source: Source<'_>) {
        let words = source.words;
        let mut at = 0;
        while at < words.len() {
            let Some(name) = name_at(words, at) else {
                at += 1;
                continue;
            };
            at = name.end.max(at + 1);
            let part = words[name.start].base;
            if source.is_no_person(&name)
                || name.len() == 1 && !is_called_so(source, name.start, part)
            {
                continue;
            }
            let title = office_after(words, name.end).or_else(|| office_before(words, name.start));
            let Some(title) = title else { continue };
            let said = &source.text[words[title.start].start..words[title.end - 1].end];
            if said.to_ascii_lowercase().contains("analyst") || is_called(source, &name) {
                continue;
            }
            let person = self.add(source, &name, Votes::for_role(Role::Executive, 3.0));
            let known = &mut self.people[person];
            if known.title.as_ref().is_none_or(|t| t.len() < said.len() && t.len() < 4) {
                known.title = Some(said.to_owned());
            }
        }
    }

    /// Adds those listed as being on the call.
    fn add_listed(&mut self, source: Source<'_>) {
        let words = source.words;
        for cue in source.cues.iter().filter(|c| c.cue == Cue::Lists) {
            let mut at = cue.words.end;
            while at < words.len() && at < cue.words.end + 90 && !words[at].opens {
                match name_at(words, at) {
                    Some(name)
                        if name.len() > 1 && name.len() < 5 && !source.is_no_person(&name) =>
                    {
                        let of = [id("from"), id("of"), id("at"), id("by")];
                        let of = at > 0 && of.contains(&words[at - 1].id);
                        let person = is_called_so(source, name.start, words[name.start].base);
                        if !of && person && !is_called(source, &name) && in_list(words, &name) {
                            self.add(source, &name, Votes::for_role(Role::Executive, 1.0));
                        }
                        at = name.end;
                    }
                    _ => at += 1,
                }
            }
        }
    }

    /// Adds those who say who they are.
    fn add_self(&mut self, source: Source<'_>) {
        let words = source.words;
        for cue in source.cues.iter().filter(|c| c.cue == Cue::StandsIn) {
            if let Some(name) = own_name_before(words, cue) {
                self.add(source, &name, Votes::for_role(Role::Analyst, 2.0));
            }
        }
        for cue in source.cues.iter().filter(|c| c.cue == Cue::Self_) {
            let name = &cue.name;
            let said = names::spelled(source.text, &words[name.clone()]);
            let firm = canonical_firm_name(&said).is_some();
            let here = words[cue.words.end - 1].id == id("here") && name.len() == 1;
            let odd = here && !is_called_so(source, name.start, words[name.start].base);
            if !is_self(words, cue) || source.is_no_person(name) || firm || odd {
                continue;
            }
            let rest = &words[name.end..(name.end + 14).min(words.len())];
            let mut sentences = 0;
            let mut near = rest.iter().take_while(|w| {
                sentences += usize::from(w.opens);
                sentences < 2
            });
            let operator = near.any(|w| {
                [id("operator"), id("coordinator"), id("facilitator"), id("moderator")]
                    .contains(&w.id)
            });
            let stands_in = rest.iter().take(3).any(|w| w.id == id("on") || w.id == id("for"));
            let votes = if operator {
                Votes::for_role(Role::Operator, 4.0)
            } else if stands_in {
                Votes::for_role(Role::Analyst, 2.0)
            } else {
                Votes::default()
            };
            self.add(source, name, votes);
        }
    }

    /// Adds those to whom the floor goes.
    fn add_handed(&mut self, source: Source<'_>) {
        for cue in source.cues.iter().filter(|c| matches!(c.cue, Cue::HandsOver | Cue::Invites)) {
            let name = &cue.name;
            if name.is_empty() || is_called(source, name) || self.is_call(name.start) {
                continue;
            }
            let single = name.len() == 1;
            let part = fold_word(source, name.start);
            let person = is_called_so(source, name.start, id_of(&part));
            let floor = cue.cue == Cue::HandsOver && gives_floor(source.words, cue);
            if source.is_no_person(name)
                || cue.cue == Cue::Invites && !single
                || !person && (single || !floor)
            {
                continue;
            }
            let first_call = self.calls.first().map_or(usize::MAX, |c| c.words.start);
            let before = name.start < first_call;
            let fits = |p: PersonId| !before || self.people[p].role() != Role::Analyst;
            let known = single && self.by_part(&part).any(fits);
            if !known {
                let weight = if cue.cue == Cue::HandsOver { 1.0 } else { 0.5 };
                self.add(source, name, Votes::for_role(Role::Executive, weight));
            } else if cue.cue == Cue::HandsOver {
                let only: Vec<PersonId> = self.by_part(&part).collect();
                if let [person] = only[..] {
                    self.people[person].votes.executive += 0.5;
                }
            }
        }
    }

    /// Adds those who are thanked or greeted and whom nobody has named in full.
    fn add_thanked(&mut self, source: Source<'_>) {
        for cue in source.cues.iter().filter(|c| matches!(c.cue, Cue::Thanks | Cue::Greets)) {
            let name = &cue.name;
            let next = source.words.get(name.end);
            let last = &source.words[name.end - 1];
            let alone = last.after > Mark::Space
                || next.is_none_or(|w| w.opens || w.id == id("and") || w.id == id("for"));
            if name.len() != 1 || !alone || source.words[name.start].shape != Shape::Cap {
                continue;
            }
            let part = fold_word(source, name.start);
            let fits = |p: &Person| {
                p.parts
                    .iter()
                    .any(|x| *x == part || near(x, &part) || same_given(id_of(x), id_of(&part)))
            };
            if !self.people.iter().any(fits) {
                self.add(source, name, Votes::default());
            }
        }
    }

    /// Joins those known by one name to the only one known in full whom it fits.
    fn join(&mut self) {
        let mut place: Vec<PersonId> = (0..self.people.len()).collect();
        for (p, person) in self.people.iter().enumerate().filter(|(_, p)| p.parts.len() == 1) {
            let role = person.role();
            let fits = |q: &&Person| {
                q.parts.len() > 1 && same_person(&q.parts, &person.parts, q.role(), role)
            };
            let mut found = self.people.iter().enumerate().filter(|(_, q)| fits(q));
            if let (Some((full, _)), None) = (found.next(), found.next()) {
                place[p] = full;
            }
        }
        for (p, person) in self.people.iter().enumerate() {
            let executive = |q: &Person| matches!(q.role(), Role::Executive | Role::Unknown);
            let fits = |q: &&Person| executive(q) && same_begun(&q.parts, &person.parts);
            if executive(person)
                && let Some(full) = self.people[..p].iter().position(|q| fits(&q))
            {
                place[p] = place[full];
            }
        }
        for p in 0..place.len() {
            let mut full = place[p];
            while place[full] != full {
                full = place[full];
            }
            place[p] = full;
        }
        for (p, &full) in place.iter().enumerate() {
            if full != p {
                let Person { votes, title, first, parts, .. } = self.people[p].clone();
                let full = &mut self.people[full];
                full.votes.add(votes);
                full.first = full.first.min(first);
                full.title = full.title.take().or(title);
                full.also.extend(parts);
            }
        }
        let kept: Vec<PersonId> = (0..place.len()).filter(|&p| place[p] == p).collect();
        let new = |p: PersonId| kept.binary_search(&place[p]).unwrap_or(0);
        for call in &mut self.calls {
            call.person = call.person.map(new);
        }
        self.people = kept.iter().map(|&p| self.people[p].clone()).collect();
    }

    /// Tells whether a word belongs to the calling-up of an analyst.
    pub(crate) fn is_call(&self, word: usize) -> bool {
        let at = self.calls.partition_point(|c| c.words.end <= word);
        self.calls.get(at).is_some_and(|c| c.words.contains(&word))
    }

    /// Returns those one part of whose name is this.
    fn by_part<'a>(&'a self, part: &'a str) -> impl Iterator<Item = PersonId> + 'a {
        let same = move |p: &Person| {
            p.parts.iter().any(|x| x == part) || same_given(p.given(), id_of(part))
        };
        self.people.iter().enumerate().filter(move |(_, p)| same(p)).map(|(i, _)| i)
    }
}

/// Tells whether a single word is used as people's names are: it is a given name, or somebody
/// is thanked, greeted or asked by it somewhere in the call.
fn is_called_so(source: Source<'_>, at: usize, name: WordId) -> bool {
    names::is_given(name)
        || at > 0 && names::is_honorific(&source.words[at - 1])
        || source.spoken.binary_search(&source.words[at].base).is_ok()
}

fn fold_word(source: Source<'_>, at: usize) -> String {
    fold(&names::spelled(source.text, &source.words[at..=at]))
}

/// Tells whether what follows a name is the next of a list or its end.
fn in_list(words: &[Word], name: &Range<usize>) -> bool {
    let last = &words[name.end - 1];
    let next = words.get(name.end);
    last.after > Mark::Space
        || next.is_none_or(|w| {
            [id("and"), id("our"), id("who"), id("as"), id("will"), id("to")].contains(&w.id)
        })
}
