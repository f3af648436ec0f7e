//! What a text says of a quotation: whose words it is, and where they stand.

use std::collections::BTreeSet;

use crate::index::meta_words;
use crate::note::edit::anchor_and_hash;
use crate::note::quotations::Around;
use crate::note::quotations::Quotation;
use crate::note::quotations::Quotations;
use crate::transcript::Anchor;
use crate::transcript::Period;

/// What the footnotes of notes put before a quotation's hash.
pub(super) const HASH_PREFIX: &str = "quote-";

/// The most words of a name.
const MAX_NAME_WORDS: usize = 5;

/// The most words between a quotation and the name of who said it.
const MAX_BETWEEN: usize = 10;

/// Words that make the person beside them the one who speaks.
const SPEAKING: [&str; 40] = [
    "said",
    "says",
    "say",
    "saying",
    "told",
    "tells",
    "tell",
    "asked",
    "asks",
    "ask",
    "noted",
    "notes",
    "added",
    "adds",
    "explained",
    "explains",
    "answered",
    "answers",
    "replied",
    "replies",
    "stated",
    "states",
    "commented",
    "comments",
    "remarked",
    "put",
    "puts",
    "argued",
    "warned",
    "described",
    "acknowledged",
    "continued",
    "concluded",
    "according",
    "per",
    "quoting",
    "quoted",
    "observed",
    "wondered",
    "emphasized",
];

/// Words after which a name is of somebody who listens or is spoken of.
const NOT_SPEAKING: [&str; 10] =
    ["told", "tells", "tell", "to", "with", "for", "thanked", "thanks", "about", "from"];

/// Words before a surname.
const COURTESIES: [&str; 6] = ["mr", "mrs", "ms", "miss", "dr", "messrs"];

/// The names of all who speak in an index.
#[derive(Debug, Default)]
pub(super) struct Names {
    whole: BTreeSet<String>,
    last: BTreeSet<String>,
}

impl Names {
    /// Takes folded names; a name of one word is too like any other word to be looked for.
    pub(super) fn new(names: Vec<String>) -> Self {
        let whole: BTreeSet<String> = names.into_iter().filter(|n| n.contains(' ')).collect();
        let last = whole.iter().filter_map(|n| n.rsplit(' ').next().map(str::to_owned)).collect();
        Self { whole, last }
    }

    /// Returns the names in a text, each with the words before and after it, as many as there
    /// are.
    fn mentions<'w>(&self, words: &'w [String]) -> Vec<Mention<'w>> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = (2..=MAX_NAME_WORDS.min(words.len() - at))
                .rev()
                .find(|len| self.whole.contains(&words[at..at + len].join(" ")));
            let surname = at > 0
                && COURTESIES.contains(&words[at - 1].as_str())
                && self.last.contains(&words[at]);
            let len = longest.unwrap_or(usize::from(surname));
            if len > 0 {
                let before = &words[..at - usize::from(longest.is_none())];
                out.push(Mention { name: &words[at..at + len], before, after: &words[at + len..] });
            }
            at += len.max(1);
        }
        out
    }
}

/// A name in a text.
struct Mention<'w> {
    name: &'w [String],
    before: &'w [String],
    after: &'w [String],
}

impl Mention<'_> {
    /// Tells whether the words before a name make it somebody who does not speak.
    fn is_other(&self) -> bool {
        let word = |back: usize| self.before.iter().rev().nth(back).map(String::as_str);
        word(0).is_some_and(|w| NOT_SPEAKING.contains(&w)) && word(1) != Some("according")
    }
}

/// What a text says of a quotation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Claim {
    /// Where it says the words stand.
    pub(super) anchors: Vec<Anchor>,
    /// Who it says said them, as folded names.
    pub(super) names: Vec<String>,
    /// The fiscal periods of the calls it says the words are from, as citations tell them.
    pub(super) quarters: Vec<Period>,
    /// The hash its words had when they were cited.
    pub(super) hash: Option<String>,
}

/// Returns what a text says of one of its quotations, given the names to look for.
pub(super) fn claim(quotation: &Quotation, all: &Quotations, names: &Names) -> Claim {
    let mut out = Claim::default();
    let around = &quotation.around;
    for name in &around.calls {
        let Some(footnote) = all.footnotes.get(name) else { continue };
        // An id may hold marks that part the words of running text.
        let written = anchor_and_hash(footnote).map(|(anchor, _)| anchor);
        let others = anchors(footnote).into_iter().filter(|a| Some(a) != written.as_ref());
        out.anchors.extend(others);
        out.anchors.extend(written);
        let hash = footnote.split_whitespace().find_map(|w| w.strip_prefix(HASH_PREFIX));
        out.hash = out.hash.or_else(|| hash.map(|h| h.trim_end_matches('.').to_owned()));
        let words = meta_words(footnote);
        out.quarters.extend(quarter(&words));
        add_names(names.mentions(&words).iter().filter(|m| !m.is_other()), &mut out.names);
    }
    out.anchors.extend(anchors(&around.after));
    out.quarters.extend(quarter(&meta_words(&around.after)));
    names_beside(around, names, &mut out.names);
    out
}

/// Returns the fiscal period that a citation tells: `Q1 2021 earnings call`.
fn quarter(words: &[String]) -> Option<Period> {
    words.windows(4).find_map(|w| {
        let [part, year, earnings, call] = w else { return None };
        let is_of_call = earnings == "earnings" && call.starts_with("call");
        is_of_call.then(|| format!("{year}-{part}").parse().ok()).flatten()
    })
}

/// Returns the addresses of turns and passages in a text.
fn anchors(text: &str) -> Vec<Anchor> {
    let pieces = text.split(|c: char| c.is_whitespace() || "()[]<>,;`\"“”".contains(c));
    let read =
        pieces.filter_map(|p| p.trim_end_matches(['.', ':', '?', '!']).parse::<Anchor>().ok());
    read.filter(|a| a.turn.is_some() && a.call.as_str().contains(char::is_alphabetic)).collect()
}

/// Adds the names that the sentence of a quotation makes the speaker's.
fn names_beside(around: &Around, names: &Names, out: &mut Vec<String>) {
    let speaks = |words: &[String]| words.iter().any(|w| SPEAKING.contains(&w.as_str()));
    let before = meta_words(&around.before);
    let introduces = around.before.trim_end().ends_with(':');
    let leads_in = |m: &&Mention<'_>| {
        let near = m.after.len() <= MAX_BETWEEN;
        let led = m.before.last().is_some_and(|w| w == "per")
            || m.before.iter().rev().nth(1).is_some_and(|w| w == "according");
        !m.is_other() && near && (introduces || led || m.after.is_empty() || speaks(m.after))
    };
    add_names(names.mentions(&before).iter().filter(leads_in), out);
    let after = meta_words(&around.after);
    let follows = |m: &&Mention<'_>| {
        let near = m.before.len() <= MAX_BETWEEN;
        let soon = &m.after[..m.after.len().min(3)];
        let cited = m.before.ends_with(&["earnings", "call"].map(str::to_owned));
        let led = m.before.is_empty() || m.before.last().is_some_and(|w| w == "by") || cited;
        !m.is_other() && near && (led || speaks(m.before) || speaks(soon))
    };
    add_names(names.mentions(&after).iter().filter(follows), out);
}

fn add_names<'m, 'w: 'm>(mentions: impl Iterator<Item = &'m Mention<'w>>, out: &mut Vec<String>) {
    for mention in mentions {
        let name = mention.name.join(" ");
        if !out.contains(&name) {
            out.push(name);
        }
    }
}

/// Tells whether two names may be of one person: all words of one are words of the other.
pub(super) fn is_same_person(folded: &str, name: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<String>) = (folded.split(' ').collect(), meta_words(name));
    let all_in_b = a.iter().all(|w| b.iter().any(|x| x == w));
    let all_in_a = b.iter().all(|w| a.contains(&w.as_str()));
    // A surname alone is the last of the words.
    if a.len() == 1 { b.last().is_some_and(|last| *last == folded) } else { all_in_b || all_in_a }
}

#[cfg(test)]
mod tests {
    use crate::note::quotations::quotations;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let names = ["haijian he", "brian gong", "yulin wang", "operator"];
        let names = Names::new(names.map(str::to_owned).to_vec());
        let all = quotations(text, 4);
        let claim = claim(&all.list[0], &all, &names);
        let anchors: Vec<String> = claim.anchors.iter().map(ToString::to_string).collect();
        let hash = claim.hash.map(|h| format!("#{h}"));
        let quarters = claim.quarters.iter().map(ToString::to_string);
        let parts: Vec<String> =
            claim.names.into_iter().chain(quarters).chain(anchors).chain(hash).collect();
        assert_eq!(parts.join(", "), expected, "{text}");
    }

    #[test]
    fn names_right_next_to_a_quotation_are_its_speakers() {
        check("\"we grew a lot today\", said Haijian He.", "haijian he");
        check("\"we grew a lot today\", the CFO, Haijian He, told us.", "haijian he");
        check("\"We grew a lot today.\" — Haijian He, CFO", "haijian he");
        check("Haijian He (CFO): \"we grew a lot today\"", "haijian he");
        check("Haijian He told Brian Gong: \"we grew a lot today\"", "haijian he");
        check("According to Mr. Wang, \"we grew a lot today\"", "wang");
        check("Brian Gong liked it. He said \"we grew a lot today\"", "");
        check("In reply to Brian Gong, he said \"we grew a lot today\"", "");
        check("\"We grew a lot today.\" Brian Gong left.", "");
        check("> We grew.\n> — Haijian He", "haijian he");
        check("Haijian He said:\n\n> We grew.\n", "haijian he");
    }

    #[test]
    fn footnotes_and_addresses_tell_the_place() {
        check("\"we grew a lot today\" (kc-2021q1:7.3).", "kc-2021q1:7.3");
        check(
            "> We grew.[^1]\n\n[^1]: KC, Haijian He (CFO), answer to Brian Gong, turn 7. \
             `kc-2021q1:7.3 quote-0a1b`\n",
            "haijian he, kc-2021q1:7.3, #0a1b",
        );
        check("\"we grew a lot today\" [^x] at 10:30.", "");
        let cited = "(Apple, Q1 2012 earnings call, Haijian He, turn 99)";
        check(&format!("\"we grew a lot today\" {cited}"), "haijian he, 2012-Q1");
        check("\"we grew a lot today\" in Q1 2012, before the earnings call.", "");
        let note = "> We grew.[^1]\n\n[^1]: KC. `_kc_*(1,2)*:7.3 quote-0a1b`\n";
        check(note, "_kc_*(1,2)*:7.3, #0a1b");
    }

    #[test]
    fn one_person_has_longer_and_shorter_names() {
        for (folded, name, same) in [
            ("david simon", "David E. Simon", true),
            ("wang", "Yulin Wang", true),
            ("yulin", "Yulin Wang", false),
            ("brian gong", "Brian Wang", false),
        ] {
            assert_eq!(is_same_person(folded, name), same, "{name}");
        }
    }
}
