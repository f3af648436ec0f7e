//! What `earmark verify` takes.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::PageFormat;

/// How few words between quotation marks are a quotation; held to [`crate::note::MIN_WORDS`].
const MIN_WORDS: &str = "4";

/// What `verify` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark verify note.md                     every quotation of a note, looked up in the index
  earmark verify draft.md --format json      the same for programs, with places and differences
  earmark verify --text 'He said: \"our backlog is the best it has ever been\"'
  cat answer.txt | earmark verify -          what a language model wrote")]
#[command(after_help = "\
Quotations are block quotes (lines that begin with >, or <blockquote>) and words between quotation \
marks, straight or curly, or in <q>, one inside another too. Each is one of:
  verbatim               said so, to the letter; runs of white space count as one blank
  repaired               the same words; marks, case, blanks, [ph] or elisions (… or [...]) differ
  somebody else's words  said, but not by whom, where or when the text says; see below
  stitched together      said, but in several places
  not found              said nowhere; the nearest words are shown with what differs
Words whose anchor has moved are found again.

Who speaks is the subject of the verb nearest to the quotation (Ann Lee said, said the CFO, Halden \
said), a label before it (Ann Lee, CFO:), or a name behind a dash, in brackets or in the footnote; \
not who is asked, answered or spoken of, nor a pronoun. Held against the call are the name, whether \
the index knows it or not, the office, the firm of an analyst, the company, the quarter (said in Q3 \
2021, on the Q1 2021 call: fiscal or of the calendar), the turn and the anchor. A company that the \
index does not know is no fault, and a speaker whom the call does not tell cannot be confirmed, which \
is said.

Words in square brackets that were not said are the editor's: [The order] for it. They are always
told, and the quotation is repaired. It is not found where a bracket holds a word of negation or
doubt (not, never, no, unlikely, denied, failed, only, hardly, without, except and the like),
stands for one, for a name or a figure, for its opposite (down for up), or for more than eight words; where it holds more than
eight; and where more is put in than quoted. An elision must leave out no such word of negation or
doubt; how many words it leaves out and whether across sentences is told. Why it is no repair is told. [I]t is It, and its case is no difference.

Exit code: 0 if every quotation is verbatim or repaired, 1 if one is not, 2 on error.")]
pub(in crate::cli) struct VerifyArgs {
    /// Files to check, or `-` for standard input
    #[arg(value_name = "FILE", required_unless_present = "text")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// A text to check
    #[arg(long, value_name = "TEXT", conflicts_with = "files", allow_hyphen_values = true)]
    pub(in crate::cli) text: Option<String>,
    /// The fewest words between quotation marks that are a quotation; block quotes always are
    #[arg(long, value_name = "N", default_value = MIN_WORDS)]
    pub(in crate::cli) min_words: usize,
    /// text for reading, or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: PageFormat,
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_default_is_that_of_notes() {
        assert_eq!(super::MIN_WORDS, crate::note::MIN_WORDS.to_string());
    }
}
