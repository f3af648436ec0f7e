//! Who and what is named in the words around a quotation: people, offices, companies and firms.

use std::ops::Range;

use crate::note::known::FORMS;
use crate::note::known::House;
use crate::note::known::MAX_HOUSE_WORDS;
use crate::note::known::MAX_NAME_WORDS;
use crate::note::known::Names;
use crate::note::phrase::Phrase;
use crate::note::phrase::WordList;
use crate::transcript::month_number;
use crate::transcript::office_words;

/// What is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// Somebody.
    Person(Person),
    /// Somebody by the office, written out: `chief financial officer`; or any `analyst`.
    Office(String),
    /// A company or a firm.
    House(House),
    /// Somebody named before: `he`.
    Pronoun,
    /// Words with capitals of which nothing is known.
    Unclear,
}

/// Somebody who is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// The name, folded.
    pub(super) name: String,
    /// The name as it is written.
    pub(super) written: String,
    /// Whether the index has somebody of this name.
    pub(super) is_known: bool,
}

/// Where something is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// What it is.
    pub(super) what: What,
    /// Its words.
    pub(super) words: Range<usize>,
}

/// Words before a surname.
const COURTESIES: [&str; 6] = ["mr", "mrs", "ms", "miss", "dr", "messrs"];

/// Words that stand for somebody named before, or nobody.
const PRONOUNS: [&str; 10] =
    ["he", "she", "they", "it", "we", "i", "you", "someone", "somebody", "everyone"];

/// Offices that one person of a company holds.
const OFFICES: WordList = WordList("ceo cfo coo");

/// What an analyst is called.
pub(super) const ANALYST: &str = "analyst";

/// Small words inside names.
const PARTICLES: [&str; 12] =
    ["al", "bin", "da", "de", "del", "della", "der", "di", "la", "le", "van", "von"];

/// Words that have a capital because a sentence begins with them, or for another reason that does
/// not make them a name.
const NO_NAMES: WordList = WordList(
    "\
    a about according added after also an and answering as asked asking at back before but by \
    citing contrary despite during earlier for from here how if in into it its like management \
    monday tuesday wednesday thursday friday saturday sunday on or our per pressed quoting said \
    since speaking still that the their then there this to told under what when while with yet",
);

/// Words of headings, sources and institutions: who has one in the name is not surely a person.
const NO_PERSONS: WordList = WordList(
    "\
    analysis answer answers asset associates bank bloomberg board bottom brands business call \
    capital cash closing cloud comment commentary comments committee communications company \
    conference consumer corporate cost costs customer customers data day debt demand department \
    digital discussion earnings east edited emphasis energy equity exchange executive executives \
    fed federal final finance financial first fiscal focus foods free fund general global gross \
    group growth guidance health highlights industries insurance interest international investor \
    investors journal key labs line long main margin margins market markets media motors net \
    network networks new news next north note opening operating outlook overall partners point \
    power prepared press price pricing product products quarter question questions quote \
    regarding release remarks report research results revenue review risk risks sales second \
    securities services shareholder short software south street summary systems takeaway \
    takeaways technologies technology times trust update west wall",
);

/// Endings of words that are no names.
const NO_NAME_ENDINGS: [&str; 8] =
    ["tion", "tions", "ment", "ments", "ness", "ability", "ology", "ware"];

/// Returns what is named in a text, in order.
pub(super) fn mentions(phrase: &Phrase<'_>, names: &Names) -> Vec<Mention> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < phrase.len() {
        let found = named(phrase, names, at);
        let next = found.as_ref().map_or(at + 1, |m| m.words.end);
        out.extend(found);
        at = next.max(at + 1);
    }
    out
}

/// Returns what is named from a word on.
fn named(phrase: &Phrase<'_>, names: &Names, at: usize) -> Option<Mention> {
    let word = phrase.word(at);
    let mention = |what: What, words: Range<usize>| Some(Mention { what, words });
    if COURTESIES.contains(&word) && phrase.is_joined(at + 1) && phrase.words[at + 1].is_capital {
        let name = at + 1..run_end(phrase, names, at + 1);
        return mention(person(phrase, names, name.clone()), at..name.end);
    }
    if let Some(end) = known_person(phrase, names, at) {
        return mention(person(phrase, names, at..end), at..end);
    }
    if let Some((office, end)) = office(phrase, at) {
        return mention(What::Office(office), at..end);
    }
    if PRONOUNS.contains(&word) {
        return mention(What::Pronoun, at..at + 1);
    }
    let begins = begins_name(phrase, at);
    let has_figure = word.contains(|c: char| c.is_ascii_digit());
    if !begins && !has_figure {
        return None;
    }
    let end = if begins { run_end(phrase, names, at) } else { at + 1 };
    if let Some((house, house_end)) = house(phrase, names, at) {
        let rest = house_end..end.max(house_end);
        if rest.is_empty() || rest.clone().all(|n| FORMS.has(phrase.word(n))) {
            return mention(What::House(house), at..rest.end);
        }
        return mention(What::Unclear, at..end);
    }
    if !begins {
        return None;
    }
    let is_family = end == at + 1 && names.has_family(word);
    let what = if is_family || may_be_person(phrase, &(at..end)) {
        person(phrase, names, at..end)
    } else {
        What::Unclear
    };
    mention(what, at..end)
}

fn person(phrase: &Phrase<'_>, names: &Names, words: Range<usize>) -> What {
    let name = phrase.folded(&words);
    let is_known = names.has_person(&name) || (words.len() == 1 && names.has_family(&name));
    What::Person(Person { written: phrase.written(&words).to_owned(), name, is_known })
}

/// Returns where the name of somebody whom the index knows ends, if it begins at a word.
fn known_person(phrase: &Phrase<'_>, names: &Names, at: usize) -> Option<usize> {
    let most = MAX_NAME_WORDS.min(phrase.len() - at);
    let is_one = |len: &usize| {
        (at + 1..at + len).all(|n| phrase.is_joined(n) && !phrase.words[n - 1].is_owner)
            && names.has_person(&phrase.folded(&(at..at + len)))
    };
    (2..=most).rev().find(is_one).map(|len| at + len)
}

/// Returns the longest name of a company or firm that begins at a word, and where it ends.
fn house(phrase: &Phrase<'_>, names: &Names, at: usize) -> Option<(House, usize)> {
    let most = MAX_HOUSE_WORDS.min(phrase.len() - at);
    (1..=most).rev().find_map(|len| {
        let words = at..at + len;
        let is_row =
            (at + 1..words.end).all(|n| phrase.is_joined(n) && !phrase.words[n - 1].is_owner);
        let last = &phrase.words[words.end - 1];
        let is_figure = last.text.chars().all(|c| c.is_ascii_digit());
        let is_named = is_row && (last.is_capital || is_figure)
            || len == 1
            || is_row && FORMS.has(phrase.word(words.end - 1));
        let found = names.house(&phrase.folded(&words), phrase.written(&words));
        found.filter(|_| is_named && is_row).map(|house| (house, words.end))
    })
}

/// Returns the office that is named from a word on, and where it ends.
fn office(phrase: &Phrase<'_>, at: usize) -> Option<(String, usize)> {
    let word = phrase.word(at);
    if OFFICES.has(word) {
        return Some((office_words(word).join(" "), at + 1));
    }
    if word == ANALYST || word == "analysts" {
        return Some((ANALYST.to_owned(), at + 1));
    }
    if word != "chief" {
        return None;
    }
    // "Chief Executive" is one without the "Officer" too.
    let end = (at + 1..phrase.len().min(at + 4)).find(|n| phrase.word(*n) == "officer");
    match end.filter(|end| (at + 1..=*end).all(|n| phrase.is_joined(n))) {
        Some(end) => Some((phrase.folded(&(at..end + 1)), end + 1)),
        None if phrase.word(at + 1) == "executive" => {
            Some(("chief executive officer".to_owned(), at + 2))
        }
        None => None,
    }
}

fn begins_name(phrase: &Phrase<'_>, at: usize) -> bool {
    let word = &phrase.words[at];
    let is_plain = word.text.chars().all(char::is_alphabetic);
    word.is_capital
        && is_plain
        && !NO_NAMES.has(&word.text)
        && (word.text == "may" || month_number(&word.text).is_none())
}

/// Returns where the row of words with capitals ends that begins at a word.
fn run_end(phrase: &Phrase<'_>, names: &Names, at: usize) -> usize {
    let mut end = at + 1;
    while end < phrase.len() && phrase.is_joined(end) && !phrase.words[end - 1].is_owner {
        let word = &phrase.words[end];
        let goes_on = begins_name(phrase, end)
            || (PARTICLES.contains(&word.text.as_str()) && end + 1 < phrase.len());
        if !goes_on || office(phrase, end).is_some() || known_person(phrase, names, end).is_some() {
            break;
        }
        end += 1;
    }
    end
}

/// Tells whether words with capitals are shaped as the name of a person is, and say nothing else.
fn may_be_person(phrase: &Phrase<'_>, words: &Range<usize>) -> bool {
    let is_part = |n: usize| {
        let word = phrase.word(n);
        let is_no = NO_PERSONS.has(word) || FORMS.has(word);
        !is_no && !NO_NAME_ENDINGS.iter().any(|end| word.ends_with(end))
    };
    let written = phrase.written(words);
    let is_shouted = !written.contains(char::is_lowercase);
    (2..=4).contains(&words.len())
        && !is_shouted
        && !written.contains('&')
        && words.clone().all(is_part)
}
