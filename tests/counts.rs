//! `count` against a plain scan: random calls, random queries, every grouping, the same numbers.
//!
//! The scan is that of `oracle`. `EARMARK_COUNT_CASES` sets how many queries are counted (100 by
//! default), each by two groupings.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use earmark::analysis::Grouping;
use earmark::analysis::NamedQuery;
use earmark::analysis::Tally;
use earmark::analysis::count;
use earmark::transcript::Call;
use earmark::transcript::Date;
use earmark::transcript::Firm;
use earmark::transcript::Period;
use earmark::transcript::Role;
use earmark::transcript::Section;
use earmark::transcript::Transcript;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::TestRunner;

use crate::oracle::Scan;
use crate::oracle::ScannedPassage;
use crate::oracle::calls;
use crate::oracle::query;
use crate::oracle::write;

/// Queries drawn for each set of calls.
const QUERIES: usize = 10;

const GROUPINGS: [Grouping; 10] = [
    Grouping::Quarter,
    Grouping::CalendarQuarter,
    Grouping::Month,
    Grouping::Year,
    Grouping::Company,
    Grouping::Firm,
    Grouping::Speaker,
    Grouping::Role,
    Grouping::Section,
    Grouping::Call,
];

#[test]
fn counts_are_those_of_a_plain_scan() {
    let cases: Option<usize> =
        std::env::var("EARMARK_COUNT_CASES").ok().and_then(|n| n.parse().ok());
    let cases = cases.unwrap_or(100).div_ceil(QUERIES);
    let config = Config {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        ..Config::default()
    };
    let grouping = || prop::sample::select(&GROUPINGS[..]);
    let asked = (query(), grouping(), grouping(), any::<bool>());
    let strategy = (calls().prop_map(decorate), prop::collection::vec(asked, QUERIES));
    TestRunner::new(config)
        .run(&strategy, |(calls, asked)| {
            let folder = tempfile::tempdir().unwrap();
            let reader = write(folder.path(), &calls);
            let scan = Scan::new(&calls);
            for (text, first, second, two) in asked {
                let Ok(query) = earmark::query::parse(&text) else { continue };
                // FIXME: the scan counts what stands in other sentences of the passage too.
                if text.contains("SAME sentence") {
                    continue;
                }
                let by = if two && first != second { vec![first, second] } else { vec![first] };
                let named = NamedQuery { name: text.clone(), query };
                let found = count(&reader, std::slice::from_ref(&named), &by, None).unwrap();
                let found: BTreeMap<Vec<String>, Tally> = found
                    .rows
                    .iter()
                    .map(|r| (r.keys.iter().map(ToString::to_string).collect(), r.tallies[0]))
                    .collect();
                let expected = expected(&scan, &calls, &named, &by);
                prop_assert_eq!(&found, &expected, "query {} by {:?}", text, by);
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// Gives calls and analysts the facts that are grouped by, some of them unknown.
fn decorate(mut calls: Vec<Transcript>) -> Vec<Transcript> {
    let company = [Some("Acme"), Some("Acme"), None];
    let quarter = [Some("2021-Q1"), None, Some("Q4")];
    let date = [Some("2021-05-03"), Some("2022-01-10"), None];
    for (at, call) in calls.iter_mut().enumerate() {
        call.call.company = company[at].map(str::to_owned);
        call.call.quarter = quarter[at].map(|q| q.parse::<Period>().unwrap());
        call.call.date = date[at].map(|d| d.parse::<Date>().unwrap());
        for turn in &mut call.turns {
            let speaker = &mut turn.speaker;
            speaker.firm = match (speaker.role, speaker.name.as_deref()) {
                (Role::Analyst, Some("Ann")) => Some(Firm::from_said("UBS")),
                (Role::Analyst, Some("Cy")) => Some(Firm::from_said("Citigroup")),
                _ => None,
            };
            if speaker.role == Role::Unknown {
                speaker.name = None;
            }
        }
    }
    calls
}

fn expected(
    scan: &Scan,
    calls: &[Transcript],
    named: &NamedQuery,
    by: &[Grouping],
) -> BTreeMap<Vec<String>, Tally> {
    let mut out: BTreeMap<Vec<String>, (Tally, BTreeSet<usize>, BTreeSet<usize>)> = BTreeMap::new();
    for (passage, mentions) in scan.mentions(&named.query) {
        let call = &calls[passage.call].call;
        let keys: Option<Vec<String>> = by.iter().map(|by| key(*by, passage, call)).collect();
        let Some(keys) = keys else { continue };
        let (tally, with, all) = out.entry(keys).or_default();
        tally.words += u64::from(passage.range.end - passage.range.start);
        tally.of_passages += 1;
        all.insert(passage.call);
        if let Some(mentions) = mentions {
            tally.mentions += mentions as u64;
            tally.passages += 1;
            with.insert(passage.call);
        }
    }
    let finished = out.into_iter().map(|(keys, (tally, with, all))| {
        (keys, Tally { calls: with.len() as u64, of_calls: all.len() as u64, ..tally })
    });
    finished.collect()
}

/// Returns the group of a passage as it is printed; `None` where it stands in none.
fn key(by: Grouping, passage: &ScannedPassage, call: &Call) -> Option<String> {
    let speaker = &passage.facts.speaker;
    let key = match by {
        Grouping::Quarter => call.quarter.map(|q| q.to_string()),
        Grouping::CalendarQuarter => {
            call.date.map(|d| format!("{}-Q{}", d.year(), d.month().div_ceil(3)))
        }
        Grouping::Month => call.date.map(|d| d.to_string()[..7].to_owned()),
        Grouping::Year => call.date.map(|d| d.year().to_string()),
        Grouping::Company => call.company.clone(),
        Grouping::Firm if speaker.role != Role::Analyst => return None,
        Grouping::Firm => speaker.firm.as_ref().map(|f| f.name().to_owned()),
        Grouping::Speaker => speaker.name.clone().map(|name| {
            let company = call.company.clone().unwrap_or_else(|| call.id.to_string());
            match (speaker.role, &speaker.firm) {
                (Role::Operator, _) => name,
                (Role::Analyst, Some(firm)) => format!("{name} ({})", firm.name()),
                (Role::Analyst, None) => format!("{name} (asking {company})"),
                _ => format!("{name} ({company})"),
            }
        }),
        Grouping::Role => Some(speaker.role).filter(|r| *r != Role::Unknown).map(|r| r.to_string()),
        Grouping::Section => {
            let section = passage.facts.section;
            Some(section).filter(|s| *s != Section::Unknown).map(|s| s.to_string())
        }
        Grouping::Call => Some(call.id.to_string()),
    };
    Some(key.unwrap_or_else(|| "unknown".to_owned()))
}
