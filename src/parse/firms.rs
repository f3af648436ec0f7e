//! Firms: the words that say for whom somebody asks.

use std::ops::Range;

use crate::parse::tokens::Mark;
use crate::parse::tokens::Shape;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::parse::tokens::is_short_form;

/// Words that lead from a name to a firm.
const LEADS: [WordId; 6] =
    [id("with"), id("from"), id("of"), id("at"), id("representing"), id("for")];

/// Words written with a capital that are no part of a firm's name.
const NO_FIRM: [WordId; 25] = [
    id("im"),
    id("ill"),
    id("its"),
    id("please"),
    id("your"),
    id("you"),
    id("go"),
    id("thank"),
    id("thanks"),
    id("sir"),
    id("hi"),
    id("hello"),
    id("good"),
    id("our"),
    id("we"),
    id("i"),
    id("operator"),
    id("and"),
    id("mr"),
    id("ms"),
    id("line"),
    id("this"),
    id("yes"),
    id("okay"),
    id("indiscernible"),
];

/// Words that may follow a comma inside a firm's name.
const AFTER_COMMA: [WordId; 14] = [
    id("inc"),
    id("llc"),
    id("ltd"),
    id("lp"),
    id("llp"),
    id("co"),
    id("bruyette"),
    id("nicolaus"),
    id("incorporated"),
    id("limited"),
    id("agee"),
    id("pickering"),
    id("holt"),
    id("merrill"),
];

/// Words that end a firm's name, also where they are written small.
const FORMS: [WordId; 9] = [
    id("capital"),
    id("bank"),
    id("securities"),
    id("research"),
    id("partners"),
    id("markets"),
    id("group"),
    id("advisors"),
    id("associates"),
];

/// The longest name of a firm, in words.
const LONGEST: usize = 7;

/// Returns the words of the firm that begins here, if there is one.
pub(crate) fn firm_at(words: &[Word], at: usize) -> Option<Range<usize>> {
    let start = at + usize::from(words.get(at).is_some_and(|w| w.id == id("the")));
    let inside = |w: &Word| {
        (w.capital() || w.shape == Shape::Digit) && !NO_FIRM.contains(&w.id) && !w.bracketed
    };
    if !words.get(start).is_some_and(inside) || words[start].opens && start > at {
        return None;
    }
    let mut end = start + 1;
    while end < words.len() && end - start < LONGEST {
        let (last, word) = (&words[end - 1], &words[end]);
        let goes_on = match last.after {
            Mark::Space | Mark::Dash => true,
            Mark::Comma => AFTER_COMMA.contains(&word.id),
            Mark::Stop => is_short_form(last) && !word.opens,
            _ => false,
        };
        if !goes_on {
            break;
        }
        if inside(word) || FORMS.contains(&word.id) && last.after == Mark::Space {
            end += 1;
        } else if [id("of"), id("and"), id("de")].contains(&word.id)
            && word.after == Mark::Space
            && words.get(end + 1).is_some_and(inside)
        {
            end += 2;
        } else {
            break;
        }
    }
    Some(start..end)
}

/// Returns the words of the firm that follows a name: `Ann Lee with Acme`, `Ann Lee, Acme`.
pub(crate) fn firm_after(words: &[Word], name_end: usize) -> Option<Range<usize>> {
    let last = words.get(name_end.checked_sub(1)?)?;
    let next = words.get(name_end)?;
    if next.opens || last.after > Mark::Comma && !is_short_form(last) {
        return None;
    }
    if LEADS.contains(&next.id) {
        return firm_at(words, name_end + 1);
    }
    let over = [id("over"), id("calling"), id("joining"), id("here")].contains(&next.id);
    if over && words.get(name_end + 1).is_some_and(|w| LEADS.contains(&w.id)) {
        return firm_at(words, name_end + 2);
    }
    (last.after >= Mark::Comma).then(|| firm_at(words, name_end)).flatten()
}

/// Returns the firm's name as it is written.
pub(crate) fn spelled<'a>(text: &'a str, words: &[Word]) -> &'a str {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return "" };
    &text[first.start..last.end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::names::name_at;
    use crate::parse::tokens::words;

    fn check(text: &str, expected: Option<&str>) {
        let words = words(text);
        let name = name_at(&words, 0).unwrap();
        let found = firm_after(&words, name.end).map(|r| spelled(text, &words[r]));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn firms_are_read_as_far_as_they_go() {
        check(
            "Ann Lee with Boenning & Scattergood. Please go ahead.",
            Some("Boenning & Scattergood"),
        );
        check("Ann Lee of the Bank of America. Your line", Some("Bank of America"));
        check("Ann Lee, Keefe, Bruyette & Woods.", Some("Keefe, Bruyette & Woods"));
        check("Ann Lee from D.A. Davidson & Co.", Some("D.A. Davidson & Co"));
        check("Ann Lee with B. Riley FBR.", Some("B. Riley FBR"));
        check("Ann Lee. Your line is open.", None);
        check("Ann Lee, RBC capital.", Some("RBC capital"));
        check("Ann Lee, [Oppenheimer].", Some("Oppenheimer"));
        check("Ann Lee, Sterne, Agee.", Some("Sterne, Agee"));
        check("[Ann Lee] with Acme.", Some("Acme"));
    }
}
