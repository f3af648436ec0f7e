//! Settles what a call is called: its source, its id, and the facts that what stands beside its
//! file and the file's name add.

use std::path::Path;

use crate::parse::Issue;
use crate::parse::IssueKind;
use crate::parse::Parsed;
use crate::transcript::Call;
use crate::transcript::CallId;
use crate::transcript::Period;
use crate::transcript::PeriodPart;

use super::error::clipped;
use super::filename;
use super::filename::NameFacts;
use super::sidecar;
use super::sidecar::Beside;
use super::sidecar::Facts;
use super::source::Share;
use super::ticker;

/// Where the id of a call comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdFrom {
    /// The source gives it.
    Given,
    /// It is made of the company and the quarter.
    Facts,
    /// It is the name of the file, for want of anything better.
    FileName,
}

/// Where facts stand that the text of a call may not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told<'a> {
    /// In a file beside it, of this name.
    Beside(&'a str),
    /// In the name of its file.
    Name,
}

/// Gives a call its source and, where it has none, its id; takes from what stands beside a file
/// that is this one call, and then from its name, what the file itself does not tell. The name is that of the path, without what
/// the file is packed in.
pub(super) fn settle(
    parsed: &mut Parsed,
    path: &Path,
    name: &Path,
    beside: &Beside,
    share: Share,
) -> IdFrom {
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    let Parsed { transcript, issues } = parsed;
    let call = &mut transcript.call;
    call.source = Some(path.to_string_lossy().into_owned());
    if share == Share::Whole {
        if name != Path::new("-")
            && let Some(facts) = sidecar::facts(name, beside)
        {
            let Facts { source, company, ticker, date, quarter, bad } = facts;
            for value in bad {
                let message = format!("`{}` in `{source}` is not understood", clipped(&value));
                issues.push(Issue { kind: IssueKind::BadValue, message, span: None });
            }
            let told = NameFacts { company, ticker, quarter, date };
            add(call, told, Told::Beside(&source), issues);
        }
        add(call, filename::facts(&stem), Told::Name, issues);
    }
    if let Some(quarter) = call.quarter.filter(|q| q.year.is_none())
        && !issues.iter().any(|issue| issue.kind == IssueKind::QuarterWithoutYear)
    {
        let message = format!("the year of `{quarter}` is not known");
        issues.push(Issue { kind: IssueKind::QuarterWithoutYear, message, span: None });
    }
    if !call.id.is_empty() {
        return IdFrom::Given;
    }
    if let (Some(company), Some(quarter)) = (&call.company, call.quarter)
        && quarter.year.is_some()
        && company.contains(char::is_alphanumeric)
    {
        call.id = CallId::from_facts(company, quarter);
        return IdFrom::Facts;
    }
    call.id = match stem.trim() {
        "" => CallId::new("call"),
        "-" => CallId::new("stdin"),
        stem => CallId::new(stem),
    };
    IdFrom::FileName
}

/// Adds to a call what is told of it elsewhere; where both tell, the file is believed and a
/// contradiction is an issue.
fn add(call: &mut Call, name: NameFacts, place: Told<'_>, issues: &mut Vec<Issue>) {
    let mut conflict = |what: &str, file: &str, name: &str| {
        let (file, name) = (clipped(file), clipped(name));
        let place = match place {
            Told::Beside(beside) => format!("`{beside}`"),
            Told::Name => "its name".to_owned(),
        };
        let message = format!("the {what} is `{file}` in the file and `{name}` in {place}");
        issues.push(Issue { kind: IssueKind::Conflict, message, span: None });
    };
    match (&call.company, name.company) {
        (None, company) => call.company = company,
        (Some(known), Some(told)) if !is_same_company(known, &told) => {
            conflict("company", known, &told);
        }
        _ => {}
    }
    match (&call.ticker, name.ticker) {
        (None, Some(told)) => match call.company.as_deref() {
            // Only a file's name may be that of another company; a table is written with care.
            Some(known) if place == Told::Name && !ticker::may_be_of(&told, known) => {
                conflict("company", known, &told);
            }
            _ => call.ticker = Some(told),
        },
        (Some(known), Some(told)) if !known.eq_ignore_ascii_case(&told) => {
            conflict("ticker", known, &told);
        }
        _ => {}
    }
    match (call.date, name.date) {
        (None, date) => call.date = date,
        (Some(known), Some(told)) if known != told => {
            conflict("date", &known.to_string(), &told.to_string());
        }
        _ => {}
    }
    match (call.quarter, name.quarter) {
        (None, quarter) => call.quarter = quarter,
        (Some(known), Some(told)) if !is_same_period(known, told) => {
            conflict("quarter", &known.to_string(), &told.to_string());
        }
        (Some(known), Some(told)) if known.year.is_none() => {
            call.quarter = Some(Period { year: told.year, part: known.part });
        }
        _ => {}
    }
}

/// Tells whether two names may mean one company: one holds all words of the other in a row.
fn is_same_company(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        let lower: String = text.chars().flat_map(char::to_lowercase).collect();
        let kept = lower.replace(['\'', '’', '.'], "");
        let words: Vec<&str> =
            kept.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        format!(" {} ", words.join(" "))
    };
    let (a, b) = (words(a), words(b));
    a.contains(&b) || b.contains(&a)
}

/// Tells whether two periods may mean one call: the call on a fourth quarter is that on its
/// year, too.
fn is_same_period(a: Period, b: Period) -> bool {
    let ends = |part| match part {
        PeriodPart::Q2 | PeriodPart::H1 => PeriodPart::H1,
        PeriodPart::Q4 | PeriodPart::H2 | PeriodPart::FullYear => PeriodPart::FullYear,
        part => part,
    };
    let same_year = a.year.is_none() || b.year.is_none() || a.year == b.year;
    same_year && ends(a.part) == ends(b.part)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Settles a call of given facts (`id|company|ticker|quarter|date`) in a file of a name and
    /// compares the facts afterwards, and the issues.
    fn check(given: &str, path: &str, expected: &str, issues: &[&str]) -> IdFrom {
        let mut parts = given.split('|');
        let mut next = || parts.next().filter(|p| !p.is_empty());
        let mut parsed = Parsed::default();
        let call = &mut parsed.transcript.call;
        call.id = next().map(CallId::new).unwrap_or_default();
        call.company = next().map(str::to_owned);
        call.ticker = next().map(str::to_owned);
        call.quarter = next().map(|q| q.parse().unwrap());
        call.date = next().map(|d| d.parse().unwrap());
        let id_from =
            settle(&mut parsed, Path::new(path), Path::new(path), &Beside::Disk, Share::Whole);
        let call = parsed.transcript.call;
        let told = [
            Some(call.id.to_string()),
            call.company,
            call.ticker,
            call.quarter.map(|q| q.to_string()),
            call.date.map(|d| d.to_string()),
        ];
        assert_eq!(told.map(Option::unwrap_or_default).join("|"), expected);
        assert_eq!(parsed.issues.iter().map(|i| i.message.as_str()).collect::<Vec<_>>(), issues);
        assert_eq!(call.source.as_deref(), Some(path));
        id_from
    }

    #[test]
    fn ids_are_given_or_made_of_facts_or_of_the_file_name() {
        assert_eq!(check("a b|X|||", "f.txt", "a-b|X|||", &[]), IdFrom::Given);
        let from = check(
            "|Kingsoft Cloud||2021-Q1|",
            "f.txt",
            "kingsoft-cloud-2021q1|Kingsoft Cloud||2021-Q1|",
            &[],
        );
        assert_eq!(from, IdFrom::Facts);
        assert_eq!(check("||||", "dir/my call.txt", "my-call||||", &[]), IdFrom::FileName);
        check("||||", "-", "stdin||||", &[]);
        check("||||", "..", "call||||", &[]);
    }

    #[test]
    fn the_name_adds_what_the_file_does_not_tell() {
        let whole = "kingsoft-cloud-2021q1|Kingsoft Cloud||2021-Q1|";
        check("||||", "kingsoft-cloud-2021q1.txt", whole, &[]);
        check("||||", "UPS_2024_Q1.txt", "UPS_2024_Q1||UPS|2024-Q1|", &[]);
        check("|Ups||Q1|", "UPS_2024_Q1.txt", "ups-2024q1|Ups|UPS|2024-Q1|", &[]);
    }

    #[test]
    fn the_file_is_believed_and_a_contradiction_told() {
        check(
            "|Whole Foods|WFM|2015-Q2|2015-05-06",
            "AMZN_Q1_2015.txt",
            "whole-foods-2015q2|Whole Foods|WFM|2015-Q2|2015-05-06",
            &[
                "the ticker is `WFM` in the file and `AMZN` in its name",
                "the quarter is `2015-Q2` in the file and `2015-Q1` in its name",
            ],
        );
        check(
            "|Whole Foods|||",
            "AMZN_Q1_2015.txt",
            "whole-foods-2015q1|Whole Foods||2015-Q1|",
            &["the company is `Whole Foods` in the file and `AMZN` in its name"],
        );
        check("x|Kingsoft||2021-Q2|", "kingsoft-cloud-2021q2.txt", "x|Kingsoft||2021-Q2|", &[]);
        check("x|Macy's, Inc.||2021-FY|", "macys-2021q4.txt", "x|Macy's, Inc.||2021-FY|", &[]);
        check(
            "x||||2024-06-26",
            "2024-06-27-MU.txt",
            "x||MU||2024-06-26",
            &["the date is `2024-06-26` in the file and `2024-06-27` in its name"],
        );
    }

    #[test]
    fn a_quarter_without_a_year_is_told_once() {
        check("x|Y||Q3|", "f.txt", "x|Y||Q3|", &["the year of `Q3` is not known"]);
        check("|Y||Q3|", "f.txt", "f|Y||Q3|", &["the year of `Q3` is not known"]);
    }
}
