//! Shows why each executive's turn of a text is given to whom: the clues with their weights.

use std::fmt::Write;

use earmark::parse::learn::CastTable;
use earmark::parse::learn::FlowTable;
use earmark::parse::learn::calls;
use earmark::parse::learn::cast_call;
use earmark::parse::learn::cast_likely;

/// How many of the clues for and against a candidate are shown.
const SHOWN: usize = 9;

/// Returns the turns of executives with the candidates that most speaks for.
pub(crate) fn shown(text: &str, flow: &FlowTable, cast: &CastTable) -> String {
    let seen = cast_call(text, flow, cast);
    let likely = cast_likely(text, flow, cast);
    let mut out = format!("called: {}\n", calls(text).join(" | "));
    for (turn, told) in seen.turns.iter().zip(&likely) {
        let rest = text.get(turn.start..).unwrap_or_default();
        let words: Vec<&str> = rest.split_whitespace().take(12).collect();
        let name = told.person.map_or("nobody", |p| seen.people[p].0.as_str());
        let _ = writeln!(out, "{} -> {name} {:.3} {}", words.join(" "), told.likely, told.kind);
        let mut sums: Vec<(f32, usize)> = Vec::new();
        for (candidate, clues) in turn.clues.iter().enumerate() {
            sums.push((clues.iter().map(|c| cast.weight(&c.0) * c.1).sum(), candidate));
        }
        sums.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (sum, candidate) in sums.into_iter().take(4) {
            let mut clues: Vec<(f32, &str)> = turn.clues[candidate]
                .iter()
                .map(|c| (cast.weight(&c.0) * c.1, c.0.as_str()))
                .collect();
            clues.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
            let clues: Vec<String> =
                clues.iter().take(SHOWN).map(|(w, c)| format!("{c} {w:+.1}")).collect();
            let name = seen.people.get(candidate).map_or("nobody", |p| p.0.as_str());
            let _ = writeln!(out, "    {sum:+.1} {name}: {}", clues.join(", "));
        }
    }
    out
}
