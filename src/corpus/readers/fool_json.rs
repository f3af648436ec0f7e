//! JSON of pages of The Motley Fool: `prepared_remarks` and `q_and_a`, each a list of speakers
//! and speeches, and `participants` as `Name--Title`.

use serde_json::Value;

use crate::corpus::error::ReadError;
use crate::parse::Parsed;
use crate::transcript::Role;
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

/// The reader of such JSON.
pub(super) struct FoolJson;

impl Reader for FoolJson {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let keys = json_value::keys(sample).unwrap_or_default();
        if keys.contains(&"prepared_remarks") && keys.contains(&"q_and_a") {
            return Verdict::Takes("JSON with `prepared_remarks` and `q_and_a`".to_owned());
        }
        Verdict::Declines
    }

    fn records(&self, text: &str) -> Result<Layout, ReadError> {
        json_value::layout(text)
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        let value = json_value::value(input)?;
        let mut script = Script::default();
        script.call.company =
            json_value::text(&value, &["company", "company_name"]).map(str::to_owned);
        script.call.date = json_value::date(&value, &["date"]);
        for person in json_value::list(&value, "participants").iter().filter_map(Value::as_str) {
            let label = match script::split_dash(person) {
                Some((name, rest)) => script::dashed(name, rest),
                None => Label::new(person),
            };
            script.people.add(&label, Role::Unknown);
        }
        for (key, section) in [("prepared_remarks", Section::Prepared), ("q_and_a", Section::Qa)] {
            script.section = section;
            for turn in json_value::list(&value, key) {
                say(&mut script, turn);
            }
        }
        Ok(script.finish())
    }
}

/// Adds a turn, `{"speaker": …, "speech": …}`.
fn say(script: &mut Script, turn: &Value) {
    let name = json_value::text(turn, &["speaker"]).unwrap_or_default();
    let label = match script::split_dash(name) {
        Some((name, rest)) if script::is_name(name) => script::dashed(name, rest),
        _ => Label::new(name),
    };
    if script::is_furniture(name) {
        return;
    }
    script.begin(label);
    for line in json_value::text(turn, &["speech"]).unwrap_or_default().lines() {
        script.say(line, None);
    }
}
