//! Bar charts as SVG, for documents and web pages.

use std::io;
use std::io::Write;

use crate::analysis::Key;
use crate::render::CountPage;
use crate::render::text::is_unsafe;

/// The width of a chart, and of the labels in it, in pixels.
const WIDTH: f64 = 800.0;
const LABELS: f64 = 200.0;

/// Room behind the longest bar for its number.
const NUMBERS: f64 = 70.0;

/// The height of a bar, of the gap between groups, and of a line of text.
const BAR: f64 = 16.0;
const GAP: f64 = 8.0;
const LINE: f64 = 20.0;

/// How many characters a label has at most.
const LABEL_CHARACTERS: usize = 30;

/// Colours that people who see colours differently can tell apart (Okabe and Ito 2008).
const COLORS: [&str; 7] =
    ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#999999"];

/// Writes a chart of counts: a group of bars a row, a bar a query.
pub fn chart(out: &mut dyn Write, page: &CountPage<'_>) -> io::Result<()> {
    let rows = &page.counts.rows;
    let queries = page.queries.len();
    #[expect(clippy::cast_precision_loss, reason = "a chart has few bars")]
    let (row_height, legend) = (BAR * queries as f64 + GAP, LINE * (queries + 1) as f64);
    #[expect(clippy::cast_precision_loss, reason = "a chart has few rows")]
    let height = legend + GAP + row_height * rows.len() as f64;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"12\">"
    )?;
    let names: Vec<&str> = page.queries.iter().map(|q| q.name.as_str()).collect();
    let by: Vec<&str> = page.by.iter().map(|by| by.as_str()).collect();
    let by = if by.is_empty() { String::new() } else { format!(" by {}", by.join(" and ")) };
    let title = format!("{} of {}{by}", measure_words(page), names.join(", "));
    writeln!(out, "<title>{}</title>", escape(&title))?;
    text(out, (0.0, 14.0), "start", &format!("{}{by}", measure_words(page)))?;
    for (n, name) in names.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "there are few queries")]
        let y = LINE * (n + 1) as f64;
        rect(out, (0.0, y + 2.0), (12.0, 12.0), n)?;
        text(out, (18.0, y + 12.0), "start", name)?;
    }
    let value = |row: usize, query: usize| page.measure.of(&rows[row].tallies[query]);
    let all = (0..rows.len()).flat_map(|r| (0..queries).filter_map(move |q| value(r, q)));
    let most = all.fold(0.0, f64::max);
    let mut y = legend + GAP;
    for (n, row) in rows.iter().enumerate() {
        let label: Vec<String> = row.keys.iter().map(Key::to_string).collect();
        let middle = y + (row_height - GAP) / 2.0 + 4.0;
        text(out, (LABELS - 8.0, middle), "end", &short(&label.join(" · ")))?;
        for query in 0..queries {
            let number = value(n, query);
            let share = if most > 0.0 { number.unwrap_or_default() / most } else { 0.0 };
            let length = share * (WIDTH - LABELS - NUMBERS);
            rect(out, (LABELS, y + 1.0), (length, BAR - 2.0), query)?;
            let number =
                number.map_or("–".to_owned(), |n| format!("{}", (n * 100.0).round() / 100.0));
            text(out, (LABELS + length + 4.0, y + 12.0), "start", &number)?;
            y += BAR;
        }
        y += GAP;
    }
    writeln!(out, "</svg>")
}

fn measure_words(page: &CountPage<'_>) -> &'static str {
    match page.measure {
        crate::analysis::Measure::Rate => "mentions per 10,000 words",
        other => other.as_str(),
    }
}

fn rect(out: &mut dyn Write, at: (f64, f64), size: (f64, f64), color: usize) -> io::Result<()> {
    let color = COLORS[color % COLORS.len()];
    writeln!(
        out,
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{color}\"/>",
        at.0, at.1, size.0, size.1
    )
}

fn text(out: &mut dyn Write, at: (f64, f64), anchor: &str, words: &str) -> io::Result<()> {
    let words = escape(words);
    writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{words}</text>",
        at.0, at.1
    )
}

/// Returns a label that fits beside the bars.
fn short(label: &str) -> String {
    match label.char_indices().nth(LABEL_CHARACTERS) {
        Some((end, _)) => format!("{}…", &label[..end]),
        None => label.to_owned(),
    }
}

/// Returns a text as it may stand in XML, without control characters.
fn escape(text: &str) -> String {
    let plain: String = text.chars().map(|c| if is_unsafe(c) { ' ' } else { c }).collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_break_the_drawing() {
        assert_eq!(escape("a <b> & \"c\"\x1b"), "a &lt;b&gt; &amp; &quot;c&quot; ");
    }
}
