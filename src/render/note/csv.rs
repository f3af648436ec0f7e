//! The quotations of a note as a table.

use std::io;
use std::io::Write;

use crate::render::csv::guarded;
use crate::render::note::Source;
use crate::render::text::is_unsafe;
use crate::transcript::Firm;

/// Writes the quotations of a note, a row each.
pub fn quotes(out: &mut dyn Write, sources: &[Source]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "anchor",
        "company",
        "quarter",
        "date",
        "speaker",
        "role",
        "firm",
        "section",
        "citation",
        "quotation",
    ])?;
    for source in sources {
        let quote = &source.quote;
        let call = source.place.as_ref().map(|(call, _)| &**call);
        let turn = source.place.as_ref().map(|(_, turn)| turn);
        let speaker = turn.map(|t| &t.speaker);
        let shown = |value: Option<String>| value.unwrap_or_default();
        let cells = [
            quote.anchor.to_string(),
            shown(call.and_then(|c| c.company.clone())),
            shown(call.and_then(|c| c.quarter).map(|q| q.to_string())),
            shown(call.and_then(|c| c.date).map(|d| d.to_string())),
            shown(speaker.and_then(|s| s.name.clone())),
            shown(speaker.map(|s| s.role.to_string())),
            shown(speaker.and_then(|s| s.firm.as_ref()).map(Firm::to_string)),
            shown(turn.map(|t| t.section.to_string())),
            quote.citation.clone(),
            // A line of the table holds one quotation.
            quote.text.split_whitespace().collect::<Vec<_>>().join(" "),
        ];
        writer.write_record(cells.map(|cell| guarded(cell.replace(is_unsafe, " "))))?;
    }
    writer.flush()
}
