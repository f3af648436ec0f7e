//! Names: what is written like one, and which spellings mean one person.

use std::ops::Range;
use std::sync::LazyLock;

use crate::parse::keys::ByWord;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Shape;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::parse::tokens::id_of;
use crate::transcript::nicknames;

/// The longest name, in words.
const LONGEST: usize = 5;

/// Forms of address that stand before a name and are no part of it.
const HONORIFICS: [WordId; 9] = [
    id("mr"),
    id("mrs"),
    id("ms"),
    id("miss"),
    id("dr"),
    id("prof"),
    id("sir"),
    id("professor"),
    id("messrs"),
];

/// The most bytes of a small word inside a name.
const LONGEST_PARTICLE: usize = 5;

/// Small words inside a name.
const PARTICLES: [WordId; 16] = [
    id("de"),
    id("van"),
    id("von"),
    id("der"),
    id("den"),
    id("del"),
    id("della"),
    id("la"),
    id("le"),
    id("di"),
    id("da"),
    id("dos"),
    id("bin"),
    id("al"),
    id("el"),
    id("ter"),
];

/// Words that are written with a capital but begin or continue no name.
static NO_NAME: LazyLock<Vec<WordId>> = LazyLock::new(|| {
    let mut ids: Vec<WordId> = NO_NAME_WORDS.split_whitespace().map(id_of).collect();
    ids.sort_unstable();
    ids
});

const NO_NAME_WORDS: &str = "\
a about absolutely actually after afternoon again all alright also although always am an and another any anything \
apologies april are as ask at august back be because been before beginning both but by call can certainly chairman \
chief clearly company conference congrats congratulations corporate corporation could day december did director do does \
earnings ebitda evening everybody everyone exactly executive february fiscal financial first folks following for foreign \
fourth friday from gaap general gentlemen go going good got great group guidance guys had happy has have he head hello \
her here hey hi his history hope how however i i'd i'll i'm i've if in inc indiscernible indecipherable inaudible instructions \
interpreted investor is it it's its january july june just ladies language last later let let's llc look looking ltd \
maam madam management manager many march may maybe me monday month more morning most moving my next no non-gaap nope not \
november now october of officer oh ok okay on once one only operations operator or other our over page part ph please \
president presentation prior q1 q2 q3 q4 question questions quarter quick quite read ready regarding relations release \
remarks right safe saturday second secondly section securities senior september session she should since sir slide so \
some sorry speaking speaker start still strategy sunday sure technical team tell thank thanks that that's the their them then there \
there's these they thing things think third thirdly this those though through thursday to today tonight translated treasurer true \
tuesday turning two u.s unidentified unknown until vice very wait was we we'd we'll we're we've website webcast wednesday \
welcome well were what what's when where whether which while who why will with wonderful would yeah year years yep yes \
yesterday yet you you're you've your yours ceo cfo coo cto cio cmo cso svp evp vp ir md chair co-founder founder counsel \
controller deputy acting interim global head secretary analyst analysts research perfect awesome excellent understood fair \
super indeed none nothing obviously hopefully overall additionally finally further lastly similarly specifically basically \
during despite given each every even either especially instead nonetheless of off onto out under up upon versus within \
without yours yup hmm uh um ah ha participants shareholders investors press ask answer line lines host moderator mandarin \
english chinese japanese spanish technology new north south west east america american europe china q&a listen-only \
media mic covid covid-19 form sec act reform litigation private exchange commission finance communication communications \
relation development marketing treasury accounting planning affairs department creative restaurant restaurants retail \
americas netherlands asia pacific harbor statement statements excluding including turning slides advantage congress junior speakers \
canada india mexico brazil germany korea taiwan russia australia texas california florida poland singapore medicare \
medicaid walmart google microsoft facebook netflix \
government fed federal materials segment product products services service business businesses market markets";

/// Tells whether a word, written with a capital, may be part of a name.
pub(crate) fn may_name(word: &Word) -> bool {
    word.naming
}

/// Tells whether a word that is written with a capital may be part of a name by what it says.
pub(crate) fn is_no_common_word(word: WordId) -> bool {
    NO_NAME.binary_search(&word).is_err()
}

/// Words of [`NO_NAME`] that are also parts of names: `Haijian He`, `Roger Read`, `Will Ames`.
const ALSO_NAMES: [WordId; 26] = [
    id("he"),
    id("so"),
    id("will"),
    id("may"),
    id("read"),
    id("april"),
    id("june"),
    id("august"),
    id("an"),
    id("long"),
    id("west"),
    id("north"),
    id("young"),
    id("page"),
    id("good"),
    id("head"),
    id("chair"),
    id("my"),
    id("ha"),
    id("great"),
    id("english"),
    id("french"),
    id("german"),
    id("day"),
    id("england"),
    id("new"),
];

/// Tells whether a word that mostly is no name is one here, beside another part of the name.
fn also_names(word: &Word) -> bool {
    word.shape == Shape::Cap && !word.opens && !word.bracketed && ALSO_NAMES.contains(&word.id)
}

/// Given names that are written like words of every sentence.
const COMMON: [WordId; 5] = [id("will"), id("june"), id("may"), id("april"), id("august")];

/// Tells whether a word that mostly is no name is one by itself: `Thanks, June.`, `over to Will`.
pub(crate) fn names_alone(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    if !COMMON.contains(&word.id) || word.shape != Shape::Cap || word.bracketed {
        return false;
    }
    let before =
        |n: usize, ids: &[WordId]| at.checked_sub(n).is_some_and(|b| ids.contains(&words[b].id));
    let will = word.id == COMMON[0];
    let thanked = before(1, &[id("you"), id("thanks"), id("hi"), id("hey"), id("morning")])
        && word.after >= Mark::Comma;
    let handed = before(1, &[id("to")]) && before(2, &[id("over"), id("back"), id("call")]);
    if word.opens { will && word.after == Mark::Comma } else { will || thanked || handed }
}

/// Tells whether a word is a given name that is written like words of every sentence.
pub(crate) fn is_common(word: &Word) -> bool {
    COMMON.contains(&word.id)
}

/// Tells whether such a word is a name here: by itself, or before another part of the name.
pub(crate) fn may_be_given(words: &[Word], at: usize) -> bool {
    is_common(&words[at])
        && (names_alone(words, at)
            || words[at].after == Mark::Space
                && words.get(at + 1).is_some_and(|w| w.shape == Shape::Cap && may_name(w)))
}

/// Tells whether a word is a form of address.
pub(crate) fn is_honorific(word: &Word) -> bool {
    HONORIFICS.contains(&word.id)
}

/// Returns the words of the name that begins here, after forms of address, if there is one.
pub(crate) fn name_at(words: &[Word], at: usize) -> Option<Range<usize>> {
    let mut start = at;
    while words.get(start).is_some_and(is_honorific) && start < at + 2 {
        start += 1;
    }
    let first = words.get(start)?;
    if first.shape == Shape::Lower && first.end - first.start > LONGEST_PARTICLE {
        return None;
    }
    let particle = PARTICLES.contains(&first.id) && words.get(start + 1).is_some_and(may_name);
    let odd = also_names(first)
        && first.after == Mark::Space
        && words.get(start + 1).is_some_and(|w| may_name(w) && w.shape == Shape::Cap);
    if !may_name(first) && !particle && !odd && !names_alone(words, start) {
        return None;
    }
    let mut end = start + 1;
    while end < words.len() && end - start < LONGEST && joins(&words[end - 1], &words[end]) {
        let word = &words[end];
        let particle = PARTICLES.contains(&word.id)
            && words.get(end + 1).is_some_and(|w| may_name(w) || PARTICLES.contains(&w.id));
        let odd = also_names(word)
            && words.get(end + 1).is_none_or(|w| word.after > Mark::Space || !w.capital());
        if !may_name(word) && !particle && !odd {
            break;
        }
        end += 1;
    }
    (words[start].shape != Shape::Initial
        || end > start + 1
        || words[start].end > words[start].start + 1)
        .then_some(start..end)
}

/// Tells whether nothing stands between two words that would end a name.
fn joins(word: &Word, next: &Word) -> bool {
    let dotted = word.shape == Shape::Initial || word.id == id("st");
    let initial = dotted && word.after == Mark::Stop && !next.opens;
    word.base == word.id && (word.after == Mark::Space || initial)
}

/// Returns the name as it is written, its parts one blank apart.
pub(crate) fn spelled(text: &str, words: &[Word]) -> String {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        let said = &text[word.start..word.end];
        let bare = if word.base == word.id { said } else { said.trim_end_matches('s') };
        out.push_str(bare.trim_end_matches(['\'', '’']));
        if word.shape == Shape::Initial && word.after >= Mark::Stop {
            out.push('.');
        }
    }
    out
}

/// Each given name with the names it may stand for, sorted.
static NICKNAMES: LazyLock<ByWord<Vec<WordId>>> = LazyLock::new(|| {
    let mut table: ByWord<Vec<WordId>> = ByWord::default();
    for (name, nicks) in nicknames() {
        for nick in nicks {
            table.entry(id_of(name)).or_default().push(id_of(nick));
            table.entry(id_of(nick)).or_default().push(id_of(name));
        }
    }
    table
});

/// Returns the names that a given name may stand for, or that may stand for it.
pub(crate) fn nicknames_of(given: WordId) -> &'static [WordId] {
    NICKNAMES.get(&given).map_or(&[], Vec::as_slice)
}

/// Tells whether one given name may stand for the other.
pub(crate) fn same_given(a: WordId, b: WordId) -> bool {
    a == b || nicknames_of(a).contains(&b)
}

/// Given names that no nickname stands for, sorted.
static GIVEN: LazyLock<Vec<WordId>> = LazyLock::new(|| {
    let lines = include_str!("given.tsv").lines().filter(|l| !l.starts_with('#'));
    let mut ids: Vec<WordId> = lines.flat_map(str::split_whitespace).map(id_of).collect();
    ids.sort_unstable();
    ids
});

/// Tells whether a word is a given name that many people bear.
pub(crate) fn is_given(name: WordId) -> bool {
    NICKNAMES.contains_key(&name) || GIVEN.binary_search(&name).is_ok()
}

/// Tells whether two folded spellings may be one name: few letters differ, for their length.
pub(crate) fn near(a: &str, b: &str) -> bool {
    let first = |s: &str| if s.starts_with("ph") { Some('f') } else { s.chars().next() };
    if first(a) != first(b) {
        return false;
    }
    let letters = |s: &str| s.replace("ph", "f").chars().collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    let longest = a.len().max(b.len());
    let allowed = match longest {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    a.len().abs_diff(b.len()) <= allowed && distance(&a, &b) <= allowed
}

/// Tells whether two surnames beside one given name may be one that was heard otherwise: they
/// begin and end alike and no more than two letters differ.
pub(crate) fn misheard(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    a.len().max(b.len()) > 5
        && a.len().abs_diff(b.len()) < 2
        && a.first() == b.first()
        && a.last() == b.last()
        && distance(&a, &b) <= 2
}

/// Returns how many letters must be changed, put in or left out to come from one to the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::tokens::words;

    fn check(text: &str, expected: Option<&str>) {
        let words = words(text);
        let found = name_at(&words, 0).map(|r| spelled(text, &words[r]));
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn names_are_read_as_far_as_they_go() {
        check("Mr. Ivo Brandt, our CEO", Some("Ivo Brandt"));
        check("A.J. Rice with", Some("A.J. Rice"));
        check("Cai von Rumohr with Cowen", Some("Cai von Rumohr"));
        check("Peter T. F. M. Wennink. Please", Some("Peter T. F. M. Wennink"));
        check("Thank you", None);
        check("Tim's prepared remarks", Some("Tim"));
        check("Mary-Jane O’Neill.", Some("Mary-Jane O’Neill"));
        check("Mr. Haijun He, who", Some("Haijun He"));
        check("Ann So We", Some("Ann"));
    }

    #[test]
    fn spellings_of_one_name_are_near() {
        assert!(near("sofia", "sophia") || same_given(id("sofia"), id("sophia")));
        assert!(near("ratner", "rattner"));
        assert!(!near("tim", "tom"));
        assert!(misheard("rielly", "riley") && !misheard("harris", "hayes"));
        assert!(same_given(id("tim"), id("timothy")));
    }
}
