//! The bare engine as a program.
//!
//! `bare index PASSAGES FOLDER`, `bare search FOLDER QUERY`, `bare ids FOLDER QUERY`.

use std::io::Write;
use std::path::Path;

mod engine;
mod write;

use engine::Bare;
use engine::Failure;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut out = std::io::stdout().lock();
    match args[..] {
        ["index", passages, folder] => write::index(Path::new(passages), Path::new(folder))?,
        ["search", folder, query] => {
            for hit in Bare::open(Path::new(folder))?.shown(query)? {
                writeln!(out, "{:?}\n{}", hit.document, hit.snippet)?;
            }
        }
        ["ids", folder, query] => {
            for place in Bare::open(Path::new(folder))?.ids(query)? {
                writeln!(out, "{place:?}")?;
            }
        }
        // What a program costs that does nothing.
        ["nothing"] => {}
        _ => return Err("usage: bare index PASSAGES FOLDER | bare search FOLDER QUERY".into()),
    }
    Ok(())
}
