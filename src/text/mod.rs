//! One analysis of text for index, query and highlight: words, stems, sentences.
//!
//! It knows nothing of turns, of the index or of queries: text in, places in the text out.

mod figure;
mod fold;
mod mark;
mod numbered;
mod said_date;
mod sentence;
mod shown;
mod stem;
mod token;

pub use figure::FIGURE_MARK;
pub use figure::FigureClass;
pub use figure::parse_figure_token;
pub use fold::fold;
pub use numbered::number_of_words;
pub use said_date::DATE_TOKEN;
pub use said_date::parse_date_token;
pub use sentence::MAX_SENTENCE_WORDS;
pub use sentence::sentences;
pub use shown::shown_term;
pub use stem::Stemmer;
pub use stem::form_prefix;
pub use token::MAX_TOKEN_BYTES;
pub use token::SENTENCE_TOKEN;
pub use token::Token;
pub use token::Tokens;
pub use token::count_words;

/// Names this analysis; an index written with another one has to be built again.
///
/// Change it with every change of [`Tokens`] or [`fold`] that gives other words or positions.
pub const ANALYZER_ID: &str = "earmark-words-4";
