//! The labelled calls: read, and written as the bare text that people have.

use std::path::Path;

use serde_json::Value;

/// A labelled call.
pub(crate) struct Call {
    pub(crate) id: String,
    /// The company, by its symbol: what is held out together.
    pub(crate) company: String,
    pub(crate) turns: Vec<Turn>,
}

/// A labelled turn; consecutive ones of one speaker in one section are one.
pub(crate) struct Turn {
    pub(crate) speaker: Option<String>,
    pub(crate) role: String,
    pub(crate) section: String,
    pub(crate) paragraphs: Vec<String>,
}

/// A call as bare text, with the turn that each line begins in.
pub(crate) struct Bare {
    pub(crate) text: String,
    /// For every line: its first byte and its turn.
    pub(crate) lines: Vec<(usize, usize)>,
}

/// The ways to write a call without its labels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Style {
    Dots,
    Blank,
    Lines,
    Running,
}

/// A small, reproducible source of chance.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as f64) / f64::from(1_u32 << 31)
    }
}

/// Returns a number for a text that is the same on every run.
pub(crate) fn number(text: &str) -> u64 {
    let hash = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, hash) >> 8
}

/// Reads the labelled calls of the named files.
pub(crate) fn read(folder: &Path, files: &[&str]) -> Vec<Call> {
    let mut out = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(folder.join(file)).expect("a file of labelled calls");
        out.extend(text.lines().filter(|l| !l.trim().is_empty()).map(call));
    }
    out
}

fn call(line: &str) -> Call {
    let json: Value = serde_json::from_str(line).expect("a call as JSON");
    let field = |v: &Value, k: &str| v[k].as_str().map(str::to_owned);
    let mut turns: Vec<Turn> = Vec::new();
    for t in json["turns"].as_array().into_iter().flatten() {
        let paragraphs: Vec<String> = t["paragraphs"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(clean)
            .filter(|p| p.chars().any(char::is_alphanumeric))
            .collect();
        if paragraphs.is_empty() {
            continue;
        }
        let turn = Turn {
            speaker: field(t, "speaker"),
            role: field(t, "role").unwrap_or_default(),
            section: field(t, "section").unwrap_or_default(),
            paragraphs,
        };
        match turns.last_mut() {
            Some(last)
                if last.speaker.is_some()
                    && last.speaker == turn.speaker
                    && last.section == turn.section =>
            {
                last.paragraphs.extend(turn.paragraphs);
            }
            _ => turns.push(turn),
        }
    }
    let id = field(&json, "id").unwrap_or_default();
    let company = field(&json, "ticker")
        .or_else(|| id.split('-').nth(1).map(str::to_owned))
        .unwrap_or_default();
    Call { id, company, turns }
}

fn clean(paragraph: &str) -> String {
    let mut out = String::new();
    let mut tag = false;
    for c in paragraph.chars() {
        match c {
            '<' => tag = true,
            '>' if tag => (tag, out) = (false, out + " "),
            _ if tag => {}
            _ => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes a call without its labels; a share of the turn marks is lost, as in real files.
pub(crate) fn bare(call: &Call, style: Style, merge: f64, chance: &mut Chance) -> Bare {
    let mut text = String::new();
    let mut lines = Vec::new();
    for (t, turn) in call.turns.iter().enumerate() {
        let mut cut: Vec<String> = turn.paragraphs.iter().flat_map(|p| cut(p)).collect();
        let last = t + 1 == call.turns.len();
        let run_on = chance.next() < merge && !last && call.turns[t + 1].speaker != turn.speaker;
        if style == Style::Dots && !run_on {
            if let Some(line) = cut.last_mut() {
                if !line.ends_with(['?', '!']) {
                    line.truncate(line.trim_end_matches(['.', ' ']).len());
                }
                line.push_str("..");
            }
        }
        for line in cut {
            lines.push((text.len(), t));
            text.push_str(&line);
            text.push(if style == Style::Running { ' ' } else { '\n' });
        }
        if style == Style::Blank && !run_on && !last {
            text.push('\n');
        }
    }
    Bare { text, lines }
}

/// Cuts a long paragraph into lines at sentence ends, as people's files are cut.
fn cut(paragraph: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut line = String::new();
    let mut start = 0;
    let bytes = paragraph.as_bytes();
    let mut sentences = Vec::new();
    for i in 1..bytes.len() {
        if bytes[i] == b' ' && matches!(bytes[i - 1], b'.' | b'?' | b'!') {
            sentences.push(&paragraph[start..i]);
            start = i + 1;
        }
    }
    sentences.push(&paragraph[start..]);
    for s in sentences {
        if !line.is_empty() && line.chars().count() + s.chars().count() > 430 {
            out.push(std::mem::replace(&mut line, s.to_owned()));
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(s);
        }
    }
    if !line.trim().is_empty() {
        out.push(line.trim().to_owned());
    }
    out
}
