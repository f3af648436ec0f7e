//! Reads bare texts of labelled calls by tables that have not seen their companies, and prints
//! what a scoring script reads: one call a line.

use std::path::Path;

use earmark::parse::Parsed;
use earmark::parse::learn::parse_by;
use serde_json::Value;
use serde_json::json;

use crate::folds::FOLDS;
use crate::folds::Kept;
use crate::folds::is_of;
use crate::gold::Call;

/// Returns every text of a folder, named by the call's id, as it is read by tables learned
/// without its company.
pub(crate) fn read(calls: &[Call], kept: &Kept, texts: &Path) -> String {
    let mut out = String::new();
    for fold in 0..FOLDS {
        let tables = kept.without(fold, calls);
        for call in calls.iter().filter(|c| is_of(c, fold)) {
            let path = texts.join(format!("{}.txt", call.id));
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let parsed = parse_by(&text, &tables.flow, &tables.cast);
            out.push_str(&shown(&call.id, &parsed).to_string());
            out.push('\n');
        }
    }
    out
}

fn shown(id: &str, parsed: &Parsed) -> Value {
    let turns: Vec<Value> = parsed.transcript.turns.iter().map(turn).collect();
    let people: Vec<Value> = parsed
        .transcript
        .participants
        .iter()
        .map(|p| json!({"name": p.name, "role": p.role.as_str(), "title": p.title}))
        .collect();
    json!({"id": id, "source": format!("{id}.txt"), "turns": turns, "participants": people})
}

fn turn(turn: &earmark::transcript::Turn) -> Value {
    let told = turn.attribution.as_ref();
    json!({
        "speaker": turn.speaker.name,
        "role": turn.speaker.role.as_str(),
        "firm": turn.speaker.firm.as_ref().map(earmark::transcript::Firm::name),
        "section": turn.section.as_str(),
        "attribution": {
            "method": told.map(|a| &a.method),
            "confidence": told.map(|a| a.confidence),
            "evidence": told.map(|a| &a.evidence),
        },
        "paragraphs": turn.paragraphs,
    })
}
