//! Markdown with labels in bold, `**Name:** …` or `**Name** …` on a line of its own, or with
//! headings that name speakers, `## Name`, and perhaps
//! facts of the call before it, between lines of `---`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::corpus::error::ReadError;
use crate::parse::Parsed;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::page;
use super::script;
use super::script::Heading;
use super::script::Label;
use super::script::Line;
use super::script::Script;
use super::transcribed;

/// The fewest labels that tell such a transcript.
const FEWEST_LABELS: usize = 2;

/// The fewest headings that name speakers.
const FEWEST_HEADINGS: usize = 4;

/// The longest label, in bytes.
const LONGEST: usize = 160;

/// The reader of Markdown.
pub(super) struct Markdown;

impl Reader for Markdown {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(lines) = sample.lines() else { return Verdict::Declines };
        let labels = lines.iter().filter(|l| label(&l.text).is_some()).count();
        if labels >= FEWEST_LABELS {
            return Verdict::Takes(format!("{labels} speaker labels in bold, `**Name:**`"));
        }
        let names = named_headings(lines);
        let headings = lines.iter().filter(|l| heading_of(&l.text, &names).is_some()).count();
        if headings < FEWEST_HEADINGS {
            return Verdict::Declines;
        }
        Verdict::Takes(format!("{headings} headings that name speakers, `## Name`"))
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(read(&script::lines(input.text)))
    }
}

fn read(lines: &[Line<'_>]) -> Parsed {
    let mut script = Script::default();
    let body = front_matter(lines, &mut script);
    let told = script.call.date;
    let names = named_headings(lines);
    for line in &lines[body..] {
        if let Some(name) = heading_of(&line.text, &names) {
            script.begin(titled(name));
            continue;
        }
        if let Some((label, time, at)) = label(&line.text) {
            script.begin(label);
            script.heard(time, None);
            script.say(&unmarked(&line.text[at..]), Some(line.span_from(at)));
            continue;
        }
        let heading = line.text.strip_prefix('#').map(|rest| rest.trim_matches(['#', ' ']));
        let bare = heading.unwrap_or(&line.text).trim_matches(['*', '_', ' ', ':']);
        if let (Some(Heading::Speech(section)), true) =
            (script::heading(bare), bare.len() < line.text.len())
        {
            script.section = section;
        } else if let Some(title) = heading {
            page::title(&mut script.call, title);
        } else if script.has_begun() && !script::is_furniture(&line.text) {
            script.say(&unmarked(&line.text), Some(line.span.clone()));
        } else if !script.has_begun() {
            page::title(&mut script.call, &line.text);
        }
    }
    script.call.date = told.or(script.call.date);
    let mut parsed = script.finish();
    script::by_handover(&mut parsed.transcript.turns);
    parsed
}

/// Reads the facts between lines of `---`, and returns at which line the text begins.
fn front_matter(lines: &[Line<'_>], script: &mut Script) -> usize {
    if lines.first().is_none_or(|line| line.text != "---") {
        return 0;
    }
    let Some(end) = lines.iter().skip(1).position(|line| line.text == "---") else { return 0 };
    for line in &lines[1..=end] {
        if let Some((name, value)) = line.text.split_once(':') {
            page::fact(&mut script.call, name, value.trim().trim_matches(['"', '\'']));
        }
    }
    end + 2
}

/// Returns the text of a heading, `## Text`.
fn heading(line: &str) -> Option<&str> {
    line.strip_prefix('#').map(|rest| rest.trim_matches(['#', ' ', '*', ':']))
}

/// Returns the names that come again as headings.
fn named_headings<'l>(lines: &'l [Line<'_>]) -> BTreeSet<&'l str> {
    let mut once = BTreeSet::new();
    let names = lines.iter().filter_map(|line| heading(&line.text)).filter(|text| {
        text.contains(' ') && script::is_name(text) && script::heading(text).is_none()
    });
    names.filter(|name| !once.insert(*name)).collect()
}

/// Returns whom a heading names: the operator, or one of some names.
fn heading_of<'l>(line: &'l str, names: &BTreeSet<&str>) -> Option<&'l str> {
    // Whoever speaks once has a heading too, where others' names come again.
    let once = |text: &str| {
        names.len() > 1
            && (2..=4).contains(&text.split_whitespace().count())
            && script::is_name(text)
            && script::heading(text).is_none()
            && !script::is_office(text)
    };
    heading(line).filter(|text| {
        names.contains(text) || script::is_operator(text) || script::is_generic(text) || once(text)
    })
}

/// Reads `**Name:**`, `**Name**:`, `**Name (Title):**`, `**Name** (Title):` and, on a line of its
/// own, `**Name**` and `**Name**, Title`, each perhaps behind a time; returns the time, and where
/// the words begin.
fn label(text: &str) -> Option<(Label, Option<f64>, usize)> {
    let inside = text.strip_prefix("**")?;
    let end = inside.find("**").filter(|&end| end <= LONGEST)?;
    let timed = transcribed::leading_time(inside[..end].trim());
    let (time, name) = timed.map_or((None, inside[..end].trim()), |(at, name)| (Some(at), name));
    let after = end + 4;
    let rest = &text[after..];
    let (label, at) = if let Some(name) = name.strip_suffix(':') {
        (titled(name), after)
    } else if let Some(words) = rest.trim_start().strip_prefix(':') {
        (titled(name), text.len() - words.len())
    } else if let Some(title) = rest.trim_start().strip_prefix('(') {
        let (title, words) = title.split_once(')')?;
        let words =
            words.trim_start().strip_prefix(':').or_else(|| words.is_empty().then_some(""))?;
        (titled(&format!("{name} ({title})")), text.len() - words.len())
    } else {
        let title = rest.trim_start_matches([',', ' ', '-', '–', '—', '|']).trim();
        let alone = title.is_empty() || script::is_title(title) && title.len() < 100;
        let mut label = titled(name);
        if !title.is_empty() {
            label.describe(title);
        }
        alone.then_some((label, text.len()))?
    };
    let named = label.name.as_deref().is_some_and(|name| {
        script::heading(name).is_none() && (script::is_name(name) || script::is_generic(name))
    });
    named.then_some((label, time, at))
}

/// Reads a name with its title in parentheses, or behind a comma or a dash.
fn titled(name: &str) -> Label {
    let inside = name.split_once(" (").map(|(name, title)| (name, title.trim_end_matches(')')));
    let parted = inside.or_else(|| script::split_dash(name)).or_else(|| name.split_once(", "));
    match parted {
        Some((name, title)) if script::is_name(name) => {
            let mut label = Label::new(name);
            label.describe(title);
            label
        }
        _ => Label::new(name),
    }
}

/// Takes the marks of emphasis and of quotation off a line.
fn unmarked(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches(['>', ' ']);
    if text.contains("**") || text.contains("__") {
        Cow::Owned(text.replace("**", "").replace("__", ""))
    } else {
        Cow::Borrowed(text)
    }
}
