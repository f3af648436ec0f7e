//! Offices: what the words of a call say somebody is.

use std::ops::Range;

use crate::parse::names::is_honorific;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;

/// Words that are an office by themselves.
const HEADS: [WordId; 36] = [
    id("ceo"),
    id("cfo"),
    id("coo"),
    id("cto"),
    id("cio"),
    id("cmo"),
    id("cso"),
    id("cao"),
    id("cro"),
    id("cpo"),
    id("officer"),
    id("president"),
    id("vp"),
    id("evp"),
    id("svp"),
    id("avp"),
    id("chairman"),
    id("chairwoman"),
    id("chair"),
    id("director"),
    id("head"),
    id("manager"),
    id("treasurer"),
    id("controller"),
    id("founder"),
    id("co-founder"),
    id("cofounder"),
    id("counsel"),
    id("secretary"),
    id("relations"),
    id("ir"),
    id("leader"),
    id("partner"),
    id("co-ceo"),
    id("analyst"),
    id("associate"),
];

/// Words that stand before an office and belong to it.
const BEFORE: [WordId; 40] = [
    id("chief"),
    id("executive"),
    id("senior"),
    id("vice"),
    id("group"),
    id("corporate"),
    id("global"),
    id("interim"),
    id("acting"),
    id("deputy"),
    id("managing"),
    id("general"),
    id("assistant"),
    id("associate"),
    id("principal"),
    id("investor"),
    id("regional"),
    id("financial"),
    id("operating"),
    id("technology"),
    id("accounting"),
    id("commercial"),
    id("marketing"),
    id("medical"),
    id("scientific"),
    id("strategy"),
    id("legal"),
    id("administrative"),
    id("information"),
    id("business"),
    id("revenue"),
    id("people"),
    id("risk"),
    id("credit"),
    id("investment"),
    id("product"),
    id("co-chief"),
    id("non-executive"),
    id("finance"),
    id("lead"),
];

/// Fields of work, after an office or in one.
const FIELDS: [WordId; 44] = [
    id("investor"),
    id("relations"),
    id("ir"),
    id("finance"),
    id("corporate"),
    id("development"),
    id("communications"),
    id("strategy"),
    id("strategic"),
    id("planning"),
    id("analysis"),
    id("treasury"),
    id("accounting"),
    id("operations"),
    id("sales"),
    id("marketing"),
    id("affairs"),
    id("public"),
    id("financial"),
    id("reporting"),
    id("capital"),
    id("markets"),
    id("research"),
    id("engineering"),
    id("products"),
    id("services"),
    id("sustainability"),
    id("business"),
    id("technology"),
    id("merchandising"),
    id("stores"),
    id("supply"),
    id("chain"),
    id("north"),
    id("america"),
    id("international"),
    id("investments"),
    id("tax"),
    id("risk"),
    id("media"),
    id("external"),
    id("esg"),
    id("board"),
    id("equity"),
];

/// Words that join the parts of an office.
const JOINTS: [WordId; 6] = [id("of"), id("and"), id("for"), id("the"), id("our"), id("at")];

/// The longest office, in words.
const LONGEST: usize = 16;

/// What an executive answers for, as far as it tells who takes which question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Office {
    /// Leads the company.
    Chief,
    /// Answers for the figures.
    Finance,
    /// Runs the call for the company.
    Relations,
    /// Any other known office.
    Other,
    /// The text does not tell.
    Unknown,
}

impl Office {
    /// Returns the office a title names.
    pub(crate) fn of(title: Option<&str>) -> Self {
        let Some(title) = title else { return Self::Unknown };
        let lower = title.to_lowercase();
        let has = |part: &str| lower.contains(part);
        let word = |w: &str| lower.split(|c: char| !c.is_alphanumeric()).any(|x| x == w);
        if has("investor") || word("ir") || has("communications") {
            Self::Relations
        } else if has("chief executive") || word("ceo") {
            Self::Chief
        } else if has("financ") || word("cfo") || has("treasurer") {
            Self::Finance
        } else if word("president") && !has("vice") || has("chair") || has("founder") {
            Self::Chief
        } else {
            Self::Other
        }
    }
}

/// Tells whether the word may begin an office.
fn begins(word: &Word) -> bool {
    HEADS.contains(&word.id) || BEFORE.contains(&word.id)
}

/// Returns the words of the office that begins here, if there is one.
pub(crate) fn title_at(words: &[Word], at: usize) -> Option<Range<usize>> {
    if !words.get(at).is_some_and(begins) {
        return None;
    }
    let mut end = at;
    let (mut head, mut free, mut field) = (None, 0, false);
    let mut i = at;
    while i < words.len() && i - at < LONGEST {
        let word = &words[i];
        let after_of = i > at && words[i - 1].id == id("of");
        let chief = i > at && word.id == id("executive") && words[i - 1].id == id("chief");
        if HEADS.contains(&word.id) || chief {
            (head, end, free) = (Some(i), i + 1, 0);
        } else if BEFORE.contains(&word.id) || FIELDS.contains(&word.id) {
            end = if head.is_some() { i + 1 } else { end };
            field |= FIELDS.contains(&word.id);
        } else if JOINTS.contains(&word.id) {
            // A joint counts only with what it joins.
        } else if !field
            && head.is_some_and(|h| takes_field(words[h].id))
            && (after_of || free > 0)
            && word.capital()
            && free < 4
        {
            (free, end) = (free + 1, i + 1);
        } else {
            break;
        }
        if word.after > Mark::Comma {
            break;
        }
        if word.after == Mark::Comma {
            let next = words.get(i + 1);
            let more = |w: &Word| {
                begins(w) || FIELDS.contains(&w.id) || w.id == id("and") && continues(words, i + 2)
            };
            if !next.is_some_and(more) {
                break;
            }
        }
        i += 1;
    }
    head.filter(|_| end > at + 1 || !WEAK.contains(&words[at].id)).map(|_| at..end)
}

/// Words that are an office only beside others: a managing partner, but not a partner.
const WEAK: [WordId; 3] = [id("leader"), id("partner"), id("associate")];

fn continues(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|w| begins(w) || FIELDS.contains(&w.id))
}

/// Tells whether an office is followed by what it is over: `President of Data Center`.
fn takes_field(head: WordId) -> bool {
    [id("president"), id("vp"), id("svp"), id("evp"), id("head"), id("director"), id("manager")]
        .contains(&head)
}

/// Returns the words of the office that ends just before a name, if there is one.
pub(crate) fn title_before(words: &[Word], name: usize) -> Option<Range<usize>> {
    let earliest = name.saturating_sub(LONGEST);
    let begin = (earliest..name).rev().take_while(|&i| words[i].after < Mark::Semicolon).last()?;
    (begin..name).find_map(|i| {
        let starts = i == begin || !begins(&words[i - 1]);
        title_at(words, i).filter(|t| starts && (t.end == name || of_company(words, t.end, name)))
    })
}

/// Returns the office that follows a name: `Ann Lee, our CFO`.
pub(crate) fn office_after(words: &[Word], end: usize) -> Option<Range<usize>> {
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
    let own =
        (at..(at + 4).min(words.len())).take_while(|&i| words[i].capital() && !words[i].opens);
    if let Some(company) = own.into_iter().find(|&i| words[i].base != words[i].id) {
        at = company + 1;
    }
    if last.after == Mark::Space && at == end {
        return None;
    }
    title_at(words, at)
}

/// Returns the office that stands before a name: `our CFO, Ann Lee`.
pub(crate) fn office_before(words: &[Word], start: usize) -> Option<Range<usize>> {
    let mut at = start;
    while at > 0 && is_honorific(&words[at - 1]) {
        at -= 1;
    }
    if at == 0 || words[at].opens && !is_honorific(&words[start.saturating_sub(1)]) {
        return None;
    }
    (words[at - 1].after <= Mark::Dash).then(|| title_before(words, at)).flatten()
}

/// Tells whether only the company stands between an office and a name: `CEO of Acme, Ann Lee`.
fn of_company(words: &[Word], end: usize, name: usize) -> bool {
    let company = words.get(end + 1..name).unwrap_or(&[]);
    [id("of"), id("at"), id("for"), id("with")].contains(&words[end].id)
        && company.last().is_some_and(|w| w.after == Mark::Comma || is_honorific(w))
        && company.iter().all(|w| w.capital() || w.id == id("the"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::tokens::words;

    fn check(text: &str, expected: Option<&str>) {
        let words = words(text);
        let found = title_at(&words, 0).map(|r| &text[words[r.start].start..words[r.end - 1].end]);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn offices_end_where_the_next_thing_begins() {
        check("Chief Executive Officer; and Ann", Some("Chief Executive Officer"));
        check("CFO, Bernard Birk, will", Some("CFO"));
        check("President and CEO. Please", Some("President and CEO"));
        check(
            "Investor Relations Manager of Kingsley Cloud. Please",
            Some("Investor Relations Manager"),
        );
        check(
            "Senior Vice President, Finance and Treasurer; and",
            Some("Senior Vice President, Finance and Treasurer"),
        );
        check(
            "vice president of investor relations, Quint",
            Some("vice president of investor relations"),
        );
        check("chief concern is", None);
        check("Chief Executive, Ann Lee", Some("Chief Executive"));
        check("partner in this", None);
    }

    #[test]
    fn offices_tell_what_somebody_answers_for() {
        assert_eq!(Office::of(Some("President and CEO")), Office::Chief);
        assert_eq!(Office::of(Some("EVP & CFO")), Office::Finance);
        assert_eq!(Office::of(Some("Treasurer and VP, Investor Relations")), Office::Relations);
        assert_eq!(Office::of(Some("President, Retail")), Office::Chief);
    }
}
