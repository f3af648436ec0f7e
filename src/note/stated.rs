//! Who the words around a quotation say speaks: the subject of the verb nearest to it, a label
//! before it, a dash or brackets behind it.
//!
//! Only what is plainly said counts: who is spoken to or of is not the speaker, and where a
//! pronoun or a noun is the subject nothing is known.

use crate::note::known::House;
use crate::note::mentions::Mention;
use crate::note::mentions::Person;
use crate::note::mentions::What;
use crate::note::phrase::Phrase;
use crate::note::phrase::WordList;

/// Who a text says speaks, as far as it says so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Stated {
    /// The names; more than one where several are said to speak.
    pub(super) people: Vec<Person>,
    /// The offices, written out.
    pub(super) offices: Vec<String>,
    /// The companies and firms they speak for.
    pub(super) houses: Vec<House>,
    /// How it says so.
    pub(super) form: Form,
}

/// How a text says who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Form {
    /// By a verb: what stands with it is somebody.
    #[default]
    Verb,
    /// By a label or a signature, which may also be a heading or a source.
    Label,
}

impl Stated {
    fn is_empty(&self) -> bool {
        self.people.is_empty() && self.offices.is_empty() && self.houses.is_empty()
    }
}

/// The most words between a quotation and the verb of who said it.
const MAX_BETWEEN: usize = 16;

/// The most words of a sentence behind a quotation before the verb of who said it.
const MAX_BEFORE_VERB: usize = 12;

/// Verbs whose subject speaks.
const SPEAKING: WordList = WordList(
    "\
    said says say saying told tells tell telling asked asks ask asking noted notes noting added \
    adds adding explained explains answered answers replied replies responded stated states \
    commented comments remarked put puts argued warned described acknowledged continued \
    concluded claimed claims insisted conceded observed wondered emphasized stressed admitted \
    confirmed declared quipped",
);

/// Words between a subject and its verb.
const ADVERBS: WordList = WordList(
    "\
    also then later just has had have simply further himself herself recently again once only \
    even repeatedly clearly rightly wrongly bluntly really",
);

/// Words after which a verb is of somebody who listens: `was told`.
const PASSIVE: WordList = WordList(
    "\
    was were been being is are be got",
);

/// Words that may stand before a subject.
const BEFORE_SUBJECT: WordList = WordList(
    "\
    and but that as while what because where so then if how or when which until yes though",
);

/// Words of an office or a place in a firm that stand before a name, and articles.
const TITLES: WordList = WordList(
    "\
    the a an its their our his her chairman chairwoman chair president founder cofounder co \
    director head boss chief manager partner treasurer controller executive officer finance \
    senior vice managing spokesman spokeswoman spokesperson secretary counsel host interim \
    acting former new company bank group firm investor relations veteran",
);

/// Small words that join a name, an office and a company.
const JOINING: [&str; 12] =
    ["of", "at", "from", "with", "for", "the", "an", "a", "and", "its", "who", "is"];

/// What a name owns where a quotation is the thing owned: `Lee's answer: …`.
const SPEECH: WordList = WordList(
    "\
    answer answers comment comments reply response words word remark remarks statement question",
);

/// What is said of the speaker before a quotation, and behind it, in one sentence.
pub(super) struct Reader<'p> {
    pub(super) phrase: &'p Phrase<'p>,
    pub(super) mentions: &'p [Mention],
}

impl Reader<'_> {
    /// Returns who is said to speak before a quotation; the label and the subject of a verb where
    /// both are.
    pub(super) fn before(&self) -> Option<Stated> {
        let all = self.phrase.len();
        let led = self.led();
        if led.is_some() {
            return led;
        }
        let verb = (0..all).rev().find(|n| self.is_verb(*n)).filter(|v| all - v <= MAX_BETWEEN);
        let by_verb = verb.map(|verb| self.subject(verb));
        let label = self.label();
        match by_verb {
            Some(Subject::Stated(mut stated)) => {
                // A name after the verb that a comma parts from it may be the label.
                if let Some(label) = label.filter(|l| !l.people.is_empty()) {
                    stated.people.extend(label.people);
                }
                Some(stated)
            }
            Some(Subject::Other) => None,
            Some(Subject::None) | None => label,
        }
    }

    /// Returns who is said to speak behind a quotation.
    pub(super) fn behind(&self) -> Option<Stated> {
        let start = self.phrase.mark(0).trim_start();
        let is_apart = start.starts_with(['—', '–', '―', '~', '(', '[', '-']);
        if BEFORE_SUBJECT.has(self.phrase.word(0)) && self.phrase.word(0) != "as" {
            return None;
        }
        if is_apart && let Some(stated) = self.signed() {
            return Some(stated);
        }
        if let Some(stated) = self.led() {
            return Some(stated);
        }
        let verb = (0..self.phrase.len().min(MAX_BEFORE_VERB)).find(|n| self.is_verb(*n))?;
        match self.subject(verb) {
            Subject::Stated(stated) => Some(stated),
            Subject::Other | Subject::None => None,
        }
    }

    /// Returns who is named in the field of a citation that begins at a word.
    pub(super) fn field(&self, at: usize) -> Option<Stated> {
        self.chain_from(at).map(|(stated, _)| labelled(stated))
    }

    /// Returns who is named by `according to …`, `per …` and the like.
    fn led(&self) -> Option<Stated> {
        let word = |n: usize| self.phrase.word(n);
        let all = self.phrase.len();
        let after = (0..all).rev().find_map(|n| match word(n) {
            "to" if n > 0 && word(n - 1) == "according" => Some(n + 1),
            "of" if n > 0 && word(n - 1) == "words" => Some(n + 1),
            "per" | "quoting" | "citing" => Some(n + 1),
            "by" if n == 0 => Some(n + 1),
            _ => None,
        })?;
        let first = self.chain_from(after)?;
        let speaks = |n: usize| self.is_verb(n);
        (!(first.1..all).any(speaks)).then_some(first.0)
    }

    /// Tells whether a word is a verb whose subject speaks.
    fn is_verb(&self, at: usize) -> bool {
        let word = self.phrase.word(at);
        if !SPEAKING.has(word) || (at > 0 && self.phrase.words[at].is_capital) {
            return false;
        }
        let before = at.checked_sub(1).map_or("", |n| self.phrase.word(n));
        let is_owned = at > 0 && self.phrase.is_joined(at) && self.phrase.words[at - 1].is_owner;
        let is_noun = matches!(
            word,
            "comments" | "notes" | "answers" | "states" | "claims" | "replies" | "put" | "puts"
        ) && (is_owned
            || [
                "the", "his", "her", "their", "its", "our", "of", "in", "prepared", "these",
                "those",
            ]
            .contains(&before));
        // Who was asked has not spoken yet.
        let next = self.phrase.word(at + 1);
        let is_asked = word == "asked"
            && (PASSIVE.has(before) || before == "when" || at == 0 || !self.phrase.is_joined(at))
            && [
                "about", "by", "for", "how", "whether", "if", "on", "when", "why", "what", "to",
                "in",
            ]
            .contains(&next);
        let is_passive = PASSIVE.has(before) && word != "saying";
        !is_noun && !is_asked && !is_passive && before != "to"
    }

    /// Returns the subject of a verb.
    fn subject(&self, verb: usize) -> Subject {
        let word = self.phrase.word(verb);
        let is_new = verb == 0 || self.phrase.mark(verb).contains([',', '—', '–', '-', '(']);
        if is_new && !word.starts_with("tell") && word != "told" {
            let first = self.skip_titles(verb + 1);
            if let Some((stated, _)) = self.chain_from(first) {
                return Subject::Stated(stated);
            }
        }
        let mut end = verb;
        while end > 0
            && !self.phrase.words[end - 1].is_capital
            && is_adverb(self.phrase.word(end - 1))
        {
            end -= 1;
        }
        // What stands right before the verb is the subject, unless a comma or an "and" says that
        // it stands farther off.
        let has_and = end > 0 && ["and", "who"].contains(&self.phrase.word(end - 1));
        let is_parted = has_and
            || word.ends_with("ing")
            || self.phrase.mark(end).contains([',', ')', '—', '–']);
        let mut near = self.mentions.iter().rposition(|m| m.words.end <= end);
        while let Some(at) = near {
            if matches!(self.mentions[at].what, What::Pronoun) {
                return Subject::Other;
            }
            let (stated, first) = self.chain_to(at);
            let words = &self.mentions[at].words;
            let is_owner = self.phrase.words[words.end - 1].is_owner;
            let is_near = words.end == end;
            if !is_near && !is_parted {
                return Subject::Other;
            }
            let may_go_on = has_and || word.ends_with("ing") || self.may_go_on(words.end);
            if (is_near || may_go_on) && self.is_subject(first) && !is_owner {
                return stated.filter(|s| !s.is_empty()).map_or(Subject::Other, Subject::Stated);
            }
            near = first.checked_sub(1);
        }
        if end == 0 || is_parted && self.mentions.is_empty() {
            Subject::None
        } else {
            Subject::Other
        }
    }

    /// Tells whether a subject that ends before a word may go on with it, before its verb.
    fn may_go_on(&self, word: usize) -> bool {
        let goes_on = ["who", "in", "on", "at", "during", "speaking"];
        !self.phrase.is_joined(word) || goes_on.contains(&self.phrase.word(word))
    }

    /// Returns the label that ends the words before a quotation.
    fn label(&self) -> Option<Stated> {
        let all = self.phrase.len();
        let at = self.mentions.len().checked_sub(1)?;
        let last = &self.mentions[at];
        let is_owner = self.phrase.words[last.words.end - 1].is_owner;
        let is_at_end = last.words.end == all
            || is_owner && last.words.end + 1 == all && SPEECH.has(self.phrase.word(all - 1));
        if !is_at_end || (is_owner && last.words.end == all) {
            return self.topic_label();
        }
        let (stated, first) = self.chain_to(at);
        // What stands in brackets at the end is said of who stands before them.
        let from = self.mentions[first].words.start;
        let is_inside = (1..=from).any(|n| self.phrase.mark(n).contains('('));
        if self.phrase.mark(all).contains(')') && is_inside {
            return self.topic_label();
        }
        let stated = stated.filter(|s| !s.people.is_empty() || !s.offices.is_empty())?;
        // One word behind a comma is as often what is spoken of.
        let is_short = stated.people.iter().any(|p| !p.name.contains(' '))
            && self.mentions[first].words.len() == 1
            && from > 0;
        (self.is_subject(first) && !is_short).then_some(labelled(stated))
    }

    /// Returns the label with which the words before a quotation begin, where more follows:
    /// `Ann Lee on margins:`.
    fn topic_label(&self) -> Option<Stated> {
        let ends = self.phrase.mark(self.phrase.len()).contains(':');
        let (stated, end) = self.chain_from(0).filter(|_| ends)?;
        let follows = ["on", "in", "about", "at", "during", "q1", "q2", "q3", "q4"];
        let is_apart = !self.phrase.is_joined(end);
        let is_label = is_apart || follows.contains(&self.phrase.word(end));
        (is_label && !stated.people.is_empty()).then_some(labelled(stated))
    }

    /// Returns who signs a quotation: behind a dash or in brackets.
    fn signed(&self) -> Option<Stated> {
        let (stated, end) = self.chain_from(self.skip_titles(0))?;
        let follows = ["in", "on", "at", "during", "to", "q1", "q2", "q3", "q4", "speaking"];
        let is_closed = end >= self.phrase.len()
            || !self.phrase.is_joined(end)
            || follows.contains(&self.phrase.word(end))
            || self.is_verb(end);
        let names_somebody = !stated.people.is_empty() || !stated.offices.is_empty();
        (is_closed && names_somebody).then_some(labelled(stated))
    }

    fn skip_titles(&self, from: usize) -> usize {
        let mut at = from;
        while at < self.phrase.len()
            && TITLES.has(self.phrase.word(at))
            && !self.mentions.iter().any(|m| m.words.start == at)
        {
            at += 1;
        }
        at
    }

    /// Tells whether a mention may be the subject of what follows: nothing before it makes it
    /// somebody spoken to or of.
    fn is_subject(&self, mention: usize) -> bool {
        let mut start = self.mentions[mention].words.start;
        let is_person = matches!(self.mentions[mention].what, What::Person(_));
        loop {
            if start == 0 {
                return true;
            }
            let is_joined = self.phrase.is_joined(start);
            if !is_joined {
                // Behind a comma stands a new beginning, but an item of a list is none.
                return true;
            }
            let before = &self.phrase.words[start - 1];
            if before.is_owner && (is_person || TITLES.has(&before.text)) {
                start -= 1;
                continue;
            }
            if TITLES.has(&before.text) {
                start -= 1;
                continue;
            }
            return BEFORE_SUBJECT.has(&before.text);
        }
    }

    /// Returns what the mentions say that end with one and are of one speaker, and the first of
    /// them; nothing where they are not of somebody.
    fn chain_to(&self, last: usize) -> (Option<Stated>, usize) {
        let mut first = last;
        while first > 0 && self.is_one(first - 1, first) {
            first -= 1;
        }
        (self.stated(first..last + 1), first)
    }

    /// Returns what the mentions say that begin at a word and are of one speaker, and where they
    /// end.
    fn chain_from(&self, word: usize) -> Option<(Stated, usize)> {
        let first = self.mentions.iter().position(|m| m.words.start == word)?;
        let mut last = first;
        while last + 1 < self.mentions.len() && self.is_one(last, last + 1) {
            last += 1;
        }
        let stated = self.stated(first..last + 1).filter(|s| !s.is_empty())?;
        let is_owner = self.phrase.words[self.mentions[last].words.end - 1].is_owner;
        (!is_owner).then_some((stated, self.mentions[last].words.end))
    }

    /// Tells whether two mentions, one right after the other, are of one speaker, or of several
    /// who speak.
    fn is_one(&self, a: usize, b: usize) -> bool {
        use What::{House, Office, Person};
        let (left, right) = (&self.mentions[a], &self.mentions[b]);
        let between = left.words.end..right.words.start;
        let words: Vec<&str> = between.clone().map(|n| self.phrase.word(n)).collect();
        let is_owner = self.phrase.words[left.words.end - 1].is_owner;
        let is_light = |w: &&str| JOINING.contains(w) || TITLES.has(w);
        let was = words.iter().any(|w| ["former", "ex", "once"].contains(w));
        if words.len() > 5 || was || !words.iter().all(is_light) {
            return false;
        }
        let has_and = words.contains(&"and") || self.phrase.mark(right.words.start).contains('&');
        let is_placed = words.iter().any(|w| ["of", "at", "from", "with", "for"].contains(w));
        let is_parted = (left.words.end..=right.words.start).any(|n| !self.phrase.is_joined(n));
        match (&left.what, &right.what) {
            (Person(_), Person(_)) => has_and && !is_placed && !is_owner,
            (Person(_), Office(_)) => !is_owner && is_parted && !has_and && !is_placed,
            (Person(_) | Office(_), House(_)) => !is_owner && !has_and && (is_placed || is_parted),
            (Office(_), Office(_)) => !is_owner && !is_placed,
            (Office(_), Person(_)) => !is_owner && !has_and && !is_placed,
            (House(_), Office(_) | Person(_)) => (is_owner || !is_parted) && !has_and && !is_placed,
            _ => false,
        }
    }

    fn stated(&self, mentions: std::ops::Range<usize>) -> Option<Stated> {
        let mut out = Stated::default();
        for mention in &self.mentions[mentions] {
            match &mention.what {
                What::Person(person) => out.people.push(person.clone()),
                What::Office(office) => out.offices.push(office.clone()),
                What::House(house) => out.houses.push(house.clone()),
                What::Pronoun | What::Unclear => return None,
            }
        }
        Some(out)
    }
}

/// Tells whether a word may stand between a subject and its verb.
fn is_adverb(word: &str) -> bool {
    ADVERBS.has(word) || word.len() > 4 && word.ends_with("ly")
}

fn labelled(stated: Stated) -> Stated {
    Stated { form: Form::Label, ..stated }
}

/// The subject of a verb.
enum Subject {
    /// Who it is.
    Stated(Stated),
    /// Somebody of whom nothing is known.
    Other,
    /// There is none.
    None,
}
