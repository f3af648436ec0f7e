//! earmark: full-text search over call transcripts.
//!
//! Data flows one way; each module knows only what lies before it.
//!
//! ```text
//! file → Transcript → Passage → index           string → Query → Plan → Hit → page
//! corpus   parse       passage   index           query          search       render
//! ```
//!
//! - [`transcript`] holds the domain as plain values: [`transcript::Transcript`], its
//!   [`transcript::Call`] and its [`transcript::Turn`]s.
//! - [`text`] is the one analysis of words and sentences: [`text::Tokens`].
//! - [`parse`] reads bare text: [`parse::parse`] works out turns and speakers.
//! - [`corpus`] finds and reads files, one reader a format: [`corpus::SourceFile`].
//! - [`passage`] and [`exchange`] cut turns into passages and join them into exchanges;
//!   [`boilerplate`] tells what is said on every call.
//! - [`index`] lays calls out on disk: [`index::Writer`], [`index::Reader`].
//! - [`query`] reads the query language: [`query::parse`].
//! - [`search`] finds passages: [`search::search`] gives [`search::Hit`]s.
//! - [`analysis`] computes over many passages: [`analysis::questions`], counts, concordances.
//! - [`note`] holds research notes and checks quotations: [`note::verify`].
//! - [`saved`] remembers searches by name, [`disk`] writes files whole.
//! - [`update`] brings an index up to date with files: [`update::update`].
//! - [`numbers`] writes counts as people read them.
//! - [`render`] writes pages and JSON, [`cli`] is the command.
//!
//! A test holds which module may name which.

pub mod analysis;
pub mod boilerplate;
pub mod cli;
pub mod corpus;
pub mod disk;
pub mod exchange;
pub mod index;
pub mod note;
pub mod numbers;
pub mod parse;
pub mod passage;
pub mod query;
pub mod render;
pub mod saved;
pub mod search;
pub mod text;
pub mod transcript;
pub mod update;
