//! The roster: everybody the words of a call name, spellings of one person joined.

use std::collections::HashMap;
use std::ops::Range;

use crate::parse::cues::Cue;
use crate::parse::cues::Found;
use crate::parse::firms;
use crate::parse::firms::firm_after;
use crate::parse::names;
use crate::parse::names::name_at;
use crate::parse::names::near;
use crate::parse::names::same_given;
use crate::parse::titles::Office;
use crate::parse::titles::title_at;
use crate::parse::titles::title_before;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Shape;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::fold;
use crate::parse::tokens::id;
use crate::parse::tokens::id_of;
use crate::transcript::Role;

/// A person by place in the roster.
pub(crate) type PersonId = usize;

/// Somebody the words name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Person {
    /// The name, as full as the text gives it.
    pub(crate) name: String,
    /// The folded parts of the name.
    pub(crate) parts: Vec<String>,
    /// What speaks for each role: executive, analyst, operator.
    pub(crate) votes: Votes,
    /// The office, as the text gives it.
    pub(crate) title: Option<String>,
    /// The firm, as the text gives it.
    pub(crate) firm: Option<String>,
    /// The first word that names the person.
    pub(crate) first: usize,
}

/// What speaks for each role a person may have.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Votes {
    /// For an executive.
    pub(crate) executive: f32,
    /// For an analyst.
    pub(crate) analyst: f32,
    /// For the operator.
    pub(crate) operator: f32,
}

impl Votes {
    fn for_role(role: Role, weight: f32) -> Self {
        let mut votes = Self::default();
        match role {
            Role::Executive => votes.executive = weight,
            Role::Analyst => votes.analyst = weight,
            Role::Operator => votes.operator = weight,
            Role::Unknown => {}
        }
        votes
    }

    fn add(&mut self, other: Self) {
        self.executive += other.executive;
        self.analyst += other.analyst;
        self.operator += other.operator;
    }

    /// Returns the role that most speaks for, if one does.
    pub(crate) fn role(self) -> Role {
        let most = self.executive.max(self.analyst).max(self.operator);
        if most <= 0.0 {
            Role::Unknown
        } else if self.executive >= most {
            Role::Executive
        } else if self.analyst >= most {
            Role::Analyst
        } else {
            Role::Operator
        }
    }
}

impl Person {
    /// Returns the office, as a class.
    pub(crate) fn office(&self) -> Office {
        Office::of(self.title.as_deref())
    }

    /// Returns the role the words speak for.
    pub(crate) fn role(&self) -> Role {
        self.votes.role()
    }

    fn given(&self) -> WordId {
        id_of(&self.parts[0])
    }
}

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

/// What the roster is read from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) words: &'a [Word],
    pub(crate) cues: &'a [Found],
}

/// Reads the roster from the words.
pub(crate) fn roster(source: Source<'_>) -> Roster {
    let mut roster = Roster::default();
    roster.add_introduced(source);
    roster.add_called(source);
    roster.add_lost(source);
    roster.add_listed(source);
    roster.add_self(source);
    roster.add_handed(source);
    roster.add_thanked(source);
    roster.join();
    roster.find_mentions(source.words);
    roster
}

impl Roster {
    /// Adds a person or joins the name to one already known.
    fn add(&mut self, source: Source<'_>, name: &Range<usize>, votes: Votes) -> PersonId {
        let words = &source.words[name.clone()];
        let said = names::spelled(source.text, words);
        let parts: Vec<String> = said.split(' ').map(fold).filter(|p| !p.is_empty()).collect();
        let found =
            self.people.iter().position(|p| same_person(&p.parts, &parts, p.role(), votes.role()));
        if let Some(person) = found {
            let known = &mut self.people[person];
            known.votes.add(votes);
            known.first = known.first.min(name.start);
            if parts.len() > known.parts.len() && known.parts.len() == 1 {
                (known.name, known.parts) = (said, parts);
            }
            return person;
        }
        let (title, firm) = (None, None);
        self.people.push(Person { name: said, parts, votes, title, firm, first: name.start });
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
            if is_no_person(words, &name) {
                continue;
            }
            let title = office_after(words, name.end).or_else(|| office_before(words, name.start));
            let Some(title) = title else { continue };
            let said = &source.text[words[title.start].start..words[title.end - 1].end];
            if said.to_ascii_lowercase().contains("analyst")
                || is_called(source.cues, source.words, &name)
            {
                continue;
            }
            let person = self.add(source, &name, Votes::for_role(Role::Executive, 3.0));
            let known = &mut self.people[person];
            if known.title.as_ref().is_none_or(|t| t.len() < said.len() && t.len() < 4) {
                known.title = Some(said.to_owned());
            }
        }
    }

    /// Adds the analysts called up to ask.
    fn add_called(&mut self, source: Source<'_>) {
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
            let asked = words[cue.words.clone()].iter().any(|w| ASKED.contains(&w.id));
            let short = cue.name.len() < 2;
            let alone =
                stands_alone(words, cue.words.start, firm.as_ref().unwrap_or(&cue.name).end);
            if !asked && (hands_over(source.cues, &cue.name) || !alone)
                || is_no_person(words, &cue.name)
            {
                continue;
            }
            let end = firm.as_ref().map_or(cue.name.end, |f| f.end);
            let firm = firm.map(|f| firms::spelled(source.text, &words[f]).to_owned());
            let firm = firm.or_else(|| firm_before(source, cue.words.start));
            if firm.is_none() && (!asked || short && !goes_ahead(words, cue.name.end)) {
                continue;
            }
            self.call(source, cue.words.start..end, &cue.name, firm);
        }
        self.calls.sort_by_key(|c| c.words.start);
        let openings = (0..words.len()).filter(|&i| words[i].opens);
        for (name, firm, at) in openings.filter_map(|start| bare_call(words, start)) {
            if !self.calls.iter().any(|c| c.words.contains(&name.start)) {
                let said = firms::spelled(source.text, &words[firm]).to_owned();
                self.call(source, at, &name, Some(said));
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
        let person = self.add(source, name, Votes::for_role(Role::Analyst, 4.0));
        let known = &mut self.people[person];
        if known.firm.is_none() {
            known.firm.clone_from(&firm);
        }
        self.calls.push(Called { words, person: Some(person), firm });
    }

    /// Adds the callings-up whose name was lost: `the line of [Indiscernible] of Acme`.
    fn add_lost(&mut self, source: Source<'_>) {
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

    /// Adds those listed as being on the call.
    fn add_listed(&mut self, source: Source<'_>) {
        let words = source.words;
        for cue in source.cues.iter().filter(|c| c.cue == Cue::Lists) {
            let mut at = cue.words.end;
            while at < words.len() && at < cue.words.end + 90 && !words[at].opens {
                match name_at(words, at) {
                    Some(name)
                        if name.len() > 1 && name.len() < 5 && !is_no_person(words, &name) =>
                    {
                        let of = [id("from"), id("of"), id("at"), id("by")];
                        let of = at > 0 && of.contains(&words[at - 1].id);
                        let person = is_called_so(source, name.start, words[name.start].base);
                        if !of
                            && person
                            && !is_called(source.cues, source.words, &name)
                            && in_list(words, &name)
                        {
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
            if !is_self(words, cue) || is_no_person(words, name) {
                continue;
            }
            let rest = &words[name.end..(name.end + 14).min(words.len())];
            let operator = rest.iter().any(|w| {
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
            if name.is_empty()
                || is_called(source.cues, source.words, name)
                || self.is_call(name.start)
            {
                continue;
            }
            let single = name.len() == 1;
            let part = fold_word(source, name.start);
            if is_no_person(source.words, name)
                || cue.cue == Cue::Invites && !single
                || single && !is_called_so(source, name.start, id_of(&part))
            {
                continue;
            }
            let hands = cue.cue == Cue::HandsOver;
            let first_call = self.calls.first().map_or(usize::MAX, |c| c.words.start);
            let before = hands && name.start < first_call;
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
        for p in 0..self.people.len() {
            if place[p] != p {
                let Person { votes, title, first, .. } = self.people[p].clone();
                let full = &mut self.people[place[p]];
                full.votes.add(votes);
                full.first = full.first.min(first);
                full.title = full.title.take().or(title);
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

    /// Finds every place where somebody of the roster is named.
    fn find_mentions(&mut self, words: &[Word]) {
        let known = self.known_parts(words);
        let mut at = 0;
        while at < words.len() {
            let word = &words[at];
            let Some(people) = (word.capital() && !word.bracketed)
                .then(|| known.get(&word.base).filter(|p| !p.is_empty()))
                .flatten()
            else {
                at += 1;
                continue;
            };
            let mut people = people.clone();
            let mut end = at + 1;
            while end < words.len()
                && end - at < 5
                && words[end - 1].base == words[end - 1].id
                && words[end - 1].after == Mark::Space
                && words[end].capital()
            {
                let Some(next) = known.get(&words[end].base) else { break };
                let both: Vec<PersonId> =
                    people.iter().copied().filter(|p| next.contains(p)).collect();
                if both.is_empty() {
                    break;
                }
                (people, end) = (both, end + 1);
            }
            self.mentions.push(Mention { words: at..end, people });
            at = end;
        }
    }

    /// Returns who may be meant by each capitalised word that is a part of somebody's name.
    fn known_parts(&self, words: &[Word]) -> HashMap<WordId, Vec<PersonId>> {
        let mut table: HashMap<WordId, Vec<PersonId>> = HashMap::new();
        for word in words.iter().filter(|w| w.capital() && !w.bracketed && names::may_name(w)) {
            if table.contains_key(&word.base) {
                continue;
            }
            let exact = |p: &&(PersonId, &Person)| {
                p.1.parts.iter().any(|x| x.len() > 1 && id_of(x) == word.base)
            };
            let nick = |p: &&(PersonId, &Person)| same_given(p.1.given(), word.base);
            let people: Vec<(PersonId, &Person)> = self.people.iter().enumerate().collect();
            let mut found: Vec<PersonId> = people.iter().filter(exact).map(|p| p.0).collect();
            found.extend(people.iter().filter(nick).map(|p| p.0));
            found.sort_unstable();
            found.dedup();
            table.insert(word.base, found);
        }
        table
    }
}

/// Words of which a calling-up has one, unless the firm follows.
const ASKED: [WordId; 9] = [
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

/// Returns name, firm and all words of a sentence that is only a calling-up: `Ann Lee, Acme.` or
/// `From Acme, Ann Lee.`
fn bare_call(words: &[Word], start: usize) -> Option<(Range<usize>, Range<usize>, Range<usize>)> {
    let ended = |at: usize| words.get(at).is_none_or(|w| w.opens || w.id == id("please"));
    if words[start].id == id("from") {
        let firm = firms::firm_at(words, start + 1)?;
        let name = name_at(words, firm.end).filter(|n| n.len() > 1 && n.start == firm.end)?;
        let comma = words[firm.end - 1].after == Mark::Comma;
        let end = name.end;
        return (comma && ended(end)).then_some((name, firm, start..end));
    }
    let name = name_at(words, start).filter(|n| n.len() > 1 && !is_no_person(words, n))?;
    let firm = firm_after(words, name.end).filter(|f| title_at(words, f.start).is_none())?;
    let end = firm.end;
    ended(end).then_some((name, firm, start..end))
}

/// Words of the names of companies and things.
const THINGS: [WordId; 34] = [
    id("corporation"),
    id("corp"),
    id("company"),
    id("companies"),
    id("inc"),
    id("ltd"),
    id("llc"),
    id("plc"),
    id("bank"),
    id("services"),
    id("holdings"),
    id("technologies"),
    id("systems"),
    id("energy"),
    id("investment"),
    id("investments"),
    id("communications"),
    id("industries"),
    id("international"),
    id("partners"),
    id("capital"),
    id("insurance"),
    id("health"),
    id("foods"),
    id("brands"),
    id("trust"),
    id("therapeutics"),
    id("pharmaceuticals"),
    id("properties"),
    id("resources"),
    id("entertainment"),
    id("bancorp"),
    id("cloud"),
    id("oil"),
];

/// Tells whether a run of capitalised words names a company or a thing.
fn is_no_person(words: &[Word], name: &Range<usize>) -> bool {
    let own = &words[name.clone()];
    let possessive = own.last().is_some_and(|w| w.base != w.id);
    possessive
        || own.iter().any(|w| THINGS.contains(&w.base))
        || own.len() == 1 && own[0].shape == Shape::Upper
}

/// Tells whether a calling-up is a sentence of its own, and not a place in somebody's speech.
fn stands_alone(words: &[Word], start: usize, end: usize) -> bool {
    let opens = words[start.saturating_sub(9)..=start].iter().any(|w| w.opens);
    opens && (end..end + 7).any(|i| words.get(i).is_none_or(|w| w.opens))
}

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

/// Tells whether a single word is used as people's names are: it is a given name, or somebody
/// is thanked, greeted or asked by it somewhere in the call.
fn is_called_so(source: Source<'_>, at: usize, name: WordId) -> bool {
    let word = &source.words[at];
    names::is_given(name)
        || word.after >= Mark::Exclaim && word.opens
        || at > 0 && names::is_honorific(&source.words[at - 1])
        || source.cues.iter().any(|c| {
            matches!(c.cue, Cue::Thanks | Cue::Greets)
                && c.name.len() == 1
                && source.words[c.name.start].base == word.base
        })
}

/// Tells whether the floor is given right after the name, as to somebody who asks.
fn goes_ahead(words: &[Word], end: usize) -> bool {
    let next = &words[end.min(words.len())..(end + 4).min(words.len())];
    next.iter().any(|w| [id("ahead"), id("open"), id("proceed"), id("live")].contains(&w.id))
}

/// Returns the firm that stands before the cue: `From Acme, we have Ann Lee`.
fn firm_before(source: Source<'_>, cue: usize) -> Option<String> {
    let words = source.words;
    let start = (cue.saturating_sub(7)..=cue).rev().find(|&i| words[i].opens)?;
    if words[start].id != id("from") {
        return None;
    }
    let firm = firms::firm_at(words, start + 1)?;
    (words[firm.end - 1].after == Mark::Comma)
        .then(|| firms::spelled(source.text, &words[firm]).to_owned())
}

fn fold_word(source: Source<'_>, at: usize) -> String {
    fold(&names::spelled(source.text, &source.words[at..=at]))
}

/// Tells whether an analyst is called up by this name.
fn is_called(cues: &[Found], words: &[Word], name: &Range<usize>) -> bool {
    let near = cues.partition_point(|c| c.words.start + 40 < name.start);
    let asks = |c: &Found| {
        words[c.words.clone()].iter().any(|w| ASKED.contains(&w.id)) || !hands_over(cues, name)
    };
    cues[near..].iter().take_while(|c| c.words.start <= name.end).any(|c| {
        let same = c.name.start < name.end && c.name.end > name.start;
        c.cue == Cue::Calls && same && c.words.len() > c.name.len() + 1 && asks(c)
    })
}

/// Tells whether the floor is handed over to this name.
fn hands_over(cues: &[Found], name: &Range<usize>) -> bool {
    let near = cues.partition_point(|c| c.words.start + 40 < name.start);
    cues[near..]
        .iter()
        .take_while(|c| c.words.start <= name.start)
        .any(|c| c.cue == Cue::HandsOver && c.name == *name)
}

/// Tells whether the speaker really names himself: `This is Ann Lee`, but not `this is Windows`.
pub(crate) fn is_self(words: &[Word], cue: &Found) -> bool {
    let opening = words[cue.words.start].opens
        || cue.words.start > 0 && words[cue.words.start - 1].after > Mark::Space;
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
            ]
            .contains(&w.id)
    });
    opening && (last.after > Mark::Space || led) && cue.name.len() < 4
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

/// Returns the office that follows a name: `Ann Lee, our CFO`.
fn office_after(words: &[Word], end: usize) -> Option<Range<usize>> {
    let last = words.get(end.checked_sub(1)?)?;
    let next = words.get(end)?;
    if last.after > Mark::Dash || next.opens {
        return None;
    }
    let mut at = end;
    while at < end + 4
        && words.get(at).is_some_and(|w| {
            [
                id("our"),
                id("the"),
                id("who"),
                id("is"),
                id("who's"),
                id("whos"),
                id("as"),
                id("your"),
                id("also"),
            ]
            .contains(&w.id)
        })
    {
        at += 1;
    }
    // The company may stand between: `Ann Lee, Acme's CFO`.
    let own = (at..(at + 4).min(words.len())).take_while(|&i| words[i].capital());
    if let Some(company) = own.into_iter().find(|&i| words[i].base != words[i].id) {
        at = company + 1;
    }
    if last.after == Mark::Space && at == end {
        return None;
    }
    title_at(words, at)
}

/// Returns the office that stands before a name: `our CFO, Ann Lee`.
fn office_before(words: &[Word], start: usize) -> Option<Range<usize>> {
    let mut at = start;
    while at > 0 && names::is_honorific(&words[at - 1]) {
        at -= 1;
    }
    if at == 0 || words[at].opens && !names::is_honorific(&words[start.saturating_sub(1)]) {
        return None;
    }
    (words[at - 1].after <= Mark::Dash).then(|| title_before(words, at)).flatten()
}

/// Tells whether two names are spellings of one person's.
fn same_person(known: &[String], said: &[String], known_role: Role, said_role: Role) -> bool {
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return false };
    let (Some(said_first), Some(said_last)) = (said.first(), said.last()) else { return false };
    if known == said {
        return true;
    }
    let roles_fit =
        known_role == said_role || known_role == Role::Unknown || said_role == Role::Unknown;
    let given = |a: &str, b: &str| {
        a == b
            || same_given(id_of(a), id_of(b))
            || (a.len() == 1 || b.len() == 1) && a.chars().next() == b.chars().next()
    };
    if known.len() == 1 || said.len() == 1 {
        let (one, all) = if known.len() == 1 { (first, said) } else { (said_first, known) };
        return roles_fit && all.iter().any(|p| p.len() > 1 && p == one)
            || roles_fit && given(&all[0], one) && one.len() > 1;
    }
    let given_fits =
        given(first, said_first) || known[1..known.len() - 1].iter().any(|m| given(m, said_first));
    if last == said_last {
        return given_fits || roles_fit && near(first, said_first);
    }
    roles_fit && first == said_first && near(last, said_last)
}
