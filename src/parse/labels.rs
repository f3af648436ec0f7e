//! Labels: a speaker's name before his words or on a line of its own.
//!
//! Lines such as `Ann Lee: …`, `Ann Lee`, `Ann Lee, CFO, Acme` or `Ann Lee -- CFO` are labels
//! where enough of them stand in a text and names come back. What a label says is taken as it is.
//! Names that are not written as most are must come again, or be known (`odd.rs`).

mod first;
mod headings;
mod marked;
mod nameless;
mod read;

use std::collections::HashMap;
use std::ops::Range;

use crate::parse::labels::first::first_turn;
use crate::parse::labels::headings::heading;
use crate::parse::labels::headings::listed;
use crate::parse::labels::marked::asking_label_of;
use crate::parse::labels::marked::dashed_label_of;
use crate::parse::labels::nameless::is_doubtful;
use crate::parse::labels::read::add_details;
use crate::parse::labels::read::bracketed_label_of;
use crate::parse::labels::read::label_of;
use crate::parse::labels::read::odd_label_of;
use crate::parse::labels::read::unmarked;
use crate::parse::lines::Line;
use crate::parse::names::is_given;
use crate::parse::odd::stands_elsewhere;
use crate::parse::tokens::words;
use crate::transcript::Role;
use crate::transcript::Section;

/// A text whose turns stand under names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Labelled {
    /// The turns, in order.
    pub(crate) turns: Vec<LabelledTurn>,
    /// The people listed before the first turn.
    pub(crate) listed: Vec<Label>,
}

/// A turn under its label.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LabelledTurn {
    /// What the label says.
    pub(crate) label: Label,
    /// The bytes of the label.
    pub(crate) at: Range<usize>,
    /// The lines of the turn.
    pub(crate) lines: Vec<Line>,
    /// The section, where a heading names it.
    pub(crate) section: Option<Section>,
}

/// What a label says of a speaker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Label {
    /// The name; `None` for `Unidentified Analyst` and its like.
    pub(crate) name: Option<String>,
    /// The office.
    pub(crate) title: Option<String>,
    /// The firm.
    pub(crate) firm: Option<String>,
    /// The role, where the label tells.
    pub(crate) role: Option<Role>,
    /// What stands in place of a name, in small letters: `participant 1`.
    pub(crate) voice: Option<String>,
}

impl Label {
    /// Returns the role the label tells, else that of the words, which tell nothing of a voice.
    pub(crate) fn role_or(&self, by_words: Role) -> Role {
        let told = if self.voice.is_some() { Role::Unknown } else { by_words };
        self.role.unwrap_or(told)
    }
}

/// The fewest labels for a text to count as labelled.
const FEWEST: usize = 3;
/// A line this long, in bytes, is speech and no heading.
const SPEECH: usize = 150;
/// So many lines of speech may stand above the first label (a summary, a disclaimer); more, and
/// the labels are chance.
const SPOKEN_BEFORE: usize = 4;

/// Where speech stands above the first label, or no label is the operator's, there is a label in
/// so many bytes, at least.
const SPARSE: usize = 3_000;

/// A line of the source and the label in it, if there is one.
struct Seen {
    span: Range<usize>,
    label: Option<(Label, Range<usize>)>,
    /// Whether the label has the line to itself.
    alone: bool,
    doubt: Doubt,
}

/// Why what is written like a label may be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// There is no reason.
    None,
    /// The name is an odd one, which may as well begin a sentence.
    Odd,
    /// The name stands in brackets, as remarks do.
    Bracketed,
    /// It stands before a question or an answer, and may as well count parts of a list.
    Asking,
}

/// Returns the labels of a text, if it has any.
pub(crate) fn labelled(text: &str) -> Option<Labelled> {
    let mut seen = seen(text);
    drop_bracketed_labels(&mut seen);
    drop_lists(&mut seen);
    let times = count(&seen);
    drop_odd_labels(text, &mut seen, &times);
    let times = count(&seen);
    let back = times.values().filter(|&&n| n > 1).map(|n| n - 1).sum::<usize>();
    let labels: usize = times.values().sum();
    if labels < FEWEST || times.len() < 2 || back < 1 || back * 4 < labels {
        return None;
    }
    drop_chance_labels(text, &mut seen, &times);
    let first = first_turn(text, &seen, &times)?;
    let speech = |s: &&Seen| s.span.len() > SPEECH && s.label.is_none();
    let spoken = seen[..first].iter().filter(speech).count();
    let operator = seen.iter().any(|s| {
        let role = s.label.as_ref().and_then(|l| l.0.role);
        role == Some(Role::Operator)
    });
    let sparse = labels * SPARSE < text.len() && (spoken > 0 || !operator);
    if spoken > SPOKEN_BEFORE || sparse {
        return None;
    }
    let mut out = Labelled { turns: Vec::new(), listed: listed(text, &seen[..first]) };
    let mut section = None;
    for line in &mut seen[first..] {
        let words = &text[line.span.clone()];
        if let Some(heading) = heading(words) {
            section = heading.section();
            continue;
        }
        if let Some((label, at)) = line.label.take() {
            let rest = if line.alone { None } else { Some(at.end..line.span.end) };
            out.turns.push(LabelledTurn { label, at, lines: Vec::new(), section });
            push(&mut out, text, rest);
        } else {
            push(&mut out, text, Some(line.span.clone()));
        }
    }
    out.turns.retain(|t| !t.lines.is_empty());
    (!out.turns.is_empty()).then_some(out)
}

/// Counts the labels of each name.
fn count(seen: &[Seen]) -> HashMap<String, usize> {
    let mut times = HashMap::new();
    for name in seen.iter().filter_map(|s| key(s.label.as_ref())) {
        *times.entry(name).or_default() += 1;
    }
    times
}

/// Takes back names in brackets unless two or more come again, those of people, and most lines
/// have one: remarks such as `[Operator Instructions]` stand in brackets, too.
fn drop_bracketed_labels(seen: &mut [Seen]) {
    let bracketed = || seen.iter().filter(|line| line.doubt == Doubt::Bracketed);
    let mut names: Vec<&str> =
        bracketed().filter_map(|line| line.label.as_ref()?.0.name.as_deref()).collect();
    names.sort_unstable();
    let again = names.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
    let given = |name: &str| words(name).first().is_some_and(|word| is_given(word.id));
    let (again, people) =
        again.fold((0, 0), |(n, p), same| (n + 1, p + usize::from(given(same[0]))));
    if again < 2 || people == 0 || bracketed().count() * 3 < seen.len() {
        for line in seen.iter_mut().filter(|line| line.doubt == Doubt::Bracketed) {
            (line.label, line.alone) = (None, false);
        }
    }
}

/// Takes back `Q.` and `A.` where both do not stand in the text: they count parts of a list.
fn drop_lists(seen: &mut [Seen]) {
    let voices = |of: [&str; 2]| {
        let labels = seen.iter().filter_map(|line| line.label.as_ref());
        labels.filter(|(label, _)| label.voice.as_deref().is_some_and(|v| of.contains(&v))).count()
    };
    if voices(["q", "question"]) > 1 && voices(["a", "answer"]) > 1 {
        return;
    }
    for line in seen.iter_mut().filter(|line| line.doubt == Doubt::Asking) {
        (line.label, line.alone) = (None, false);
    }
}

/// Takes back labels with odd names that stand once, and nowhere else in the text.
fn drop_odd_labels(text: &str, seen: &mut [Seen], times: &HashMap<String, usize>) {
    let mut sought = 0;
    let may_be_none = |line: &&mut Seen| matches!(line.doubt, Doubt::Odd | Doubt::Asking);
    for line in seen.iter_mut().filter(may_be_none) {
        let again =
            key(line.label.as_ref()).and_then(|key| times.get(&key)).is_some_and(|&n| n > 1);
        let name = line.label.as_ref().and_then(|(label, _)| label.name.as_deref());
        if !again && !name.is_some_and(|name| stands_elsewhere(text, name, &mut sought)) {
            (line.label, line.alone) = (None, false);
        }
    }
}

fn push(out: &mut Labelled, text: &str, span: Option<Range<usize>>) {
    let (Some(span), Some(turn)) = (span, out.turns.last_mut()) else { return };
    let words = &text[span.clone()];
    let start = span.end - words.trim_start().len();
    let span = start..start + words.trim().len();
    if text[span.clone()].chars().any(char::is_alphanumeric) {
        turn.lines.push(Line { span: span.clone(), parts: vec![span], marked: false });
    }
}

/// Takes back labels that are words of the speech: `Also, note:` stands once and has a line of
/// speech beside it. A person's full name that the text has elsewhere is none of these.
fn drop_chance_labels(text: &str, seen: &mut [Seen], times: &HashMap<String, usize>) {
    let inline = seen.iter().filter(|s| s.label.is_some() && !s.alone).count();
    let alone = seen.iter().filter(|s| s.label.is_some() && s.alone).count();
    let mut sought = 0;
    for line in seen {
        let Some(label) = &line.label else { continue };
        let once = key(Some(label)).is_none_or(|k| times.get(&k).copied().unwrap_or(0) < 2);
        let odd = if alone > inline { !line.alone } else { line.alone };
        let plain = label.0.title.is_none() && label.0.firm.is_none() && label.0.role.is_none();
        if odd && (once || plain) && !is_known_person(text, &label.0, &mut sought) {
            line.label = None;
        }
    }
}

/// Tells whether a label has a full name with a given name that people bear, and the text has the
/// name elsewhere or the label a firm or an office.
fn is_known_person(text: &str, label: &Label, sought: &mut usize) -> bool {
    let Some(name) = label.name.as_deref() else { return false };
    let parts = words(name);
    parts.len() > 1
        && parts.iter().any(|part| is_given(part.id))
        && (label.title.is_some() || label.firm.is_some() || stands_elsewhere(text, name, sought))
}

fn key(label: Option<&(Label, Range<usize>)>) -> Option<String> {
    let label = &label?.0;
    let name = label.name.clone().or_else(|| label.voice.clone());
    let name = name.or_else(|| label.role.map(|r| r.as_str().to_owned()));
    name.map(|n| n.to_lowercase())
}

fn seen(text: &str) -> Vec<Seen> {
    let mut out: Vec<Seen> = Vec::new();
    let mut at = 0;
    let mut ruled = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if !trimmed.chars().any(char::is_alphanumeric) {
            ruled = matches!(trimmed, "--" | "—" | "–" | "-");
            continue;
        }
        if std::mem::take(&mut ruled)
            && let Some(last) = out.last_mut()
        {
            // `Ann Lee`, `--`, `CFO` on three lines are one label.
            if let Some((label, _)) =
                last.label.as_mut().filter(|_| last.alone && trimmed.len() < 90)
            {
                add_details(label, trimmed);
                continue;
            }
        }
        let span = start..start + trimmed.len();
        let bare = unmarked(trimmed);
        let start = start + trimmed.len() - bare.len();
        let found = label_and_doubt(bare);
        let doubt = found.as_ref().map_or(Doubt::None, |(_, doubt)| *doubt);
        let alone = found.as_ref().is_some_and(|((_, _, alone), _)| *alone);
        let label = found.map(|((label, end, _), _)| (label, start..start + end));
        out.push(Seen { span, label, alone, doubt });
    }
    out
}

/// Returns the label at the beginning of a line, where it ends, and whether it is all of the line;
/// and why it may be none.
fn label_and_doubt(line: &str) -> Option<((Label, usize, bool), Doubt)> {
    let odd_if = |is_odd: bool| if is_odd { Doubt::Odd } else { Doubt::None };
    if let Some(found) = asking_label_of(line) {
        return Some((found, Doubt::Asking));
    }
    if let Some(found) = dashed_label_of(line) {
        let doubt = odd_if(found.0.role == Some(Role::Operator));
        return Some((found, doubt));
    }
    if let Some(found) = label_of(line) {
        let doubt = odd_if(found.0.voice.as_deref().is_some_and(is_doubtful));
        return Some((found, doubt));
    }
    let odd = odd_label_of(line).map(|found| (found, Doubt::Odd));
    odd.or_else(|| bracketed_label_of(line).map(|found| (found, Doubt::Bracketed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = labelled(text).map_or_else(Vec::new, |l| l.turns);
        let shown: Vec<(String, String)> = found
            .iter()
            .map(|t| {
                let words = t.lines.iter().map(|l| &text[l.span.clone()]).collect::<Vec<_>>();
                (t.label.name.clone().unwrap_or_default(), words.join(" "))
            })
            .collect();
        let shown: Vec<(&str, &str)> =
            shown.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn names_before_the_words_are_labels() {
        check(
            "Operator: Good day and welcome to the Acme call, everybody is in listen-only mode.\n\
             Ann Lee: Thank you. One thing: we grew.\nAnd more.\nOperator: Next.\nAnn Lee: Yes.",
            &[
                (
                    "Operator",
                    "Good day and welcome to the Acme call, everybody is in listen-only mode.",
                ),
                ("Ann Lee", "Thank you. One thing: we grew. And more."),
                ("Operator", "Next."),
                ("Ann Lee", "Yes."),
            ],
        );
    }

    #[test]
    fn names_on_their_own_line_are_labels() {
        check(
            "Operator\nGood day and welcome to the Acme call, everybody is in listen-only mode.\n\
             Ann Lee -- Chief Financial Officer\nThank you, operator.\nOperator\nNext.\n\
             Bo Roe -- Acme Research -- Analyst\nHi.\nAnn Lee -- Chief Financial Officer\nHi, Bo.",
            &[
                (
                    "Operator",
                    "Good day and welcome to the Acme call, everybody is in listen-only mode.",
                ),
                ("Ann Lee", "Thank you, operator."),
                ("Operator", "Next."),
                ("Bo Roe", "Hi."),
                ("Ann Lee", "Hi, Bo."),
            ],
        );
    }

    /// Checks a call in which somebody answers under a label as it stands.
    fn check_answers(name: &str) {
        let first = "Welcome. Our first question on costs and margins comes from Bo Roe with Acme.";
        check(
            &format!(
                "Operator: {first}\nBo Roe: What about costs?\n{name}: Costs will fall.\n\
                 Bo Roe: And margins?\n{name}: They rise."
            ),
            &[
                ("Operator", first),
                ("Bo Roe", "What about costs?"),
                (name, "Costs will fall."),
                ("Bo Roe", "And margins?"),
                (name, "They rise."),
            ],
        );
    }

    #[test]
    fn odd_names_are_labels_where_they_come_again() {
        for name in [
            "Anne d'Arcy",
            "d'Ornano",
            "Marie-Anne d’Ornano",
            "Mohamed el-Erian",
            "李明",
            "李 明",
            "X Æ A-12 Musk",
            "van der Berg",
        ] {
            check_answers(name);
        }
    }

    #[test]
    fn odd_names_are_labels_where_they_are_known() {
        let first = "Welcome to the call of Acme. Next are 李明 and Bo Roe; the line is recorded.";
        let rest = "And more.\nBo Roe: Yes.\n我们的重点: 增长。\nBo Roe: Thanks.";
        check(
            &format!("Operator: {first}\n李明：大家好。\n{rest}"),
            &[
                ("Operator", first),
                ("李明", "大家好。 And more."),
                ("Bo Roe", "Yes. 我们的重点: 增长。"),
                ("Bo Roe", "Thanks."),
            ],
        );
    }

    #[test]
    fn sentences_with_a_colon_are_no_labels() {
        let first = "Good day and welcome to the Acme call, everybody is in listen-only mode.";
        for speech in ["one more thing: we grew.", "Our priorities are: growth.", "de facto: none."]
        {
            check(
                &format!(
                    "Operator: {first}\nBo Roe: Hi.\n{speech}\nOperator: Yes.\n{speech}\nBo Roe: Bye."
                ),
                &[
                    ("Operator", first),
                    ("Bo Roe", &format!("Hi. {speech}")),
                    ("Operator", &format!("Yes. {speech}")),
                    ("Bo Roe", "Bye."),
                ],
            );
        }
    }

    #[test]
    fn speech_has_no_labels() {
        check("One thing: we grew.\nThank you.\nAnother thing: we will grow.\nYes.", &[]);
    }
}
