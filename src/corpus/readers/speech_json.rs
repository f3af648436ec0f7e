//! JSON of speech recognisers: Whisper, `WhisperX`, Deepgram, `AssemblyAI`, AWS Transcribe and Rev.
//!
//! Each is a list of pieces with a speaker and times, under keys of its own; pieces of one speaker
//! in a row are one turn.

mod channels;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::corpus::error::ReadError;
use crate::parse;
use crate::parse::Parsed;

use super::Input;
use super::Layout;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::json_value;
use super::json_value::label;
use super::json_value::list;
use super::json_value::number;
use super::json_value::text;
use super::script;
use super::script::Label;
use super::script::Script;

/// The reader of such JSON.
pub(super) struct SpeechJson;

impl Reader for SpeechJson {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let keys = json_value::keys(sample).unwrap_or_default();
        let has = |key: &str| keys.contains(&key);
        let whose = if has("monologues") {
            "Rev's, with `monologues`"
        } else if has("segments") {
            "Whisper's, with `segments`"
        } else if has("utterances") {
            "AssemblyAI's, with `utterances`"
        } else if has("results") && has("metadata") {
            "Deepgram's, with `results` and `metadata`"
        } else if has("Transcript") && (has("JobName") || has("Participants")) {
            "AWS Call Analytics', with `Transcript`"
        } else if has("transcription") && (has("result") || has("params")) {
            "whisper.cpp's, with `transcription`"
        } else if has("chunks") && has("text") {
            "Whisper's, with `chunks`"
        } else if has("results") && (has("jobName") || has("accountId") || has("status")) {
            "AWS Transcribe's, with `results` of a job"
        } else {
            return Verdict::Declines;
        };
        Verdict::Takes(format!("JSON like {whose}"))
    }

    fn records(&self, text: &str) -> Result<Layout, ReadError> {
        json_value::layout(text)
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        let value = json_value::value(input)?;
        let results = value.get("results").unwrap_or(&Value::Null);
        let pieces = [
            rev(&value),
            plain(list(&value, "segments"), 1.0),
            plain(list(&value, "utterances"), 0.001),
            plain(list(results, "utterances"), 1.0),
            channels::deepgram(results),
            channels::aws(results),
            aws(results),
            analytics(list(&value, "Transcript")),
            offset(list(&value, "transcription")),
            plain(list(&value, "chunks"), 1.0),
        ];
        let pieces = pieces.into_iter().find(|p| !p.is_empty()).unwrap_or_default();
        if pieces.iter().all(|p| p.speaker.is_none()) {
            return Ok(unlabelled(&value, &pieces));
        }
        let mut script = Script::default();
        for piece in &pieces {
            let label = piece.speaker.as_deref().map(Label::of_id).unwrap_or_default();
            script.begin_or_go_on(label);
            script.flow(&piece.text, None);
            script.heard(piece.start, piece.end);
        }
        let mut parsed = script.finish();
        script::by_handover(&mut parsed.transcript.turns);
        Ok(parsed)
    }
}

/// A piece of speech.
#[derive(Debug, Clone)]
struct Piece {
    speaker: Option<String>,
    text: String,
    start: Option<f64>,
    end: Option<f64>,
}

/// Reads what nobody's label stands before as plain text.
fn unlabelled(value: &Value, pieces: &[Piece]) -> Parsed {
    let joined: Vec<&str> = pieces.iter().map(|p| p.text.trim()).collect();
    let joined = joined.join(" ");
    let text = if joined.is_empty() { text(value, &["text"]).unwrap_or_default() } else { &joined };
    let mut parsed = parse::parse(text);
    parsed.transcript.turns.iter_mut().for_each(|turn| turn.span = None);
    parsed.issues.iter_mut().for_each(|issue| issue.span = None);
    parsed
}

/// Reads pieces with `speaker`, `text` or `transcript`, `start` and `end`, the times in a unit
/// of so many seconds.
///
/// Where nobody was told apart, each of several channels is a speaker.
fn plain(pieces: &[Value], unit: f64) -> Vec<Piece> {
    let channels: BTreeSet<String> = pieces.iter().filter_map(|p| label(p, "channel")).collect();
    let several = channels.len() > 1;
    let piece = |piece: &Value| {
        let time = |keys: [&str; 2]| {
            keys.iter().find_map(|key| number(piece, key)).map(|time| time * unit)
        };
        Some(Piece {
            speaker: label(piece, "speaker")
                .or_else(|| label(piece, "speaker_label"))
                .or_else(|| label(piece, "channel").filter(|_| several)),
            text: text(piece, &["text", "transcript"])?.to_owned(),
            start: time(["start", "start_time"]),
            end: time(["end", "end_time"]),
        })
    };
    pieces.iter().filter_map(piece).collect()
}

/// Reads Rev's monologues: elements that are words and marks, with the spaces between them.
fn rev(value: &Value) -> Vec<Piece> {
    let names = list(value, "speakers");
    let name = |id: &str| {
        let found = names.iter().find(|s| label(s, "id").as_deref() == Some(id));
        found.and_then(|s| text(s, &["name"])).map_or_else(|| id.to_owned(), str::to_owned)
    };
    let piece = |monologue: &Value| {
        let elements = list(monologue, "elements");
        let values = elements.iter().filter_map(|e| e.get("value")?.as_str());
        Piece {
            speaker: label(monologue, "speaker").map(|id| name(&id)),
            text: values.collect(),
            start: elements.iter().find_map(|e| number(e, "ts")),
            end: elements.iter().rev().find_map(|e| number(e, "end_ts")),
        }
    };
    list(value, "monologues").iter().map(piece).collect()
}

/// Reads the turns of AWS Call Analytics, the times in thousandths of seconds.
fn analytics(turns: &[Value]) -> Vec<Piece> {
    let piece = |turn: &Value| {
        Some(Piece {
            speaker: label(turn, "ParticipantId").or_else(|| label(turn, "ParticipantRole")),
            text: text(turn, &["Content"])?.to_owned(),
            start: number(turn, "BeginOffsetMillis").map(|time| time * 0.001),
            end: number(turn, "EndOffsetMillis").map(|time| time * 0.001),
        })
    };
    turns.iter().filter_map(piece).collect()
}

/// Reads the pieces of whisper.cpp, whose times are `offsets` in thousandths of seconds.
fn offset(pieces: &[Value]) -> Vec<Piece> {
    let piece = |piece: &Value| {
        let time = |key| Some(number(piece.get("offsets")?, key)? * 0.001);
        Some(Piece {
            speaker: label(piece, "speaker"),
            text: text(piece, &["text"])?.to_owned(),
            start: time("from"),
            end: time("to"),
        })
    };
    pieces.iter().filter_map(piece).collect()
}

/// Reads AWS Transcribe's stretches, or else its items: words and marks, each with its speaker.
fn aws(results: &Value) -> Vec<Piece> {
    let stretches = plain(list(results, "audio_segments"), 1.0);
    if stretches.iter().any(|s| s.speaker.is_some()) {
        return stretches;
    }
    let mut speakers = list(results, "speaker_labels");
    if let Some(labels) = results.get("speaker_labels").filter(|l| l.is_object()) {
        speakers = list(labels, "segments");
    }
    let mut turns = speakers
        .iter()
        .filter_map(|s| Some((number(s, "end_time")?, label(s, "speaker_label")?)))
        .peekable();
    let mut out: Vec<Piece> = Vec::new();
    for item in list(results, "items") {
        let Some(word) = list(item, "alternatives").first().and_then(|a| text(a, &["content"]))
        else {
            continue;
        };
        let (start, end) = (number(item, "start_time"), number(item, "end_time"));
        if let Some(start) = start {
            while turns.next_if(|(end, _)| *end <= start).is_some() {}
        }
        match out.last_mut().filter(|_| start.is_none()) {
            Some(last) => last.text.push_str(word),
            None => out.push(Piece {
                speaker: label(item, "speaker_label")
                    .or_else(|| turns.peek().map(|(_, s)| s.clone())),
                text: word.to_owned(),
                start,
                end,
            }),
        }
    }
    out
}
