//! Mentions: every place where somebody of the roster is named, and who may be meant.

use crate::parse::cues::Cue;
use crate::parse::keys::ByWord;
use crate::parse::names;
use crate::parse::names::near;
use crate::parse::person::Person;
use crate::parse::person::PersonId;
use crate::parse::roster::Mention;
use crate::parse::roster::Roster;
use crate::parse::roster::Source;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::fold;
use crate::parse::tokens::id_of;
use crate::transcript::Role;

/// A name alone means whoever was named in full so many words before.
const JUST: usize = 25;

impl Roster {
    /// Finds every place where somebody of the roster is named.
    pub(crate) fn find_mentions(&mut self, source: Source<'_>) {
        let words = source.words;
        let known = self.known_parts(source);
        let mut at = 0;
        while at < words.len() {
            let word = &words[at];
            let polite = || at > 0 && names::is_honorific(&words[at - 1]);
            let named = word.capital()
                && !word.bracketed
                && (polite() || !source.company.contains(&word.base))
                && (names::may_name(word) || names::may_be_given(words, at));
            let Some(people) =
                named.then(|| known.get(&word.base).filter(|p| !p.is_empty())).flatten()
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
            if people.len() > 1
                && let Some(person) = self.just_named(at, &people)
            {
                people = vec![person];
            }
            self.mentions.push(Mention { words: at..end, people });
            at = end;
        }
    }

    /// Returns which of several people has just been named in full: `over to Ann Lee. Ann?`
    fn just_named(&self, at: usize, people: &[PersonId]) -> Option<PersonId> {
        let near = self.mentions.iter().rev().take_while(|m| m.words.end + JUST > at);
        let mut full = near.filter(|m| m.words.len() > 1);
        full.find_map(|m| m.people.first().copied().filter(|p| people.contains(p)))
    }

    /// Returns who may be meant by each capitalised word that is a part of somebody's name.
    ///
    /// A word that fits nobody but is used as a name fits those whose name is nearly the same.
    fn known_parts(&self, source: Source<'_>) -> ByWord<Vec<PersonId>> {
        let words = source.words;
        let calling = [Cue::Thanks, Cue::Greets, Cue::HandsOver, Cue::Invites];
        let used = source.cues.iter().filter(|c| c.name.len() == 1 && calling.contains(&c.cue));
        let mut used: Vec<WordId> = used.map(|c| words[c.name.start].base).collect();
        used.sort_unstable();
        let (mut exact, mut nick) = (ByWord::default(), ByWord::default());
        for (p, person) in self.people.iter().enumerate() {
            for part in person.parts.iter().chain(&person.also).filter(|x| x.len() > 1) {
                let people: &mut Vec<PersonId> = exact.entry(id_of(part)).or_default();
                people.push(p);
            }
            for &name in names::nicknames_of(person.given()) {
                let people: &mut Vec<PersonId> = nick.entry(name).or_default();
                people.push(p);
            }
        }
        let mut table: ByWord<Vec<PersonId>> = ByWord::default();
        let named = |w: &&Word| w.naming || w.capital() && !w.bracketed && names::is_common(w);
        for word in words.iter().filter(named) {
            if table.contains_key(&word.base) {
                continue;
            }
            let mut found: Vec<PersonId> = exact.get(&word.base).cloned().unwrap_or_default();
            // Who bears the very name is meant, and not a colleague whose name it may stand for.
            let taken: Vec<Role> = found.iter().map(|&p| self.people[p].role()).collect();
            let other = |p: &&PersonId| !taken.contains(&self.people[**p].role());
            found.extend(nick.get(&word.base).into_iter().flatten().filter(other));
            if found.is_empty() && used.binary_search(&word.base).is_ok() {
                let said = fold(&names::spelled(source.text, std::slice::from_ref(word)));
                let close = |p: &Person| said.len() > 4 && near(&p.parts[0], &said);
                let people = self.people.iter().enumerate();
                found.extend(people.filter(|p| close(p.1)).map(|p| p.0));
            }
            found.sort_unstable();
            found.dedup();
            table.insert(word.base, found);
        }
        table
    }
}
