//! The JSON Schemas of what is printed as JSON.

/// Of `search --format json`; its `hit` is also a line of `jsonl`.
pub const SEARCH: &str = include_str!("schema/search.json");

/// Of `parse --format json`, one call; a line of `jsonl`.
pub const PARSE: &str = include_str!("schema/parse.json");

/// Of `calls --format json`; its `call` is also a line of `jsonl`.
pub const CALLS: &str = include_str!("schema/calls.json");

/// Of `show --format json`.
pub const SHOW: &str = include_str!("schema/show.json");

/// Of `saved --format json`.
pub const SAVED: &str = include_str!("schema/saved.json");

/// Of `verify --format json`.
pub const VERIFY: &str = include_str!("schema/verify.json");

/// Of `status --format json`.
pub const STATUS: &str = include_str!("schema/status.json");
