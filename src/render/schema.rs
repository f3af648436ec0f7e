//! The JSON Schemas of what is printed as JSON.

/// Of `search --format json`; its `hit` is also a line of `jsonl`.
pub const SEARCH: &str = include_str!("schema/search.json");

/// Of `questions --format json`; its `exchange` is also a line of `jsonl`.
pub const QUESTIONS: &str = include_str!("schema/questions.json");

/// Of `questions --by … --format json`; its `row` is also a line of `jsonl`.
pub const ASKERS: &str = include_str!("schema/askers.json");

/// Of `count --format json`; its `row` is also a line of `jsonl`.
pub const COUNT: &str = include_str!("schema/count.json");

/// Of `kwic --format json`; its `mention` is also a line of `jsonl`.
pub const KWIC: &str = include_str!("schema/kwic.json");

/// Of `first --format json`; its `row` is also a line of `jsonl`.
pub const FIRST: &str = include_str!("schema/first.json");

/// Of `speakers --format json`; its `speaker` is also a line of `jsonl`.
pub const SPEAKERS: &str = include_str!("schema/speakers.json");

/// Of `firms --format json`; its `firm` is also a line of `jsonl`.
pub const FIRMS: &str = include_str!("schema/firms.json");

/// Of `collocates --format json`; its `collocate` is also a line of `jsonl`.
pub const COLLOCATES: &str = include_str!("schema/collocates.json");

/// Of `terms --format json`; its `term` is also a line of `jsonl`.
pub const TERMS: &str = include_str!("schema/terms.json");

/// Of `compare --format json`; its `change` is also a line of `jsonl`.
pub const COMPARE: &str = include_str!("schema/compare.json");

/// Of `parse --format json`, one call; a line of `jsonl`.
pub const PARSE: &str = include_str!("schema/parse.json");

/// Of `calls --format json`; its `call` is also a line of `jsonl`.
pub const CALLS: &str = include_str!("schema/calls.json");

/// Of `show --format json`.
pub const SHOW: &str = include_str!("schema/show.json");

/// Of `check --format json`.
pub const CHECK: &str = include_str!("schema/check.json");

/// Of `saved --format json`.
pub const SAVED: &str = include_str!("schema/saved.json");

/// Of `verify --format json`.
pub const VERIFY: &str = include_str!("schema/verify.json");

/// Of `status --format json`.
pub const STATUS: &str = include_str!("schema/status.json");

/// Of `config --format json`.
pub const CONFIG: &str = include_str!("schema/config.json");
