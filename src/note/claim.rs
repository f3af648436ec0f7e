//! What a text says of a quotation: whose words it is, and where they stand.

use crate::note::edit::anchor_and_hash;
use crate::note::known::House;
use crate::note::known::Names;
use crate::note::mentions::Mention;
use crate::note::mentions::What;
use crate::note::mentions::mentions;
use crate::note::occasion;
use crate::note::occasion::Occasion;
use crate::note::occasion::PeriodOf;
use crate::note::occasion::Told;
use crate::note::phrase::Phrase;
use crate::note::quotations::Around;
use crate::note::quotations::Quotation;
use crate::note::quotations::Quotations;
use crate::note::stated::Reader;
use crate::note::stated::Stated;
use crate::transcript::Anchor;
use crate::transcript::Period;

/// What the footnotes of notes put before a quotation's hash.
pub(super) const HASH_PREFIX: &str = "quote-";

/// What a text says of a quotation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Claim {
    /// Where it says the words stand.
    pub(super) anchors: Vec<Anchor>,
    /// Who it says speaks: before the quotation, behind it, in each citation. What is said in one
    /// sentence is one; where two places of it name two, either may be meant.
    pub(super) speakers: Vec<Vec<Stated>>,
    /// The companies whose calls it says the words are from.
    pub(super) houses: Vec<House>,
    /// The periods it says they are from.
    pub(super) periods: Vec<Told>,
    /// The hash its words had when they were cited.
    pub(super) hash: Option<String>,
    /// The footnotes that it calls and the text does not have.
    pub(super) undefined: Vec<String>,
    /// The turns that its citations tell.
    pub(super) turns: Vec<u32>,
}

/// Returns what a text says of one of its quotations, given the names that are known.
pub(super) fn claim(quotation: &Quotation, all: &Quotations, names: &Names) -> Claim {
    let mut out = Claim::default();
    let around = &quotation.around;
    for name in &around.calls {
        let Some(footnote) = all.footnotes.get(name) else {
            out.undefined.push(name.clone());
            continue;
        };
        // An id may hold marks that part the words of running text.
        let written = anchor_and_hash(footnote).map(|(anchor, _)| anchor);
        let others = anchors(footnote).into_iter().filter(|a| Some(a) != written.as_ref());
        out.anchors.extend(others);
        out.anchors.extend(written);
        let hash = footnote.split_whitespace().find_map(|w| w.strip_prefix(HASH_PREFIX));
        out.hash = out.hash.or_else(|| hash.map(|h| h.trim_end_matches('.').to_owned()));
        cited(footnote, names, &mut out);
    }
    out.anchors.extend(anchors(&around.after));
    beside(around, names, &mut out);
    out
}

/// Returns the addresses of turns and passages in a text.
fn anchors(text: &str) -> Vec<Anchor> {
    let pieces = text.split(|c: char| c.is_whitespace() || "()[]<>,;`\"“”".contains(c));
    let read =
        pieces.filter_map(|p| p.trim_end_matches(['.', ':', '?', '!']).parse::<Anchor>().ok());
    read.filter(|a| a.turn.is_some() && a.call.as_str().contains(char::is_alphabetic)).collect()
}

/// Adds what the sentence of a quotation says of it.
fn beside(around: &Around, names: &Names, out: &mut Claim) {
    let mut speakers = Vec::new();
    let before = Phrase::of(&around.before);
    let mentioned = mentions(&before, names);
    speakers.extend(Reader { phrase: &before, mentions: &mentioned }.before());
    add_occasion(occasion::before(&before, &mentioned), out);
    if is_citation(&around.after) {
        cited(&around.after, names, out);
    } else {
        let behind = Phrase::of(&around.after);
        let mentioned = mentions(&behind, names);
        speakers.extend(Reader { phrase: &behind, mentions: &mentioned }.behind());
        add_occasion(occasion::behind(&behind, &mentioned), out);
    }
    if !speakers.is_empty() {
        out.speakers.push(speakers);
    }
}

fn add_occasion(occasion: Occasion, out: &mut Claim) {
    out.houses.extend(occasion.house);
    out.periods.extend(occasion.period);
}

/// Tells whether a text cites a call as citations do: `Kingsoft Cloud, Q1 2021 earnings call,
/// Haijian He (CFO), turn 7`.
fn is_citation(text: &str) -> bool {
    let phrase = Phrase::of(text);
    cited_call(&phrase).is_some()
}

/// Returns the period of a citation, with its first word and the word behind `earnings call`.
fn cited_call(phrase: &Phrase<'_>) -> Option<(Period, usize, usize)> {
    (0..phrase.len()).find_map(|n| {
        let word = |n: usize| phrase.word(n);
        let is_call = word(n + 2) == "earnings" && word(n + 3) == "call";
        let period = format!("{}-{}", word(n + 1), word(n)).parse().ok();
        let is_apart = n == 0 || !phrase.is_joined(n);
        let is_field = n + 4 >= phrase.len() || !phrase.is_joined(n + 4);
        period.filter(|_| is_call && is_apart && is_field).map(|period| (period, n, n + 4))
    })
}

/// Adds what a citation or a footnote says.
fn cited(text: &str, names: &Names, out: &mut Claim) {
    let phrase = Phrase::of(text);
    let mentioned = mentions(&phrase, names);
    let Some((period, start, end)) = cited_call(&phrase) else {
        // Of a footnote that is no citation as ours are, any of those mentioned may be meant.
        let people: Vec<Stated> = mentioned.iter().filter_map(|m| is_cited(&phrase, m)).collect();
        if !people.is_empty() {
            out.speakers.push(people);
        }
        return;
    };
    out.periods.push(Told { period, of: PeriodOf::Call });
    let holder = (0..start)
        .find_map(|n| names.house(&phrase.folded(&(n..start)), phrase.written(&(n..start))));
    out.houses.extend(holder.filter(House::is_company));
    let signed: Vec<Mention> = mentioned.into_iter().filter(|m| m.words.start >= end).collect();
    let reader = Reader { phrase: &phrase, mentions: &signed };
    out.speakers.extend(reader.field(end).map(|stated| vec![stated]));
    let turn = (end..phrase.len()).find(|n| phrase.word(*n) == "turn");
    out.turns.extend(turn.and_then(|n| phrase.word(n + 1).parse::<u32>().ok()));
}

/// Returns a person whom a footnote names, whom the index knows and who is not spoken to.
fn is_cited(phrase: &Phrase<'_>, mention: &Mention) -> Option<Stated> {
    let What::Person(person) = &mention.what else { return None };
    let before = mention.words.start.checked_sub(1).map_or("", |n| phrase.word(n));
    let is_other = ["to", "told", "with", "for", "about", "from", "thanks", "of"].contains(&before);
    let stated = Stated { people: vec![person.clone()], ..Stated::default() };
    (person.is_known && !is_other).then_some(stated)
}

#[cfg(test)]
mod tests {
    use crate::note::quotations::quotations;

    use super::*;

    /// Checks what a text says of its first quotation: `name/office@house`, the ways to read it
    /// with a bar between them, then the company and the period of the call, the turn, the
    /// anchors and the hash.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let names = Names::new(
            list(&["haijian he", "brian gong", "yulin wang", "operator", "ann lee", "bob ray"]),
            &list(&["kingsoft cloud holdings", "amazon", "target corp"]),
            list(&["amzn", "kc"]),
            list(&["citi"]),
        );
        let all = quotations(text, 4);
        let claim = claim(&all.list[0], &all, &names);
        let one = |stated: &Stated| {
            let people: Vec<&str> = stated.people.iter().map(|p| p.written.as_str()).collect();
            let mut out = people.join("+");
            for office in &stated.offices {
                out.push('/');
                out += office;
            }
            for house in &stated.houses {
                out.push('@');
                out += &house.written;
            }
            out
        };
        let ways = |ways: &Vec<Stated>| ways.iter().map(one).collect::<Vec<_>>().join(" | ");
        let told = |told: &Told| match told.of {
            PeriodOf::Call => format!("call of {}", told.period),
            PeriodOf::Day => format!("in {}", told.period),
        };
        let mut parts: Vec<String> = claim.speakers.iter().map(ways).collect();
        parts.extend(claim.houses.iter().map(|h| format!("call of {}", h.written)));
        parts.extend(claim.periods.iter().map(told));
        parts.extend(claim.turns.iter().map(|t| format!("turn {t}")));
        parts.extend(claim.anchors.iter().map(ToString::to_string));
        parts.extend(claim.hash.map(|h| format!("#{h}")));
        assert_eq!(parts.join(", "), expected, "{text}");
    }

    const Q: &str = "\"we grew a lot today\"";

    #[test]
    fn names_right_next_to_a_quotation_are_its_speakers() {
        check("\"we grew a lot today\", said Haijian He.", "Haijian He");
        check(
            "\"we grew a lot today\", the CFO, Haijian He, told us.",
            "Haijian He/chief financial officer",
        );
        check("\"We grew a lot today.\" — Haijian He, CFO", "Haijian He/chief financial officer");
        check("Haijian He (CFO): \"we grew a lot today\"", "Haijian He/chief financial officer");
        check("Haijian He told Brian Gong: \"we grew a lot today\"", "Haijian He");
        check("According to Mr. Wang, \"we grew a lot today\"", "Wang");
        check("Brian Gong liked it. He said \"we grew a lot today\"", "");
        check("In reply to Brian Gong, he said \"we grew a lot today\"", "");
        check("\"We grew a lot today.\" Brian Gong left.", "");
        check("> We grew.\n> — Haijian He", "Haijian He");
        check("> We grew. — Haijian He", "Haijian He");
        check("Haijian He said:\n\n> We grew.\n", "Haijian He");
    }

    #[test]
    fn the_subject_of_the_nearest_verb_speaks() {
        check(&format!("Contrary to what Ann Lee claims, Bob Ray said: {Q}"), "Bob Ray");
        check(&format!("Ann Lee, in reply to Brian Gong of Citigroup, said {Q}"), "Ann Lee");
        check(&format!("Ann Lee, who was asked about Bob Ray's plan, said {Q}"), "Ann Lee");
        check(&format!("Ann Lee thanked Bob Ray and said {Q}"), "Ann Lee");
        check(&format!("Asked by Brian Gong about margins, Ann Lee: {Q}"), "Ann Lee");
        check(&format!("Asked by Brian Gong: {Q}"), "");
        check(&format!("Ann Lee left and the new chief said {Q}"), "");
        check(&format!("After Ann Lee's answer, analysts on the call were told {Q}"), "");
        check(&format!("Ann Lee and Bob Ray said {Q}"), "Ann Lee+Bob Ray");
        check(&format!("Ann Lee's answer: {Q}"), "Ann Lee");
        check(&format!("{Q}, Ann Lee said, adding to what Bob Ray had told us."), "Ann Lee");
        check(&format!("{Q} and Bob Ray said so too."), "");
        check(&format!("{Q}, as Bob Ray put it."), "Bob Ray");
        check(&format!("Jim P. Dealy said {Q}"), "Jim P. Dealy");
        check(&format!("Brian Gong (Tudor, Lambert, Lee): {Q}"), "Brian Gong");
        check(&format!("{Q}, he told Bob Ray."), "");
        check(&format!("Bob Ray, a former Citigroup banker, said {Q}"), "Bob Ray");
    }

    #[test]
    fn unknown_names_are_names_where_they_plainly_speak() {
        check(&format!("Elon Musk: {Q}"), "Elon Musk");
        check(&format!("{Q} — Elon Musk"), "Elon Musk");
        check(&format!("{Q}, said Elon Musk."), "Elon Musk");
        check(&format!("{Q}, Elon Musk said."), "Elon Musk");
        check(&format!("Mr. Musk said {Q}"), "Musk");
        check(&format!("The CEO, Elon Musk, said: {Q}"), "Elon Musk/chief executive officer");
        check(&format!("On the plan of Elon Musk: {Q}"), "");
        check(&format!("Key Takeaway: {Q}"), "");
        check(&format!("Wall Street said {Q}"), "");
        check(&format!("Revenue: {Q}"), "");
    }

    #[test]
    fn offices_companies_and_firms_are_stated_too() {
        let chief = "chief executive officer";
        check(&format!("The CEO said {Q}"), &format!("/{chief}"));
        check(&format!("Asked about Amazon, the CEO said {Q}"), &format!("/{chief}"));
        check(&format!("Kingsoft Cloud said {Q}"), "@Kingsoft Cloud");
        check(&format!("Kingsoft Cloud cut its outlook, saying {Q}"), "@Kingsoft Cloud");
        check(
            &format!("Amazon's chief executive officer, Ann Lee, said {Q}"),
            &format!("Ann Lee/{chief}@Amazon"),
        );
        check(&format!("Ann Lee, CEO of Amazon, said {Q}"), &format!("Ann Lee/{chief}@Amazon"));
        check(&format!("{Q}, asked Brian Gong of UBS."), "Brian Gong@UBS");
        check(&format!("Brian Gong (UBS): {Q}"), "Brian Gong@UBS");
        check(&format!("UBS analyst Brian Gong asked {Q}"), "Brian Gong/analyst@UBS");
        check(&format!("An analyst at Citi asked {Q}"), "/analyst@Citi");
        check(&format!("Target Hospitality said {Q}"), "");
        check(&format!("Of Amazon he said {Q}"), "");
        check(&format!("Amazon: {Q}"), "");
        check(&format!("Unlike Amazon, they said {Q}"), "");
        check(&format!("A rival of Amazon said {Q}"), "");
        check(&format!("Amazon was told {Q}"), "");
        check(&format!("AMZN said {Q}"), "@AMZN");
    }

    #[test]
    fn the_call_and_its_quarter_are_stated_too() {
        check(&format!("Kingsoft Cloud said in Q3 2021: {Q}"), "@Kingsoft Cloud, in 2021-Q3");
        check(
            &format!("On Kingsoft Cloud's Q1 2021 earnings call, Haijian He said {Q}"),
            "Haijian He, call of Kingsoft Cloud, call of 2021-Q1",
        );
        check(
            &format!("{Q}, Ann Lee said on the third-quarter 2021 call."),
            "Ann Lee, call of 2021-Q3",
        );
        check(&format!("Ann Lee said revenue in Q3 2021 would be {Q}"), "Ann Lee");
        check(&format!("Unlike on the Q2 2021 call, Ann Lee said {Q}"), "Ann Lee");
        check(
            &format!("Better than on the Q2 2021 and Q1 2021 calls, Ann Lee said {Q}"),
            "Ann Lee",
        );
        check(&format!("{Q} (Q1 2021)"), "call of 2021-Q1");
        check(&format!("{Q} — Ann Lee, 3Q21"), "Ann Lee, call of 2021-Q3");
        check(&format!("Ann Lee (Q1 2021): {Q}"), "Ann Lee, in 2021-Q1");
        check(&format!("Growth since Q1 2021: {Q}"), "");
    }

    #[test]
    fn footnotes_and_addresses_tell_the_place() {
        check("\"we grew a lot today\" (kc-2021q1:7.3).", "kc-2021q1:7.3");
        check(
            "> We grew.[^1]\n\n[^1]: KC, Haijian He (CFO), answer to Brian Gong, turn 7. \
             `kc-2021q1:7.3 quote-0a1b`\n",
            "Haijian He, kc-2021q1:7.3, #0a1b",
        );
        check("\"we grew a lot today\" [^x] at 10:30.", "");
        let cited = "(Amazon, Q1 2012 earnings call, Haijian He (CFO), answer to Bob Ray, turn 99)";
        check(
            &format!("\"we grew a lot today\" {cited}"),
            "Haijian He/chief financial officer, call of Amazon, call of 2012-Q1, turn 99",
        );
        check("\"we grew a lot today\" in Q1 2012, before the earnings call.", "");
        let note = "> We grew.[^1]\n\n[^1]: KC. `_kc_*(1,2)*:7.3 quote-0a1b`\n";
        check(note, "_kc_*(1,2)*:7.3, #0a1b");
    }
}
