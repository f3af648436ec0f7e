//! JSON of services that sell transcripts: the whole call as `content`, or a list of turns under
//! `transcript`, with the facts of the call beside it.

use serde_json::Value;

use crate::corpus::error::ReadError;
use crate::parse;
use crate::parse::Parsed;
use crate::transcript::Call;
use crate::transcript::Period;
use crate::transcript::Role;
use crate::transcript::Section;

use super::Input;
use super::Layout;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::earningscall;
use super::glued;
use super::json_value;
use super::script;
use super::script::Label;
use super::script::Script;

/// The reader of such JSON.
pub(super) struct ApiJson;

impl Reader for ApiJson {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let keys = json_value::keys(sample).unwrap_or_default();
        let has = |names: &[&str]| names.iter().any(|name| keys.contains(name));
        if has(&["turns"]) {
            return Verdict::Declines;
        }
        if has(&["transcript_split", "transcript"]) {
            return Verdict::Takes("JSON with a `transcript`".to_owned());
        }
        let told = has(&["symbol", "ticker"]) && has(&["quarter", "year", "date"]);
        if has(&["content"]) && told {
            return Verdict::Takes("JSON with `content` and the symbol of its company".to_owned());
        }
        Verdict::Declines
    }

    fn records(&self, text: &str) -> Result<Layout, ReadError> {
        json_value::layout(text)
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        let value = json_value::value(input)?;
        let split = ["transcript_split", "transcript"];
        let turns = split.iter().map(|key| json_value::list(&value, key)).find(|l| !l.is_empty());
        let mut parsed = match turns {
            Some(turns) => listed(&value, turns),
            None => whole(json_value::text(&value, &["content", "transcript"]).unwrap_or_default()),
        };
        let call = &mut parsed.transcript.call;
        let told = facts(&value);
        call.company = told.company.or(call.company.take());
        call.ticker = told.ticker.or(call.ticker.take());
        call.title = told.title.or(call.title.take());
        call.quarter = told.quarter.or(call.quarter);
        call.date = told.date.or(call.date);
        Ok(parsed)
    }
}

/// Reads what stands beside the turns.
fn facts(value: &Value) -> Call {
    let owned = |keys: &[&str]| json_value::text(value, keys).map(str::to_owned);
    let year = json_value::number(value, "year").and_then(|y| format!("{y:.0}").parse().ok());
    let part = json_value::number(value, "quarter").and_then(earningscall::quarter);
    let quarter = part.map(|part| Period { year, part });
    let quarter = quarter.or_else(|| {
        let text = json_value::text(value, &["quarter", "fiscal_period", "period"])?;
        let with_year = || script::period(&format!("{text} {}", year?));
        text.parse()
            .ok()
            .filter(|p: &Period| p.year.is_some())
            .or_else(|| script::period(text))
            .or_else(with_year)
    });
    Call {
        company: owned(&["company", "company_name", "companyName"]),
        ticker: owned(&["symbol", "ticker"]).map(|t| t.to_uppercase()),
        title: owned(&["title"]),
        quarter,
        date: json_value::date(value, &["date", "time", "conference_date", "timestamp"]),
        ..Call::default()
    }
}

/// Reads a call that is one text.
fn whole(text: &str) -> Parsed {
    let mut parsed =
        if glued::evidence(text).is_some() { glued::read(text) } else { parse::parse(text) };
    // The text is not that of the file, so that its places mean nothing there.
    parsed.transcript.turns.iter_mut().for_each(|turn| turn.span = None);
    parsed.issues.iter_mut().for_each(|issue| issue.span = None);
    parsed
}

/// Reads a call that is a list of turns.
fn listed(value: &Value, turns: &[Value]) -> Parsed {
    let mut script = Script::default();
    for key in ["participant", "participants", "speakers"] {
        for person in json_value::list(value, key) {
            let label = person.as_str().map_or_else(|| label(person), Label::new);
            script.people.add(&label, Role::Unknown);
        }
    }
    for turn in turns {
        let session = json_value::text(turn, &["session", "section"]).map(section);
        script.section = session.unwrap_or_default();
        script.begin(label(turn));
        let speech = ["content", "text", "speech", "transcript"];
        for key in speech {
            for line in json_value::list(turn, key).iter().filter_map(Value::as_str) {
                line.lines().for_each(|line| script.say(line, None));
            }
        }
        let text = json_value::text(turn, &speech).unwrap_or_default();
        text.lines().for_each(|line| script.say(line, None));
        script.heard(json_value::number(turn, "start"), json_value::number(turn, "end"));
    }
    let mut parsed = script.finish();
    script::by_handover(&mut parsed.transcript.turns);
    parsed
}

/// Returns the section that a word for it means.
pub(super) fn section(said: &str) -> Section {
    let lower = said.to_lowercase();
    if lower.contains("q&a")
        || lower.starts_with('q')
        || lower.contains("question")
        || lower.contains("answer")
    {
        Section::Qa
    } else if ["management", "prepared", "presentation", "remarks", "announcement", "intro"]
        .iter()
        .any(|w| lower.contains(w))
    {
        Section::Prepared
    } else {
        Section::Unknown
    }
}

/// Reads who speaks, or takes part.
fn label(value: &Value) -> Label {
    let name = json_value::label(value, "speaker").or_else(|| json_value::label(value, "name"));
    let mut label = Label::new(&name.unwrap_or_default());
    let about = json_value::text(value, &["title", "description"]);
    let firm = json_value::text(value, &["company", "firm", "affiliation"]);
    label.firm = label.firm.or_else(|| firm.map(str::to_owned));
    if let Some(about) = about {
        label.describe(about);
    }
    let role = json_value::text(value, &["role"]).and_then(role);
    label.role = role.unwrap_or(label.role);
    label
}

/// Returns the role that a word for it means.
pub(super) fn role(said: &str) -> Option<Role> {
    let lower = said.to_lowercase();
    [
        (&["operator", "moderator"][..], Role::Operator),
        (&["analyst"], Role::Analyst),
        (
            &["executive", "corporate", "corprep", "management", "ceo", "cfo", "company"],
            Role::Executive,
        ),
    ]
    .into_iter()
    .find(|(words, _)| words.iter().any(|w| lower.contains(w)))
    .map(|(_, role)| role)
}
