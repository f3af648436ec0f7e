//! Tables of speech, whatever file they stand in: which column holds what, and the calls or
//! turns that the rows are.

use crate::corpus::error::ReadError;
use crate::parse;
use crate::parse::Parsed;
use crate::transcript::Call;
use crate::transcript::CallId;

use super::api_json;
use super::glued;
use super::script;
use super::script::Label;
use super::script::Script;
use super::transcribed;

/// Which columns hold what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) text: usize,
    pub(super) speaker: Option<usize>,
    pub(super) role: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) firm: Option<usize>,
    pub(super) section: Option<usize>,
    pub(super) start: Option<usize>,
    pub(super) end: Option<usize>,
    pub(super) call: Option<usize>,
    pub(super) company: Option<usize>,
    pub(super) ticker: Option<usize>,
    pub(super) date: Option<usize>,
    pub(super) quarter: Option<usize>,
    pub(super) year: Option<usize>,
}

/// A row, cell by cell, and where in the source text it stands.
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    pub(super) span: Option<std::ops::Range<usize>>,
}

/// The longest name of a column: what is longer is speech.
const MAX_NAME_BYTES: usize = 64;

/// The names of the column of the words.
const TEXT: [&str; 8] = [
    "text",
    "content",
    "transcript",
    "speech",
    "utterance",
    "paragraph",
    "componenttext",
    "sentence",
];

impl Columns {
    /// Reads a header; nothing where no column is that of the words.
    pub(super) fn of_header(names: &[&str]) -> Option<Self> {
        let is_name = |n: &&str| n.len() <= MAX_NAME_BYTES;
        let plain = |n: &&str| n.trim().to_lowercase().replace(' ', "_");
        let names: Vec<Option<String>> =
            names.iter().map(|n| Some(n).filter(|n| is_name(n)).map(plain)).collect();
        let at = |known: &[&str]| {
            known.iter().find_map(|k| names.iter().position(|n| n.as_deref() == Some(*k)))
        };
        let text = at(&TEXT)?;
        let mut columns = Self {
            text,
            speaker: at(&["speaker", "speaker_name", "name", "transcriptpersonname", "personname"]),
            role: at(&["role", "speaker_role", "speaker_type", "speakertypename"]),
            title: at(&["title", "speaker_title", "position"]),
            firm: at(&["firm", "affiliation", "speaker_company", "companyofperson"]),
            section: at(&["section", "session", "part", "transcriptcomponenttypename"]),
            start: at(&["start", "start_time", "begin", "start_s"]),
            end: at(&["end", "end_time", "end_s"]),
            call: at(&[
                "call_id",
                "call",
                "transcript_id",
                "transcriptid",
                "file",
                "file_id",
                "event_id",
            ]),
            company: at(&["company", "company_name", "companyname"]),
            ticker: at(&["ticker", "symbol"]),
            date: at(&["date", "event_date", "conference_date"]),
            quarter: at(&["quarter", "fiscal_quarter", "period", "q"]),
            year: at(&["year", "fiscal_year"]),
        };
        // Where nothing else tells calls apart, the company is that of each speaker.
        let of_call = columns.call.or(columns.ticker).or(columns.date).or(columns.quarter);
        if columns.speaker.is_some() && columns.firm.is_none() && of_call.is_none() {
            columns.firm = columns.company.take();
        }
        Some(columns)
    }

    /// Tells whether a cell of a header names the column of the words.
    pub(super) fn is_of_text(name: &str) -> bool {
        let name = name.trim();
        TEXT.iter().any(|text| text.eq_ignore_ascii_case(name))
    }

    /// Tells whether columns tell who speaks, or whose call it is: other tables have words too.
    pub(super) fn are_of_calls(&self) -> bool {
        self.speaker.or(self.ticker).or(self.company).is_some()
    }

    /// Returns the columns that hold something, in their order.
    #[cfg(feature = "parquet")]
    pub(super) fn all(&self) -> Vec<usize> {
        let Self { text, speaker, role, title, firm, section, start, end, .. } = *self;
        let Self { call, company, ticker, date, quarter, year, .. } = *self;
        let of_turn = [Some(text), speaker, role, title, firm, section, start, end];
        let of_call = [call, company, ticker, date, quarter, year];
        let mut all: Vec<usize> = of_turn.into_iter().chain(of_call).flatten().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Tells whether a row is a whole call, rather than a stretch of speech.
    pub(super) fn is_row_a_call(&self) -> bool {
        self.speaker.is_none()
    }

    /// Returns what tells the calls apart where a row is a stretch of speech; all rows are one
    /// call where no column does.
    pub(super) fn call_key(&self, row: &Row) -> String {
        let columns = match self.call {
            Some(call) => vec![Some(call)],
            None => vec![self.ticker, self.company, self.date, self.quarter, self.year],
        };
        let cells = columns.into_iter().flatten().map(|c| cell(row, Some(c)).unwrap_or_default());
        cells.collect::<Vec<_>>().join("\u{1f}")
    }
}

/// Returns a cell that is not blank.
fn cell(row: &Row, column: Option<usize>) -> Option<&str> {
    row.cells.get(column?).map(|c| c.trim()).filter(|c| !c.is_empty())
}

/// Reads the rows of one call.
pub(super) fn read(columns: &Columns, rows: &[Row]) -> Result<Parsed, ReadError> {
    let Some(first) = rows.first() else {
        return Err(ReadError::NoTranscript { reason: "a table without rows".to_owned() });
    };
    let mut parsed = if columns.is_row_a_call() {
        let text = cell(first, Some(columns.text)).unwrap_or_default();
        let mut parsed =
            if glued::evidence(text).is_some() { glued::read(text) } else { parse::parse(text) };
        parsed.transcript.turns.iter_mut().for_each(|turn| turn.span = None);
        parsed.issues.iter_mut().for_each(|issue| issue.span = None);
        parsed
    } else {
        turns(columns, rows)
    };
    let told = facts(columns, first);
    let call = &mut parsed.transcript.call;
    call.id = told.id;
    call.company = told.company.or(call.company.take());
    call.ticker = told.ticker.or(call.ticker.take());
    call.quarter = told.quarter.or(call.quarter);
    call.date = told.date.or(call.date);
    Ok(parsed)
}

/// Reads the rows of a call as stretches of speech; rows of one speaker in a row are one turn.
fn turns(columns: &Columns, rows: &[Row]) -> Parsed {
    let mut script = Script::default();
    for row in rows {
        script.section = cell(row, columns.section).map(api_json::section).unwrap_or_default();
        let mut label = Label::new(cell(row, columns.speaker).unwrap_or_default());
        let role = cell(row, columns.role).and_then(api_json::role);
        label.role = role.unwrap_or(label.role);
        label.title = label.title.or_else(|| cell(row, columns.title).map(str::to_owned));
        label.firm = label.firm.or_else(|| cell(row, columns.firm).map(str::to_owned));
        let Some(text) = cell(row, Some(columns.text)) else { continue };
        script.begin_or_go_on(label);
        for line in text.lines() {
            script.say(line, row.span.clone());
        }
        let time = |column| {
            let time = cell(row, column)?;
            time.parse().ok().or_else(|| transcribed::seconds(time))
        };
        script.heard(time(columns.start), time(columns.end));
    }
    let mut parsed = script.finish();
    script::by_handover(&mut parsed.transcript.turns);
    parsed
}

/// Reads what the first row of a call tells of it.
fn facts(columns: &Columns, row: &Row) -> Call {
    let owned = |column| cell(row, column).map(str::to_owned);
    let year = cell(row, columns.year);
    let quarter = cell(row, columns.quarter).and_then(|quarter| {
        let digit = quarter.parse::<u8>().is_ok();
        let named = if digit { format!("Q{quarter}") } else { quarter.to_owned() };
        let with_year = || script::period(&format!("{named} {}", year?));
        with_year().or_else(|| named.parse().ok()).or_else(|| script::period(&named))
    });
    Call {
        id: cell(row, columns.call).map(CallId::new).unwrap_or_default(),
        company: owned(columns.company),
        ticker: owned(columns.ticker).map(|t| t.to_uppercase()),
        quarter,
        date: cell(row, columns.date)
            .and_then(|d| script::month_day(d).or_else(|| script::dated(d))),
        ..Call::default()
    }
}
