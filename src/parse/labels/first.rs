//! Where the turns of a text with labels begin: behind the heading and the list of those who take
//! part. What follows a name in such a list is an office or a firm; words of speech are a turn,
//! and never lost, even if whoever says them is not heard again.

use std::collections::HashMap;

use crate::parse::labels::Label;
use crate::parse::labels::Seen;
use crate::parse::labels::headings::heading;
use crate::parse::labels::headings::is_list_heading;
use crate::parse::labels::key;
use crate::parse::names::is_given;
use crate::parse::names::may_name;
use crate::parse::titles::title_at;
use crate::parse::tokens::Shape;
use crate::parse::tokens::words;
use crate::transcript::Role;

/// Returns the line of the first turn: the first that is one, however short, behind the list of
/// those who take part.
pub(super) fn first_turn(
    text: &str,
    seen: &[Seen],
    times: &HashMap<String, usize>,
) -> Option<usize> {
    let long = first_long_turn(text, seen);
    let before = &seen[..long.unwrap_or(seen.len())];
    let listed = before.iter().rposition(|line| is_listing(text, line)).map_or(0, |l| l + 1);
    (listed..before.len()).find(|&at| is_short_turn(text, &seen[at..], times)).or(long)
}

/// Returns the line of the first long turn: a label with speech behind or below it.
fn first_long_turn(text: &str, seen: &[Seen]) -> Option<usize> {
    let speech = |s: &Seen| {
        s.label.is_none() && s.span.len() > 60 || !s.alone && s.label.is_some() && s.span.len() > 60
    };
    (0..seen.len()).find(|&i| {
        let own = seen[i].label.is_some() && !seen[i].alone && speech(&seen[i]);
        let next = seen
            .get(i + 1)
            .is_some_and(|n| n.label.is_none() && heading(&text[n.span.clone()]).is_none());
        let own = own && !is_listing(text, &seen[i]);
        own || seen[i].label.is_some()
            && seen[i].alone
            && next
            && seen[i + 1..].iter().take(2).any(speech)
    })
}

/// Tells whether a line belongs to a list of those who take part: its heading, or a name with an
/// office or a firm and no more.
fn is_listing(text: &str, line: &Seen) -> bool {
    if is_list_heading(&text[line.span.clone()]) {
        return true;
    }
    line.label.as_ref().filter(|_| !line.alone).is_some_and(|(_, at)| {
        let said = text[at.end..line.span.end].trim();
        !is_sentence(said) && is_entry(said)
    })
}

/// Tells whether a line begins a turn, short as it may be: words behind or below the label of
/// somebody who speaks again, of the operator, or of a person.
fn is_short_turn(text: &str, lines: &[Seen], times: &HashMap<String, usize>) -> bool {
    let Some((label, at)) = lines.first().and_then(|line| line.label.as_ref()) else {
        return false;
    };
    let again = key(lines[0].label.as_ref()).is_some_and(|name| times[&name] > 1);
    let known = again || label.role == Some(Role::Operator);
    if !lines[0].alone {
        let said = text[at.end..lines[0].span.end].trim();
        return (known || is_person(label)) && (is_sentence(said) || !is_entry(said));
    }
    let next = lines.get(1).filter(|next| next.label.is_none());
    known && next.is_some_and(|next| is_sentence(&text[next.span.clone()]))
}

/// Tells whether a label that stands once is a person's: no heading such as `Note` or `Source`.
fn is_person(label: &Label) -> bool {
    let parts = label.name.as_deref().map(words).unwrap_or_default();
    label.voice.is_some()
        || parts.iter().any(|part| is_given(part.id))
        || parts.len() > 1 && parts.iter().all(may_name)
}

/// Tells whether words end as a sentence does, and not as the name of a firm.
fn is_sentence(said: &str) -> bool {
    said.ends_with(['.', '?', '!', '…', '"', '”']) && !ends_short(said)
}

/// Tells whether words behind a name are an office or a firm: they begin with an office, or every
/// word that is not small is written with a capital.
fn is_entry(said: &str) -> bool {
    let parts = words(said);
    let office = (0..parts.len().min(3)).any(|at| title_at(&parts, at).is_some());
    let small = |word: &str| ["and", "of", "the", "for", "at", "de"].contains(&word);
    let firm = parts.iter().any(may_name)
        && parts.iter().all(|w| w.shape != Shape::Lower || small(&said[w.start..w.end]));
    office || firm
}

/// Tells whether words end with a short form that ends names, and takes a full stop.
pub(super) fn ends_short(said: &str) -> bool {
    ["Jr.", "Sr.", "Inc.", "Co.", "Ltd.", "Corp.", "L.P."].iter().any(|s| said.ends_with(s))
}
