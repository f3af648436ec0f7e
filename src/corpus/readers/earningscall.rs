//! JSON of the `EarningsCall` service, of which there are four levels of detail: the text alone,
//! speakers with their text, speakers with words and times, or the two sections as text.

use serde_json::Value;

use crate::corpus::error::ReadError;
use crate::parse;
use crate::parse::Parsed;
use crate::transcript::Period;
use crate::transcript::PeriodPart;
use crate::transcript::Section;

use super::Input;
use super::Layout;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::json_value;
use super::script;
use super::script::Label;
use super::script::Script;

/// The keys such JSON may have; with any other it is something else.
const KEYS: [&str; 8] = [
    "event",
    "is_final",
    "prepared_remarks",
    "questions_and_answers",
    "speaker_name_map_v2",
    "speakers",
    "text",
    "url",
];

/// The reader of such JSON.
pub(super) struct EarningsCall;

impl Reader for EarningsCall {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let keys = json_value::keys(sample).unwrap_or_default();
        let has = |key: &str| keys.contains(&key);
        let known = keys.iter().all(|key| KEYS.contains(key));
        let level = if has("speakers") && (has("event") || has("speaker_name_map_v2")) {
            "JSON with `speakers` of an `event`"
        } else if has("prepared_remarks") && has("questions_and_answers") {
            "JSON with `prepared_remarks` and `questions_and_answers` as text"
        } else if has("text") && known {
            "JSON with a `text` and nothing else but its `event`"
        } else {
            return Verdict::Declines;
        };
        Verdict::Takes(level.to_owned())
    }

    fn records(&self, text: &str) -> Result<Layout, ReadError> {
        json_value::layout(text)
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        let value = json_value::value(input)?;
        let mut parsed = if value.get("speakers").is_some_and(Value::is_array) {
            speakers(&value)
        } else {
            texts(&value)
        };
        facts(&mut parsed, &value);
        Ok(parsed)
    }
}

/// Adds what `event` tells of the call.
fn facts(parsed: &mut Parsed, value: &Value) {
    let Some(event) = value.get("event") else { return };
    let call = &mut parsed.transcript.call;
    let year = json_value::number(event, "year").map(|y| format!("{y:.0}"));
    let part = json_value::number(event, "quarter").and_then(quarter);
    if let Some(part) = part {
        let year = year.and_then(|y| y.parse().ok()).filter(|y| (1980..2100).contains(y));
        call.quarter = Some(Period { year, part });
    }
    call.date = json_value::date(event, &["conference_date", "date"]).or(call.date);
    let company = json_value::text(event, &["company_name", "company"]);
    call.company = company.map(str::to_owned).or(call.company.take());
    call.ticker = json_value::text(event, &["symbol", "ticker"]).map(str::to_uppercase);
}

/// Returns the quarter of a number.
pub(super) fn quarter(number: f64) -> Option<PeriodPart> {
    let quarters = [PeriodPart::Q1, PeriodPart::Q2, PeriodPart::Q3, PeriodPart::Q4];
    let found =
        quarters.into_iter().zip([1.0, 2.0, 3.0, 4.0]).find(|(_, n)| (n - number).abs() < 0.1);
    found.map(|(quarter, _)| quarter)
}

/// Reads the level whose turns have speakers, with their text or with words and times.
fn speakers(value: &Value) -> Parsed {
    let names = value.get("speaker_name_map_v2").or_else(|| value.get("speaker_name_map"));
    let mut script = Script::default();
    for turn in json_value::list(value, "speakers") {
        let id = json_value::label(turn, "speaker").unwrap_or_default();
        let info = names.and_then(|names| names.get(&id)).or_else(|| turn.get("speaker_info"));
        script.begin(speaker(&id, info));
        let words: Vec<&str> =
            json_value::list(turn, "words").iter().filter_map(Value::as_str).collect();
        match json_value::text(turn, &["text"]) {
            Some(text) => text.lines().for_each(|line| script.say(line, None)),
            None => script.say(&words.join(" "), None),
        }
        let times = json_value::list(turn, "start_times");
        let time = |value: Option<&Value>| value.and_then(Value::as_f64);
        script.heard(time(times.first()), time(times.last()));
    }
    let mut parsed = script.finish();
    script::by_handover(&mut parsed.transcript.turns);
    parsed
}

/// Returns the label of `spk03`, by what the map of names says of it.
fn speaker(id: &str, info: Option<&Value>) -> Label {
    let name =
        info.and_then(|i| i.as_str().map(str::trim).or_else(|| json_value::text(i, &["name"])));
    let Some(name) = name.filter(|n| !n.is_empty()) else {
        return Label::of_id(id);
    };
    let mut label = Label::new(name);
    if let Some(title) = info.and_then(|i| json_value::text(i, &["title"])) {
        label.describe(title);
    }
    label
}

/// Reads the levels that are text alone.
fn texts(value: &Value) -> Parsed {
    let part = |key| json_value::text(value, &[key]).unwrap_or_default();
    let (prepared, questions) = (part("prepared_remarks"), part("questions_and_answers"));
    let text = if prepared.is_empty() && questions.is_empty() {
        part("text").to_owned()
    } else {
        // Texts of one line each have no turns marked, and a blank line would be the only mark.
        let is_running = !prepared.contains('\n') && !questions.contains('\n');
        format!("{prepared}{}{questions}", if is_running { " " } else { "\n\n" })
    };
    let mut parsed = parse::parse(&text);
    let is_parted = !prepared.is_empty() && !questions.is_empty();
    for turn in &mut parsed.transcript.turns {
        // The text is not that of the file, so that its places mean nothing there.
        let span = turn.span.take();
        if let Some(span) = span.filter(|_| is_parted) {
            let asks = span.start >= prepared.len();
            turn.section = if asks { Section::Qa } else { Section::Prepared };
        }
    }
    for issue in &mut parsed.issues {
        issue.span = None;
    }
    parsed
}
