//! The page that tells what an index holds.

use std::io;
use std::io::Write;

use crate::numbers::bytes;
use crate::numbers::counted;
use crate::numbers::number;
use crate::render::Paint;
use crate::render::Status;
use crate::render::Style;
use crate::update::shown_source;

/// Writes what an index holds, a fact a line.
pub fn status(out: &mut dyn Write, status: &Status<'_>, style: Style) -> io::Result<()> {
    let header = status.header;
    let mut facts = vec![
        ("index", status.path.display().to_string()),
        ("format", format!("{} ({})", header.format, header.analyzer)),
        (
            "calls",
            format!("{} from {}", number(header.calls), counted(status.files() as u64, "file")),
        ),
        ("companies", number(status.companies() as u64)),
    ];
    if let Some((first, last)) = status.quarters() {
        facts.push(("quarters", format!("{first} to {last}")));
    }
    if let Some((first, last)) = status.dates() {
        facts.push(("dates", format!("{first} to {last}")));
    }
    facts.extend([
        ("turns", number(header.turns)),
        ("passages", number(header.passages)),
        ("words", number(header.words)),
        ("text", bytes(header.bytes)),
        ("on disk", size(status)),
    ]);
    let roots = status.manifest.roots.iter();
    facts.extend(roots.map(|root| ("remembers", shown_source(root))));
    for (name, value) in facts {
        let name = style.paint(Paint::Dim, &format!("{name:<11}"));
        writeln!(out, "{name}{}", style.paint(Paint::Plain, &value))?;
    }
    Ok(())
}

/// Returns the size on the disk, and what share of the text it is.
#[expect(clippy::cast_precision_loss, reason = "rounded to two digits anyway")]
fn size(status: &Status<'_>) -> String {
    let size = bytes(status.bytes_on_disk);
    match status.header.bytes {
        0 => size,
        text => format!("{size}, {:.2} times the text", status.bytes_on_disk as f64 / text as f64),
    }
}
