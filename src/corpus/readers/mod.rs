//! The list of readers: one file a format, each giving the same transcript.
//!
//! # Adding a format
//!
//! 1. Write `readers/NAME.rs` with a unit struct that implements [`Reader`]: `sniff` tells by
//!    what stands in a file whether it is in the format, `read` makes a transcript of a record.
//!    Every reader is asked about the files of those below it, too: `sniff` takes the lines that
//!    [`Sample`] cuts once for all, and looks at no more of a long one than it needs.
//!    A format that holds several calls a file also says where they stand (`records`); one that
//!    is no text says how it becomes text (`open`).
//! 2. Name the file below (`mod NAME;`) and add its line to the list in [`formats!`]: that gives
//!    it its variant of [`Format`], its name and its line in `earmark formats`. The list is
//!    asked from the top, so that whoever knows a file best stands before whoever would also
//!    take it; plain text, which takes what is left, stands last.
//!
//! What labelled transcripts have in common stands in `script/`: names, titles and firms in a
//! label, lists of participants, headings, where the questions begin, and [`script::Script`],
//! which turns labels and words into a transcript. Pages with such labels, as text or as HTML,
//! are read by `page.rs`; JSON of others by the small helpers of `json_value.rs`; tables by
//! `table.rs`. A reader recognises structure, never the names of people or companies.
//!
//! Files beside `tests/formats.rs`, written for it, show what each reader makes of its format.
//!
//! A reader fills in what the file says. Ids, sources and what file names tell are settled for
//! all of them in `facts.rs`; encodings are dealt with before any of them is asked.

mod api_json;
mod captions;
mod csv_turns;
mod docx;
mod earningscall;
mod fool;
mod fool_json;
mod glued;
mod html;
mod json;
mod json_call;
mod json_lines;
mod json_place;
mod json_value;
mod json_wire;
mod markdown;
mod page;
mod parquet;
mod pdf;
mod rev_nlp;
mod script;
mod seekingalpha;
mod speech_json;
mod streetevents;
mod table;
mod text;
mod transcribed;
mod xml;

use std::cell::OnceCell;
use std::ops::Range;
use std::path::Path;

use crate::parse::Parsed;

use super::error::ReadError;
use super::sidecar::Beside;

use page::Signs;
use script::Line;

/// One format: how it is recognised, and how it is read.
pub(super) trait Reader: Sync {
    /// Tells whether a file is in this format, with the evidence.
    fn sniff(&self, sample: &Sample<'_>) -> Verdict;

    /// Returns the text of a file that is not text by itself; records are places in it.
    fn open(&self, _bytes: Vec<u8>) -> Result<String, ReadError> {
        Err(ReadError::Binary)
    }

    /// Returns where in the text of a file its calls stand.
    fn records(&self, text: &str) -> Result<Layout, ReadError> {
        Ok(Layout::One(0..text.len()))
    }

    /// Returns what the reader takes from files beside the one of this path, as text.
    fn beside(&self, _path: &Path, _beside: &Beside) -> Option<String> {
        None
    }

    /// Reads one call; `call.source` and an id that is not given are left to the caller.
    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError>;
}

/// What the sniffer knows of a file.
pub(super) struct Sample<'a> {
    /// The path as it was given.
    pub(super) path: &'a Path,
    /// The bytes: of the text, where there is one.
    pub(super) bytes: &'a [u8],
    /// The text, where the bytes are text.
    pub(super) text: Option<&'a str>,
    /// The lines of the text, once a reader has asked for them.
    lines: OnceCell<Vec<Line<'a>>>,
    /// What tells that they are a page, once a reader has asked for it.
    signs: OnceCell<Signs>,
}

impl<'a> Sample<'a> {
    /// Returns the sample of a file that is text.
    pub(super) fn of_text(path: &'a Path, text: &'a str) -> Self {
        Self { text: Some(text), ..Self::of_bytes(path, text.as_bytes()) }
    }

    /// Returns the sample of a file that is no text.
    pub(super) fn of_bytes(path: &'a Path, bytes: &'a [u8]) -> Self {
        Self { path, bytes, text: None, lines: OnceCell::new(), signs: OnceCell::new() }
    }

    /// Returns the lines of the text that are not blank: they are cut once for all readers.
    fn lines(&self) -> Option<&[Line<'a>]> {
        let text = self.text?;
        Some(self.lines.get_or_init(|| script::lines(text)))
    }

    /// Returns what tells that the text is a page: it is looked for once for all readers.
    fn signs(&self) -> Option<Signs> {
        let lines = self.lines()?;
        Some(*self.signs.get_or_init(|| page::signs(lines)))
    }

    /// Returns the extension of the file's name in lower case; empty where there is none.
    pub(super) fn extension(&self) -> String {
        let extension = self.path.extension().unwrap_or_default();
        extension.to_string_lossy().to_lowercase()
    }
}

/// What a reader says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The file is in its format, because of this.
    Takes(String),
    /// It is not.
    Declines,
    /// It is, but nobody speaks in it: what it is instead.
    NoTranscript(String),
}

/// Where in a file its calls stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    /// The file is one call.
    One(Range<usize>),
    /// The file holds any number of calls; its name speaks for none of them.
    Many(Vec<Range<usize>>),
}

/// One call to be read.
pub(super) struct Input<'a> {
    /// The text of the call.
    pub(super) text: &'a str,
    /// Where in the file it begins.
    pub(super) place: Place,
    /// Where in the text of the file it begins, in bytes.
    pub(super) start: usize,
    /// The text of the whole file.
    pub(super) file: &'a str,
    /// The path of the file as it was given, for what may stand beside it.
    pub(super) path: &'a Path,
    /// Where that is looked for.
    pub(super) beside: &'a Beside,
}

/// A place in a file as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in the line, in bytes, from 1.
    pub column: usize,
}

impl Place {
    /// The beginning of a file.
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// Returns the place that is reached by passing over a text.
    pub(super) fn after(self, text: &str) -> Self {
        match text.rfind('\n') {
            None => Self { column: self.column + text.len(), ..self },
            Some(last) => {
                Self { line: self.line + text.matches('\n').count(), column: text.len() - last }
            }
        }
    }
}

/// Makes of the list of readers the enum of formats, whose order is the order of asking.
macro_rules! formats {
    ($(#[doc = $about:literal] $variant:ident = $name:literal, $reader:expr;)+) => {
        /// The format of a file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format {
            $(#[doc = $about] $variant,)+
        }

        impl Format {
            /// Every format, in the order in which the sniffer asks for them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the short name.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Returns what the format is, in one sentence.
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$variant => $about.trim_ascii(),)+
                }
            }

            pub(super) fn reader(self) -> &'static dyn Reader {
                match self {
                    $(Self::$variant => &$reader,)+
                }
            }
        }
    };
}

formats! {
    /// JSON of pages of The Motley Fool, with `prepared_remarks` and `q_and_a`.
    FoolJson = "fool-json", fool_json::FoolJson;
    /// JSON of the `EarningsCall` service, of any of its levels.
    EarningsCall = "earningscall", earningscall::EarningsCall;
    /// JSON of services that sell transcripts, with `content` or a `transcript`.
    ApiJson = "api-json", api_json::ApiJson;
    /// JSON of speech recognisers, with speakers and times.
    SpeechJson = "speech-json", speech_json::SpeechJson;
    /// JSON lines in earmark's own shape, a call a line.
    JsonLines = "jsonl", json_lines::JsonLines;
    /// JSON in earmark's own shape, one call or a list of calls.
    Json = "json", json::Json;
    /// Words with their speakers, one a line, the names in a table beside the file.
    RevNlp = "rev-nlp", rev_nlp::RevNlp;
    /// A table with a row a stretch of speech, or a row a call.
    Csv = "csv", csv_turns::Csv;
    /// PDF files, with the names in a column beside the speech (feature `pdf`).
    Pdf = "pdf", pdf::Pdf;
    /// Parquet tables with a row a stretch of speech, or a row a call (feature `parquet`).
    Parquet = "parquet", parquet::Parquet;
    /// Word documents.
    Docx = "docx", docx::Docx;
    /// XML of data services, with `<participant>` and `<speaker>`.
    Xml = "xml", xml::Xml;
    /// Web pages with lists of participants or speaker labels.
    Html = "html", html::Html;
    /// Captions, `WebVTT` and `SubRip`, with times and perhaps speakers.
    Captions = "captions", captions::Captions;
    /// Markdown with speaker labels in bold, and facts of the call before it.
    Markdown = "markdown", markdown::Markdown;
    /// Text with numbered speaker labels, `Name,  Firm - Title    [n]`, as `StreetEvents` has it.
    StreetEvents = "streetevents", streetevents::StreetEvents;
    /// Text with speaker labels of two dashes or after a summary, as The Motley Fool has it.
    Fool = "fool", fool::Fool;
    /// Text on one line, its lists and turns run together, as some data services have it.
    Glued = "glued", glued::Glued;
    /// Text with lists of participants and their names as labels, as Seeking Alpha has it.
    SeekingAlpha = "seekingalpha", seekingalpha::SeekingAlpha;
    /// Text with times at its labels, or numbered speakers, as transcription services export it.
    Transcribed = "transcribed", transcribed::Transcribed;
    /// Plain text, with or without speaker labels.
    Text = "text", text::Text;
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
