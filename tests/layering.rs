//! Which module may name which, and which outside crates: the map in the crate's docs, held.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// A module, the modules it may name, the outside crates it may name.
const TABLE: &[(&str, &[&str], &[&str])] = &[
    ("transcript", &[], &[]),
    ("text", &["transcript"], &["unicode_segmentation", "unicode_normalization", "frostem"]),
    ("parse", &["transcript", "text", "numbers"], &[]),
    (
        "corpus",
        &["transcript", "parse", "numbers"],
        &[
            "encoding_rs",
            "serde",
            "serde_json",
            "sha2",
            "walkdir",
            "csv",
            "html5gum",
            "quick_xml",
            "flate2",
            "zip",
            "zstd",
            "lopdf",
            "parquet",
            "bytes",
            "snap",
        ],
    ),
    ("passage", &["transcript", "text"], &[]),
    ("boilerplate", &["transcript", "text"], &["aho_corasick"]),
    ("exchange", &["transcript", "text"], &[]),
    ("query", &["transcript", "text", "numbers"], &[]),
    (
        "index",
        &["transcript", "passage", "boilerplate", "exchange", "text", "disk"],
        &["tantivy", "serde", "serde_json", "crc32fast"],
    ),
    (
        "search",
        &["transcript", "passage", "exchange", "text", "query", "index"],
        &["tantivy", "tantivy_fst", "regex"],
    ),
    (
        "analysis",
        &["transcript", "text", "passage", "exchange", "query", "index", "search", "numbers"],
        &[],
    ),
    ("disk", &[], &[]),
    ("numbers", &[], &[]),
    ("saved", &["disk", "index"], &["serde", "serde_json"]),
    ("note", &["transcript", "text", "index", "search"], &["sha2"]),
    ("update", &["transcript", "parse", "corpus", "index"], &[]),
    (
        "render",
        &[
            "transcript",
            "parse",
            "corpus",
            "passage",
            "exchange",
            "query",
            "index",
            "search",
            "analysis",
            "note",
            "update",
            "numbers",
        ],
        &[
            "serde",
            "serde_json",
            "unicode_width",
            "unicode_segmentation",
            "csv",
            "pulldown_cmark",
            "quick_xml",
            "zip",
        ],
    ),
    (
        "cli",
        &[
            "transcript",
            "parse",
            "corpus",
            "passage",
            "exchange",
            "query",
            "index",
            "search",
            "analysis",
            "note",
            "disk",
            "saved",
            "update",
            "render",
            "text",
            "numbers",
        ],
        &["clap", "clap_complete", "clap_mangen", "signal_hook", "terminal_size", "toml"],
    ),
    ("main", &["cli"], &[]),
];

/// May be named anywhere.
const ANYWHERE: [&str; 4] = ["std", "core", "alloc", "thiserror"];

/// May be named in tests.
const IN_TESTS: [&str; 2] = ["proptest", "tempfile"];

#[test]
fn modules_name_only_what_lies_before_them() {
    let dependencies = dependencies();
    let mut breaches = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for file in sources(&root().join("src")) {
        let module = module_of(&file);
        if module == "lib" {
            continue;
        }
        let Some((_, inside, outside)) = TABLE.iter().find(|(name, _, _)| *name == module) else {
            breaches.insert(format!("{} belongs to no module of the table", file.display()));
            continue;
        };
        seen.insert(module.clone());
        let source = fs::read_to_string(&file).unwrap();
        let own = own_modules(&source);
        for (line, named) in names(&source) {
            let place = || format!("{}:{line}", file.display());
            if let Some(other) = named.strip_prefix("crate::") {
                if other != module && !inside.contains(&other) {
                    breaches.insert(format!("{}: {module} must not name {other}", place()));
                }
            } else if dependencies.contains(&named)
                && !own.contains(named.as_str())
                && !outside.contains(&named.as_str())
                && !ANYWHERE.contains(&named.as_str())
                && !IN_TESTS.contains(&named.as_str())
            {
                breaches.insert(format!("{}: {module} must not name {named}", place()));
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
    let table: BTreeSet<String> = TABLE.iter().map(|(name, _, _)| (*name).to_owned()).collect();
    assert_eq!(seen, table, "the table names modules that are not there");
}

#[test]
fn imports_name_one_thing_a_line() {
    let mut groups = Vec::new();
    for file in sources(&root().join("src")) {
        for (at, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            if line.trim_start().starts_with("use crate::{") {
                groups.push(format!("{}:{}", file.display(), at + 1));
            }
        }
    }
    assert!(groups.is_empty(), "{groups:#?}");
}

/// Returns the modules of the crate's own that a file imports, which may be called as outside
/// crates are.
fn own_modules(source: &str) -> BTreeSet<&str> {
    let imports =
        source.lines().filter_map(|l| l.trim().strip_prefix("use crate::")?.strip_suffix(';'));
    imports.filter_map(|path| path.rsplit("::").next()).collect()
}

/// Returns the crates that the manifest depends on, as code names them.
fn dependencies() -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut inside = false;
    let mut out = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
        } else if let Some((name, _)) = line.split_once('=').filter(|_| inside) {
            out.insert(name.trim().replace('-', "_"));
        }
    }
    assert!(out.contains("tantivy"));
    out
}

/// Returns each `crate::module` and each leading path segment in the code, with its line.
fn names(source: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for (at, line) in source.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for (colon, _) in code.match_indices("::") {
            let before = &code[..colon];
            let start = before.rfind(|c| !is_name(c)).map_or(0, |i| i + 1);
            let name = &before[start..];
            if name == "crate" {
                let rest = &code[colon + 2..];
                let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                let module = &rest[..end];
                if module.starts_with(|c: char| c.is_ascii_lowercase()) {
                    out.push((at + 1, format!("crate::{module}")));
                }
            } else if !before[..start].ends_with("::") && !name.is_empty() {
                out.push((at + 1, name.to_owned()));
            }
        }
    }
    out
}

fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let found = if path.is_dir() {
            sources(&path)
        } else if path.extension().is_some_and(|e| e == "rs") {
            vec![path.clone()]
        } else {
            Vec::new()
        };
        out.insert(path, found);
    }
    out.into_values().flatten().collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
