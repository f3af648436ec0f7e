//! The page that tells what became of the quotations of files.

use std::io;
use std::io::Write;

use crate::note::Contradiction;
use crate::note::ContradictionKind;
use crate::note::Difference;
use crate::note::DifferenceKind;
use crate::note::Refusal;
use crate::note::RefusalKind;
use crate::note::Status;
use crate::note::Stretch;
use crate::note::Verified;
use crate::numbers::counted;
use crate::render::Paint;
use crate::render::Style;
use crate::render::VerifiedFile;
use crate::render::text::facts;
use crate::render::text::results::write_indented;
use crate::render::text::wrap::show;
use crate::render::text::wrap::width;
use crate::render::text::wrap::wrap;

/// The most columns of a page, however wide the terminal: longer lines are hard to read.
const MAX_COLUMNS: usize = 110;

/// How far what is told of a quotation is indented.
const INDENT: usize = 4;

/// How many lines of a quotation that is sound are shown: it stands in the file.
const SOUND_LINES: usize = 1;

/// How many differences of one quotation are told beside what an editor put in.
const MAX_DIFFERENCES: usize = 5;

/// Of how many words left out it is told how many they are: fewer are seen at a glance.
const FEW_WORDS: usize = 12;

/// Writes what became of the quotations of files, and how many there are of each kind.
pub fn verified(out: &mut dyn Write, files: &[VerifiedFile], style: Style) -> io::Result<()> {
    let style = Style { width: style.width.min(MAX_COLUMNS), ..style };
    for file in files {
        for verified in &file.quotations {
            write_quotation(out, &file.path, verified, style)?;
            writeln!(out)?;
        }
    }
    let all: Vec<Status> = files.iter().flat_map(|f| &f.quotations).map(|v| v.status).collect();
    writeln!(out, "{}", style.paint(Paint::Dim, &footer(&all)))
}

fn write_quotation(
    out: &mut dyn Write,
    path: &str,
    verified: &Verified,
    style: Style,
) -> io::Result<()> {
    let status = verified.status;
    let paint = if status.is_sound() { Paint::Plain } else { Paint::Error };
    let place = format!("{path}:{}: ", verified.quotation.line);
    let mut head = style.paint(Paint::Head, &place) + &style.paint(paint, name(status));
    let anchors = verified.places.iter().map(|p| p.anchor.to_string()).collect::<Vec<_>>();
    if !anchors.is_empty() {
        head += &style.paint(Paint::Dim, " · ");
        head += &style.paint(Paint::Anchor, &anchors.join(" + "));
    }
    if verified.occurrences > 1 {
        let more = format!(" and {} more", verified.occurrences - 1);
        head += &style.paint(Paint::Dim, &more);
    }
    writeln!(out, "{head}")?;
    let lines = if status.is_sound() { SOUND_LINES } else { usize::MAX };
    write_quoted(out, &verified.quotation.text, lines, Paint::Plain, style)?;
    for place in &verified.places {
        write_detail(out, "— ", &place.citation, style)?;
    }
    if let Some(contradiction) = &verified.contradicted {
        let so = so(contradiction, verified.places.first());
        write_detail(out, "", &format!("the text says {}; {so}", contradiction.stated), style)?;
    }
    for name in &verified.undefined {
        let text = format!("it calls the footnote [^{name}], which the text does not have");
        write_detail(out, "", &text, style)?;
    }
    if let Some(who) = &verified.unconfirmed {
        let text =
            format!("the text says {who}, which cannot be confirmed: the call does not tell");
        write_detail(out, "", &text, style)?;
    }
    if let Some(anchor) = &verified.moved_from {
        write_detail(out, "", &format!("cited as {anchor}, where it no longer stands"), style)?;
    }
    if let Some(refusal) = &verified.refused {
        write_detail(out, "", &why(refusal), style)?;
    }
    write_differences(out, &verified.differences, style)?;
    if let Some(nearest) = &verified.nearest {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        let share = (nearest.similarity * 100.0).round() as u8;
        let anchor = nearest.place.anchor.to_string();
        let head = format!("nearest, {share}% alike: ");
        let head = style.paint(Paint::Dim, &head) + &style.paint(Paint::Anchor, &anchor);
        write_indented(out, INDENT, &head)?;
        write_quoted(out, &nearest.place.said, usize::MAX, Paint::Dim, style)?;
        write_detail(out, "— ", &nearest.place.citation, style)?;
        write_differences(out, &nearest.differences, style)?;
    }
    Ok(())
}

/// Writes words in quotation marks, at most so many lines of them.
fn write_quoted(
    out: &mut dyn Write,
    text: &str,
    most: usize,
    paint: Paint,
    style: Style,
) -> io::Result<()> {
    let text = format!("“{}”", text.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines = wrap(&text, style.width.saturating_sub(INDENT + 2), 0);
    let shown = lines.len().min(most);
    for (n, line) in lines[..shown].iter().enumerate() {
        let cut = if n + 1 == shown && shown < lines.len() { " …" } else { "" };
        let line = show(&text, line, &[], paint, style);
        write_indented(out, INDENT, &format!("{line}{}", style.paint(Paint::Dim, cut)))?;
    }
    Ok(())
}

fn write_detail(out: &mut dyn Write, lead: &str, text: &str, style: Style) -> io::Result<()> {
    let columns = style.width.saturating_sub(INDENT + width(lead));
    for (n, line) in wrap(text, columns, 0).iter().enumerate() {
        let line = show(text, line, &[], Paint::Dim, style);
        let lead = if n == 0 { lead.to_owned() } else { " ".repeat(width(lead)) };
        write_indented(out, INDENT, &format!("{}{line}", style.paint(Paint::Dim, &lead)))?;
    }
    Ok(())
}

fn write_differences(
    out: &mut dyn Write,
    differences: &[Difference],
    style: Style,
) -> io::Result<()> {
    let (mut others, mut more) = (0, 0);
    for difference in differences {
        others += usize::from(!is_editors(difference));
        if others > MAX_DIFFERENCES && !is_editors(difference) {
            more += 1;
        } else {
            write_detail(out, "- ", &told(difference), style)?;
        }
    }
    if more > 0 {
        write_detail(out, "- ", &format!("and {}", counted(more, "more difference")), style)?;
    }
    Ok(())
}

/// Returns a difference in words.
fn told(difference: &Difference) -> String {
    let Difference { kind, quoted, said } = difference;
    match (kind, quoted.is_empty(), said.is_empty()) {
        _ if is_editors(difference) && said.is_empty() => {
            format!("put in by the editor: “{quoted}”")
        }
        _ if is_editors(difference) => format!("put in by the editor: “{quoted}” for “{said}”"),
        (DifferenceKind::Elision, ..) => {
            let (words, ends) = difference.left_out().unwrap_or_default();
            let across = if ends > 0 { ", across sentences" } else { "" };
            match counted(words as u64, "word") {
                told if words > FEW_WORDS || ends > 0 => {
                    format!("left out at {quoted}, {told}{across}: “{said}”")
                }
                _ => format!("left out at {quoted}: “{said}”"),
            }
        }
        (_, true, _) => format!("left out: “{said}”"),
        (_, _, true) => format!("put in: “{quoted}”"),
        _ => format!("“{quoted}” for “{said}”"),
    }
}

/// Tells whether a difference is a whole bracket that an editor put in.
fn is_editors(difference: &Difference) -> bool {
    let quoted = &difference.quoted;
    difference.kind == DifferenceKind::Annotation && quoted.contains('[') && quoted.contains(']')
}

/// Returns in words why what an editor did is no repair.
fn why(refusal: &Refusal) -> String {
    let Refusal { kind, quoted, said } = refusal;
    match kind {
        RefusalKind::LeftOut => format!("no repair; left out: {said}"),
        RefusalKind::PutIn => format!("no repair; put in by the editor: {quoted}"),
        RefusalKind::Replaced => format!("no repair; “{quoted}” for “{said}”"),
    }
}

/// Returns in words what is so, where a text says something else.
fn so(contradiction: &Contradiction, place: Option<&Stretch>) -> String {
    let found = contradiction.found.as_deref().unwrap_or_default();
    match contradiction.kind {
        ContradictionKind::Place => "it does not stand there".to_owned(),
        ContradictionKind::Company => format!("it is from a call of {found}"),
        ContradictionKind::Quarter => format!("the call is of {found}"),
        ContradictionKind::Speaker | ContradictionKind::Office | ContradictionKind::Firm => {
            format!("it was {}", place.map(who).unwrap_or_default())
        }
    }
}

fn who(place: &Stretch) -> String {
    format!("{} at {}", facts::who(&place.speaker), place.anchor)
}

/// Returns a status in words.
fn name(status: Status) -> &'static str {
    match status {
        Status::Verbatim => "verbatim",
        Status::Repaired => "repaired",
        Status::Misattributed => "somebody else's words",
        Status::Stitched => "stitched together",
        Status::NotFound => "not found",
    }
}

fn footer(all: &[Status]) -> String {
    if all.is_empty() {
        return "no quotations".to_owned();
    }
    let counts = Status::ALL.into_iter().filter_map(|status| {
        let count = all.iter().filter(|s| **s == status).count();
        (count > 0).then(|| format!("{count} {}", name(status)))
    });
    let counts: Vec<String> = counts.collect();
    format!("{}: {}", counted(all.len() as u64, "quotation"), counts.join(", "))
}
