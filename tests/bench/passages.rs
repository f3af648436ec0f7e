//! Writes the passages of an index as JSON, one call a line: what every rival indexes.
//!
//! `passages INDEX PASSAGES_FILE TEXT_FOLDER`: the folder gets the speech of each call as a file
//! of its own, for programs that search files.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;

use earmark::index::Reader;
use earmark::search;
use earmark::search::Shown;
use earmark::search::ShownTurn;
use earmark::transcript::Anchor;
use earmark::transcript::CallId;
use serde_json::Value;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [index, passages, texts] = &args[..] else {
        return Err("usage: passages INDEX PASSAGES_FILE TEXT_FOLDER".into());
    };
    let reader = Reader::open(Path::new(index))?;
    let mut out = BufWriter::new(File::create(passages)?);
    std::fs::create_dir_all(texts)?;
    for (n, id) in reader.manifest()?.calls().filter_map(|(_, c)| c.id.clone()).enumerate() {
        let place = Anchor { call: CallId::new(&id), turn: None, passage: None };
        let shown = search::show(&reader, &place, 0)?;
        writeln!(out, "{}", call(&shown))?;
        let mut text = BufWriter::new(File::create(Path::new(texts).join(format!("{n}.txt")))?);
        for passage in shown.turns.iter().flat_map(|t| &t.passages) {
            writeln!(text, "{}", passage.text)?;
        }
        text.flush()?;
    }
    out.flush()?;
    Ok(())
}

fn call(shown: &Shown) -> Value {
    let call = &shown.call;
    json!({
        "call": call.id.as_str(),
        "company": call.company,
        "ticker": call.ticker,
        "title": call.title,
        "quarter": call.quarter.map(|q| q.to_string()),
        "date": call.date.map(|d| d.to_string()),
        "turns": shown.turns.iter().map(turn).collect::<Vec<_>>(),
    })
}

fn turn(shown: &ShownTurn) -> Value {
    let turn = &shown.turn;
    let speaker = &turn.speaker;
    json!({
        "ordinal": turn.ordinal.0,
        "speaker": speaker.name,
        "role": speaker.role.as_str(),
        "office": speaker.title,
        "firm": speaker.firm.as_ref().map(|f| f.name().to_owned()),
        "section": turn.section.as_str(),
        "passages": shown.passages.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(),
    })
}
