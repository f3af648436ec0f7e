//! Finds files, reads them and gives what they hold as transcripts: one reader a format.
//!
//! [`walk`] finds the files under a path. [`open`] reads one, or finds what is in it where it is
//! an [`Archive`]; [`SourceFile::read`] reads what is one file: its bytes become text,
//! and the sniffer decides by what stands in it, with evidence, which [`Format`] it is in.
//! [`SourceFile::records`] tells where in the text the calls stand, each with its own hash, so
//! that a changed line of a large file is one changed call. [`SourceFile::parse_record`] reads
//! one of them; records can be read on several threads at once.
//!
//! How a format is added stands in `readers/mod.rs`.
//!
//! It must not know what is done with a transcript: nothing of passages, indexes or queries. It
//! never prints: what is odd is an issue, what cannot be read an error.

mod archive;
mod decode;
mod error;
mod facts;
mod filename;
mod foreign;
mod hash;
mod packed;
mod prose;
mod readers;
mod sidecar;
mod sniff;
mod source;
mod ticker;
mod walk;

pub use archive::{Archive, Entry, Opened, open, open_stream};
pub use decode::Decoded;
pub use decode::Encoding;
pub use decode::Repair;
pub use decode::decode;
pub use error::{MAX_BYTES, ReadError};
pub use facts::IdFrom;
pub use hash::{ContentHash, ParseHashError};
pub use readers::{Format, Place};
pub use sniff::Sniffed;
pub use source::{ReadCall, Record, Share, SourceFile};
pub use walk::{Walk, WalkProblem, WalkProblemKind, walk};
