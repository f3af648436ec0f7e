//! Whether an index is sound.

use std::io;
use std::io::Write;
use std::path::Path;

use crate::index::Checked;
use crate::numbers::bytes;
use crate::numbers::counted;
use crate::render::text::clean;

/// Writes what a check found: a line for each fault, or that there is none.
pub fn checked(out: &mut dyn Write, path: &Path, checked: &Checked) -> io::Result<()> {
    let path = path.display().to_string();
    for fault in &checked.faults {
        writeln!(out, "{}", clean(&format!("{}: {}", fault.place, fault.what)))?;
    }
    let read = format!(
        "{}, {}, {} of text",
        counted(checked.calls, "call"),
        counted(checked.passages, "passage"),
        bytes(checked.bytes)
    );
    let verdict = match checked.faults.len() as u64 {
        0 => format!("`{path}` is sound: {read} read and compared"),
        n => format!("`{path}` is damaged: {} found", counted(n, "fault")),
    };
    writeln!(out, "{}", clean(&verdict))
}
