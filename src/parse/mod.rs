//! From text to what was said: turns, speakers, roles, firms, sections.
//!
//! It knows nothing of files, formats other than bare text and text under labels, or the index.
//!
//! ```text
//! text → lines, words → cues → roster → units → flow → turns → cast, askers → transcript
//! ```
//!
//! Attribution is one decision over the whole call, in two steps. The *flow* decides where turns
//! begin, which role each has and where the questions begin: a linear chain over lines (over
//! sentences where a text has no lines) whose weights are learned, `flow.tsv`. The *cast* decides
//! which executive speaks each of his turns: every executive of the roster is a candidate, clues
//! and words speak for and against, the order of speaking links the turns; a first look gives
//! each a voice and a share of the answers, a second look uses them. Its weights are `cast.tsv`.
//! In a text under labels, headings and the operator's own words tell first where the questions
//! begin (`opening.rs`). Analysts are named by their calling-up; who only reads out a question that was sent in is of
//! the company (`read_out.rs`). Both tables are written by `tests/learn`.
//!
//! # Cues
//!
//! The phrases that carry names stand in one table, `cues.rs`, each with a sentence that shows
//! it; a test reads the same table. To add a cue, add a row there.
//!
//! | cue | says | for example |
//! | --- | --- | --- |
//! | calls | an analyst is called up to ask | Our next question comes from the line of Ann Lee with Acme. |
//! | hands over | the floor goes to somebody of the company | I'll turn the call over to our CEO, Ann Lee. |
//! | invites | somebody is asked to take or add to an answer | Ann, do you want to add to that? |
//! | thanks | somebody is thanked | Thank you very much, Ann. |
//! | greets | somebody is greeted | Good morning, Ann. |
//! | self | the speaker says who he or she is | This is Ann. |
//! | stands in | the speaker asks in somebody's place | This is Bo on for Ann. |
//! | quotes | something somebody said is quoted | As Ann said, we grew. |
//! | lists | the people on the call are about to be listed | With me are Ann Lee and Bo Roe. |
//!
//! What a cue is worth for a turn depends on where it stands; these are the clues the cast
//! weighs, in `clues.rs`, those of questions in `asked.rs`, the last four in `cast.rs`:
//!
//! | clue | speaks for or against a candidate because |
//! | --- | --- |
//! | hands back | the turn before thanks him first and gives the floor back to `you` |
//! | operator hands or names; hands, hands last, ends with, asks name, names late | the turn before gives him the floor or names him at its end |
//! | hands last, either | it does so by a name that several bear: then the office counts |
//! | question calls, names, greets, thanks, quotes; thread names | the question, or an earlier one of this analyst, names him; first, among others or alone |
//! | question behind names | somebody else has begun to answer a question that names him too |
//! | says own name, later | he says who he is, at once or after some words |
//! | thanks him, quotes him, names him | nobody thanks or quotes himself |
//! | executive, analyst or operator thanks, quotes, names after | the next turn refers to the one who spoke |
//! | first, last, after, opens thread, before, short, long, in, says … | where the turn stands, by office |
//! | same at once, handing, thread, next question | who spoke before; who hands over does not go on |
//! | foreign, begins foreign, translates | who is interpreted and who interprets |
//! | most wanted, never wanted, familiar, only | how analysts and colleagues name him in the whole call |
//! | given, no given | whether he bears a name that people bear, or may be a thing |
//! | words of the answer and of the question | what offices speak of |
//! | voice | he speaks so, and of this, elsewhere in the call |
//! | share | he answers much or little elsewhere in the call |
//! | presented, did not present | he had prepared remarks |
//!
//! A candidate is every executive of the roster, and whoever is only known because he says his
//! name in a turn of an executive or is thanked for one. What the weights make of the clues is
//! compared with what was right on companies held out, `sure.tsv`; that is the confidence.

mod asked;
mod askers;
mod called;
mod cast;
mod clues;
mod cues;
mod facts;
mod firms;
mod flow;
mod keys;
mod labels;
#[doc(hidden)]
pub mod learn;
mod lines;
mod mentions;
mod names;
mod odd;
mod opening;
mod person;
mod read_out;
mod reading;
mod roster;
mod selves;
mod sights;
mod speakers;
mod spoken;
mod sure;
mod titles;
mod tokens;
mod turns;
mod units;
mod verdict;
mod voices;
mod written;

use std::ops::Range;

use crate::numbers::counted;
use crate::parse::reading::Reading;
use crate::transcript::Transcript;

/// Reads a text: bare words, or turns under their speakers' names.
pub fn parse(text: &str) -> Parsed {
    match labels::labelled(text) {
        Some(labelled) => written::from_labels(text, &labelled),
        None => written::from_words(text, &Reading::of(text), cast::learned()),
    }
}

/// What was understood of a text, and what was odd about it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    /// The transcript; `call.id` and `call.source` are left to the caller.
    pub transcript: Transcript,
    /// What a person should look at.
    pub issues: Vec<Issue>,
}

/// Something odd in a source that did not stop it from being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// What kind of oddity.
    pub kind: IssueKind,
    /// What was found, in lower case, for a person.
    pub message: String,
    /// The bytes of the decoded source that are meant, where there is one place.
    pub span: Option<Range<usize>>,
}

impl Issue {
    /// Returns what is told of turns whose speakers their words tell, where there are any.
    pub(crate) fn of_help(turns: usize) -> Option<Self> {
        let message = match turns {
            0 => return None,
            1 => "one turn has a speaker or a role that its words tell, not its label".to_owned(),
            _ => {
                let turns = counted(turns as u64, "turn");
                format!("{turns} have speakers or roles that their words tell, not their labels")
            }
        };
        Some(Self { kind: IssueKind::UnknownSpeakers, message, span: None })
    }
}

/// The kinds of oddity that reading and understanding report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IssueKind {
    /// The source held bytes that are no text in its encoding; they were replaced.
    Encoding,
    /// A value could not be understood and was left out.
    BadValue,
    /// Two sources of a fact disagree.
    Conflict,
    /// The quarter is known, its year is not.
    QuarterWithoutYear,
    /// Nobody could be told as the speaker of some turns.
    UnknownSpeakers,
    /// The text has no turn marks; turns were found by the words alone.
    NoTurnMarks,
    /// Nobody says anything.
    NoTurns,
}

impl IssueKind {
    /// Returns the name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::BadValue => "bad-value",
            Self::Conflict => "conflict",
            Self::QuarterWithoutYear => "quarter-without-year",
            Self::UnknownSpeakers => "unknown-speakers",
            Self::NoTurnMarks => "no-turn-marks",
            Self::NoTurns => "no-turns",
        }
    }
}

#[cfg(test)]
mod tests;
