//! earmark: full-text search over call transcripts.
//!
//! Data flows one way; each module knows only what lies before it.
//!
//! ```text
//! file → Transcript → Passage → index           string → Query → Plan → Hit → page
//! corpus   parse       passage   index           query          search       render
//! ```

pub mod cli;
pub mod corpus;
pub mod exchange;
pub mod index;
pub mod parse;
pub mod passage;
pub mod query;
pub mod render;
pub mod search;
pub mod text;
pub mod transcript;
pub mod update;
