//! Writing with tantivy as it comes: what earmark is measured against.
//!
//! The passages and what is stored of them are earmark's; the tokenizer and all settings are
//! tantivy's own.

use std::fs::File;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;

use serde_json::Value;
use tantivy::Index;
use tantivy::IndexWriter;
use tantivy::TantivyDocument;
use tantivy::schema::Field;
use tantivy::schema::STORED;
use tantivy::schema::STRING;
use tantivy::schema::Schema;
use tantivy::schema::TEXT;

use crate::engine::Failure;

/// Memory in bytes for the words that wait to be written: what earmark takes too.
const BUFFER_BYTES: usize = 110_000_000;

/// What is known of a call, on each of its passages.
const OF_CALL: [&str; 6] = ["call", "company", "ticker", "title", "quarter", "date"];

/// What is known of a turn, on each of its passages.
const OF_TURN: [&str; 5] = ["speaker", "role", "office", "firm", "section"];

/// Writes the passages of a file, one call a line, into a new index.
pub(crate) fn index(passages: &Path, folder: &Path) -> Result<(), Failure> {
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT | STORED);
    let ordinals = ["turn", "passage"].map(|name| schema.add_u64_field(name, STORED));
    let of_call = OF_CALL.map(|name| schema.add_text_field(name, STRING | STORED));
    let of_turn = OF_TURN.map(|name| schema.add_text_field(name, STRING | STORED));
    let index = Index::create_in_dir(folder, schema.build())?;
    let threads = std::thread::available_parallelism()?.get();
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, BUFFER_BYTES)?;
    for line in BufReader::new(File::open(passages)?).lines() {
        let call: Value = serde_json::from_str(&line?)?;
        let mut about_call = TantivyDocument::new();
        add(&mut about_call, &of_call, &OF_CALL, &call);
        for turn in call["turns"].as_array().into_iter().flatten() {
            let mut about_turn = about_call.clone();
            add(&mut about_turn, &of_turn, &OF_TURN, turn);
            about_turn.add_u64(ordinals[0], turn["ordinal"].as_u64().unwrap_or_default());
            for (n, passage) in (0..).zip(turn["passages"].as_array().into_iter().flatten()) {
                let mut document = about_turn.clone();
                document.add_u64(ordinals[1], n);
                document.add_text(text, passage.as_str().unwrap_or_default());
                writer.add_document(document)?;
            }
        }
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn add(document: &mut TantivyDocument, fields: &[Field], names: &[&str], from: &Value) {
    for (field, name) in fields.iter().zip(names) {
        if let Some(value) = from[*name].as_str() {
            document.add_text(*field, value);
        }
    }
}
