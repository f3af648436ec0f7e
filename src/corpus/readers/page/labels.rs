//! Labels and entries of lists, as pages write them.

use crate::transcript::Call;
use crate::transcript::Role;
use crate::transcript::canonical_firm_name;

use super::Mark;
use super::Page;
use super::People;
use super::script;
use super::script::Label;
use super::script::Line;

/// The longest label, in bytes.
pub(super) const LONGEST: usize = 200;

/// The most words of a name before a colon.
const MOST_WORDS: usize = 6;

/// The most words of what stands behind the dash of a label.
const MOST_WORDS_OF_TITLE: usize = 20;

/// The longest line that may be another name, in bytes.
const LONGEST_NAME: usize = 60;

/// Within how many lines a name must have been called for a label to be told by that.
const CALLED_WITHIN: usize = 12;

impl Page<'_, '_> {
    /// Returns the label at a line, how many lines it takes, and where in the line its words
    /// begin, if they follow on it.
    pub(super) fn label(&self, at: usize) -> Option<(Label, usize, Option<usize>)> {
        let line = &self.lines[at];
        if self.colons
            && let Some((label, rest)) = self.before_colon(at)
        {
            return Some((label, 1, Some(rest)));
        }
        if line.text.len() > LONGEST {
            return None;
        }
        if let Some(label) = above_title(self.lines, at) {
            return Some((label, 2, None));
        }
        if let Some((label, taken)) = double_dash(self.lines, at) {
            return Some((label, taken, None));
        }
        let (text, role) = script::asking(&line.text);
        let role = match line.mark {
            Mark::Question => Role::Analyst,
            Mark::Answer => Role::Executive,
            _ => role,
        };
        let mut label = match self.named(text, role != Role::Unknown, line) {
            Some(label) => label,
            None => self.called(at)?,
        };
        if label.role == Role::Unknown
            && label.name.as_deref().is_none_or(|n| self.script.people.find(n).is_none())
        {
            label.role = role;
        }
        let title = self.lines.get(at + 1).filter(|l| l.mark == Mark::Title);
        let Some(title) = title else { return Some((label, 1, None)) };
        if script::is_title(&title.text) {
            label.title = label.title.or_else(|| Some(title.text.to_string()));
        } else {
            label.firm = label.firm.or_else(|| Some(title.text.to_string()));
        }
        Some((label, 2, None))
    }

    /// Reads `Name:` before words, and returns where these begin. A name that is in no list
    /// comes again, is said just before, or has no space behind its colon.
    fn before_colon(&self, line: usize) -> Option<(Label, usize)> {
        let text = &*self.lines[line].text;
        let at = colon(text)?;
        let (name, after) = (text[..at].trim(), at + 1);
        let words = name.split_whitespace().count();
        let label = Label::new(name);
        let known = label.role != Role::Unknown
            || asks(name)
            || is_nobody(name)
            || label.name.as_deref().is_some_and(|name| self.script.people.find(name).is_some());
        let glued = || !text[after..].starts_with(char::is_whitespace) && text.len() > after;
        let again = || self.counts.get(&text[..=at]).is_some_and(|&n| n > 1);
        let fits = known
            || (2..=MOST_WORDS).contains(&words)
                && script::is_name(name)
                && (glued() || again() || self.is_said_before(line, name));
        fits.then_some((label, after))
    }

    /// Reads a line that is a name, or a name with a firm or title behind a dash.
    fn named(&self, text: &str, asks: bool, line: &Line<'_>) -> Option<Label> {
        let people = &self.script.people;
        let stands_out = asks || matches!(line.mark, Mark::Strong | Mark::Question | Mark::Answer);
        if script::is_operator(text) || is_nobody(text) || people.holds(text) {
            return Some(Label::new(text));
        }
        if let Some(label) = titled(text) {
            return Some(label);
        }
        if let Some((name, rest)) = script::split_dash(text) {
            let name = name.trim();
            let fits = people.holds(name) || people.find(name).is_some() && script::is_name(name);
            let comes_again = || self.counts.get(text).is_some_and(|&n| n > 1);
            let short = rest.split_whitespace().count() <= 14;
            let fits = fits || stands_out && comes_again();
            if !(short && fits && script::is_name(name)) {
                return None;
            }
            let mut label = Label::new(name);
            label.firm = Some(rest).filter(|r| canonical_firm_name(r).is_some()).map(str::to_owned);
            return Some(label);
        }
        if !script::is_name(text) || text.contains(',') {
            return None;
        }
        let words = text.split_whitespace().count();
        let comes_again = || self.counts.get(text).is_some_and(|&n| n > 2);
        let found = people.find(text).is_some();
        let is_label = found
            || (asks || line.mark != Mark::Plain) && (2..=5).contains(&words)
            || (2..=4).contains(&words) && comes_again();
        is_label.then(|| Label::new(text))
    }

    /// Reads a line that is a name in no list, with a sentence's end before it and words behind it,
    /// where whoever spoke last called that name.
    fn called(&self, at: usize) -> Option<Label> {
        let text = &*self.lines[at].text;
        let words = text.split_whitespace().count();
        let name = script::asking(text).0;
        let fits = (2..=5).contains(&words)
            && script::is_name(name)
            && !name.contains(',')
            && script::heading(name).is_none()
            && !script::is_office(name);
        let parted = at.checked_sub(1).is_none_or(|i| self.lines[i].ends_sentence());
        let next = self.lines.get(at + 1);
        let speaks = next.is_some_and(|l| l.ends_sentence() || l.text.len() > LONGEST_NAME);
        (fits && parted && speaks && self.is_said_before(at, name)).then(|| Label::new(name))
    }

    /// Tells whether a name stands in the words before a line.
    fn is_said_before(&self, at: usize, name: &str) -> bool {
        let mut before = self.lines[..at].iter().rev().take(CALLED_WITHIN);
        before.any(|line| line.text.len() > name.len() + 10 && line.text.contains(name))
    }
}

/// Tells whether a line is a label such as `Q - Name`.
pub(super) fn asks(text: &str) -> bool {
    // A whole call may stand on one line.
    if text.len() > LONGEST {
        return false;
    }
    let (name, role) = script::asking(text);
    let name = script::split_dash(name).map_or(name, |(name, _)| name);
    role != Role::Unknown && name.contains(' ') && script::is_name(name)
}

/// Reads `Name - Title` and `Name - Firm - Title`, which nobody says.
fn titled(text: &str) -> Option<Label> {
    if text.len() > LONGEST {
        return None;
    }
    let (name, rest) = script::split_dash(text)?;
    let last = script::split_dash(rest).map_or(rest, |(_, last)| last);
    let fits = name.contains(' ')
        && script::is_name(name)
        && script::is_title(last)
        && rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        && !rest.ends_with(['.', '?', '!', ',', ':'])
        && rest.split_whitespace().count() <= MOST_WORDS_OF_TITLE;
    if !fits {
        return None;
    }
    let mut label = Label::new(name);
    label.describe(rest);
    Some(label)
}

/// Tells whether a line is `Name - Title` or `Name - Firm - Title`.
pub(super) fn is_titled(text: &str) -> bool {
    titled(text).is_some()
}

/// Returns whom labels `Name - Firm - Title` name.
pub(super) fn labelled(lines: &[Line<'_>]) -> People {
    let mut people = People::default();
    for line in lines.iter().filter(|line| line.text.len() <= LONGEST) {
        if let Some(label) = titled(&line.text).filter(|label| label.firm.is_some()) {
            people.add(&label, Role::Unknown);
        }
    }
    people
}

/// Reads the entry `Name Firm - Title` of a list, where a label tells where the name ends.
pub(super) fn with_firm(text: &str, labelled: &People) -> Option<Label> {
    let name = labelled.name_at_start(text)?;
    let about = text[name.len()..].trim();
    let (_, title) = script::split_dash(about)?;
    let mut label = Label::new(name);
    label.describe(about);
    let parted = name.ends_with(['-', '–', '—']) || !about.starts_with(char::is_alphanumeric);
    (!title.is_empty() && !parted).then_some(label)
}

/// Tells whether a whole line is a label that names nobody.
fn is_nobody(text: &str) -> bool {
    text.len() < 40
        && !text.ends_with(['.', '?', '!', ','])
        && script::is_generic(text)
        && text.split_whitespace().count() <= 3
}

/// Reads `Name -- Title` on one line, or `Name`, `--`, `Title` on three; returns how many.
pub(super) fn double_dash(lines: &[Line<'_>], at: usize) -> Option<(Label, usize)> {
    let text = &*lines[at].text;
    if text.len() > LONGEST {
        return None;
    }
    let next = |n: usize| lines.get(at + n).map(|l| &*l.text);
    if matches!(next(1), Some("--" | "—")) && script::is_name(text) {
        let title = next(2).filter(|t| t.len() <= LONGEST)?;
        return Some((script::dashed(text, title), 3));
    }
    let (name, rest) = text.split_once("--").or_else(|| text.split_once(" — "))?;
    let (name, rest) = (name.trim(), rest.trim());
    let is_title = !rest.is_empty()
        && !rest.ends_with(['?', '!'])
        && rest.len() <= 160
        && rest.split_whitespace().count() <= 20;
    let starts = rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let label = script::dashed(name, rest);
    let ends_well = !rest.ends_with('.') || label.role == Role::Analyst || rest.ends_with("Inc.");
    (is_title
        && starts
        && ends_well
        && script::is_name(name)
        && !script::is_operator(name)
        && name.contains(' '))
    .then_some((label, 1))
}

/// Returns where the colon stands that may end a label.
pub(super) fn colon(text: &str) -> Option<usize> {
    text.find(':').filter(|&at| (2..=80).contains(&at))
}

/// Reads an entry of a list and returns how many lines it takes.
///
/// In a list of one role a dash of any length parts a name from a firm or an office.
pub(super) fn entry(
    lines: &[Line<'_>],
    at: usize,
    role: Role,
    reversed: bool,
) -> Option<(Label, usize)> {
    let text = &*lines[at].text;
    if text.len() > LONGEST || matches!(text, "--" | "—") {
        return None;
    }
    let plain = text.trim_start_matches(['•', '*', '·', '-', ' ']);
    if reversed {
        let (title, name) = script::split_dash(plain)?;
        let fits = script::is_office(title) && script::is_name(name);
        let mut label = Label::new(name);
        label.title = Some(title.to_owned());
        label.role = Role::Executive;
        return fits.then_some((label, 1));
    }
    if let Some(found) = starred(lines, at) {
        return Some(found);
    }
    if let Some(label) = above_title(lines, at) {
        return Some((label, 2));
    }
    if role == Role::Unknown
        && let Some(mut label) = titled(plain)
        && !text.contains("--")
    {
        label.role = label.role_by_title(None);
        return Some((label, 1));
    }
    let parted =
        role != Role::Unknown && !text.contains("--") && script::split_dash(plain).is_some();
    if let Some(found) = double_dash(lines, at).filter(|_| !parted) {
        return Some(found);
    }
    let Some((name, rest)) = script::split_dash(plain) else {
        return (script::is_name(plain) || script::is_generic(plain))
            .then(|| (Label::new(plain), 1));
    };
    if !script::is_name(name) {
        return None;
    }
    let mut label = Label::new(name);
    label.title = Some(rest.to_owned()).filter(|r| !r.is_empty());
    Some((label, 1))
}

/// Reads `* Name`, and on the next line `Firm - Title`.
fn starred(lines: &[Line<'_>], at: usize) -> Option<(Label, usize)> {
    let name = lines[at].text.strip_prefix(['*', '•'])?.trim();
    let about = &*lines.get(at + 1)?.text;
    let title = script::split_dash(about).map_or(about, |(_, title)| title);
    let fits = script::is_name(name) && !about.starts_with(['*', '•']) && script::is_title(title);
    let mut label = Label::new(name);
    label.describe(about);
    fits.then_some((label, 2))
}

/// Reads a name, and on the next line `Title, Company`, behind which `Q` or `A` may stand apart.
fn above_title(lines: &[Line<'_>], at: usize) -> Option<Label> {
    let name = &*lines[at].text;
    let about = &*lines.get(at + 1).filter(|line| line.text.len() <= LONGEST)?.text;
    let marks = [("Q", Role::Analyst), ("A", Role::Executive)];
    let marked = marks.iter().find_map(|(mark, role)| {
        let rest = about.strip_suffix(mark)?;
        rest.ends_with(['\t', ' ']).then(|| (rest.trim_end(), *role))
    });
    let (about, role) = marked.unwrap_or((about, Role::Unknown));
    let ends = ["Inc.", "Co.", "Ltd.", "Corp.", "L.P."];
    let is_open = !about.ends_with(['?', '!', ':', ',', ';', '.'])
        || ends.iter().any(|end| about.ends_with(end));
    let (title, _) = about.split_once(", ")?;
    let fits = is_open
        && script::is_title(title)
        && title.starts_with(char::is_uppercase)
        && about.split_whitespace().count() <= MOST_WORDS_OF_TITLE
        && name.contains(' ')
        && !name.contains(',')
        && script::is_name(name)
        && !script::is_title(name);
    let mut label = Label::new(name);
    label.describe(about);
    if label.role == Role::Unknown {
        label.role = if role == Role::Unknown { label.role_by_title(None) } else { role };
    }
    fits.then_some(label)
}

/// Tells whether the first entry of a list is `Title — Name`.
pub(super) fn is_reversed(lines: &[Line<'_>], at: usize) -> bool {
    lines.get(at).and_then(|l| script::split_dash(&l.text)).is_some_and(|(title, name)| {
        script::is_office(title) && script::is_name(name) && !script::is_office(name)
    })
}

/// Tells of what stands behind the dash of an entry whether it is a title or a firm.
pub(super) fn settle_entry(label: &mut Label, role: Role, company: Option<&str>) {
    let Some(rest) = label.title.take() else { return };
    let own = company.is_some_and(|own| {
        let rest = script::key(&rest);
        !rest.is_empty() && (rest.starts_with(own) || own.starts_with(&rest))
    });
    let asks = role == Role::Analyst && label.firm.is_none();
    if asks || own && !script::is_office(&rest) {
        label.firm = Some(rest);
    } else {
        label.title = Some(rest);
    }
}

/// Takes a fact that stands as `Name: value` before the transcript.
pub(in crate::corpus::readers) fn fact(call: &mut Call, name: &str, value: &str) {
    let value = value.trim();
    let text = || Some(value.to_owned()).filter(|v| !v.is_empty() && v.len() < 120);
    match name.trim().to_lowercase().as_str() {
        "company" => {
            let bare = value.split_once(" (").map_or(value, |(bare, _)| bare);
            call.company = Some(bare.to_owned()).filter(|v| !v.is_empty());
        }
        "ticker" | "symbol" => call.ticker = text().map(|t| t.to_uppercase()),
        "title" => call.title = text(),
        "quarter" | "period" => call.quarter = value.parse().ok().or_else(|| script::period(value)),
        "date" => call.date = script::month_day(value).or_else(|| script::dated(value)),
        _ => {}
    }
}
