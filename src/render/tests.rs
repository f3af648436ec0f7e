//! Tests of whole outputs over `corpus/`: they are as their schemas say, and `parse` prints what
//! the readers give back.

use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::analysis;
use crate::analysis::Against;
use crate::analysis::AskersBy;
use crate::analysis::CollocateOptions;
use crate::analysis::CollocateSort;
use crate::analysis::FunctionWords;
use crate::analysis::Grouping;
use crate::analysis::KwicOptions;
use crate::analysis::KwicSort;
use crate::analysis::Measure;
use crate::analysis::NamedQuery;
use crate::analysis::TermOptions;
use crate::corpus::ReadCall;
use crate::corpus::SourceFile;
use crate::corpus::walk;
use crate::index::Facet;
use crate::index::Reader;
use crate::note;
use crate::query;
use crate::render::CountPage;
use crate::render::Origin;
use crate::render::Setting;
use crate::render::SettingValue;
use crate::render::SettingsPage;
use crate::render::SourceNote;
use crate::render::Status;
use crate::render::VerifiedFile;
use crate::render::json;
use crate::render::schema;
use crate::search;
use crate::search::ContextSize;
use crate::search::Explain;
use crate::search::Options;
use crate::search::Ranked;
use crate::transcript::CallId;
use crate::update;

/// Checks that a value is as a schema says, and holds no field that the schema does not name.
#[track_caller]
fn check(schema: &str, printed: &[u8]) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let value: Value = serde_json::from_slice(printed).unwrap();
    let mut faults = Vec::new();
    compare(&schema, &schema, &value, "", &mut faults);
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Gathers in what a value differs from a schema, of whose keywords those used here are known.
fn compare(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let found = root.pointer(name.trim_start_matches('#')).unwrap();
        return compare(root, found, value, at, faults);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = |choice: &Value| {
            let mut faults = Vec::new();
            compare(root, choice, value, at, &mut faults);
            faults.is_empty()
        };
        if !choices.iter().any(fits) {
            faults.push(format!("{at}: fits none of {choices:?}"));
        }
        return;
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.clone(),
        one => vec![one.clone()],
    };
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        name => panic!("{name}"),
    };
    if !types.iter().any(is) {
        faults.push(format!("{at}: {value} is none of {types:?}"));
    }
    for (keyword, holds) in [
        ("const", schema["const"] == *value),
        ("enum", schema["enum"].as_array().is_some_and(|all| all.contains(value))),
        ("maximum", value.as_f64() <= schema["maximum"].as_f64()),
        ("minimum", value.as_f64() >= schema["minimum"].as_f64()),
        ("minItems", value.as_array().map(|a| a.len() as u64) >= schema["minItems"].as_u64()),
        ("maxItems", value.as_array().map(|a| a.len() as u64) <= schema["maxItems"].as_u64()),
    ] {
        if !schema[keyword].is_null() && !value.is_null() && !holds {
            faults.push(format!("{at}: {value} breaks {keyword} {}", schema[keyword]));
        }
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            faults.push(format!("{at}: no field {name}"));
        }
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        let others = schema.get("additionalProperties").filter(|s| s.is_object());
        match schema["properties"].get(name).or(others) {
            Some(schema) => compare(root, schema, field, &format!("{at}.{name}"), faults),
            None => faults.push(format!("{at}: unknown field {name}")),
        }
    }
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        compare(root, &schema["items"], item, &format!("{at}[{n}]"), faults);
    }
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Returns an index of the corpus, in a folder that goes with the first value.
fn index() -> (TempDir, Reader) {
    let folder = tempfile::tempdir().unwrap();
    update::update(folder.path(), &[corpus()], &mut |_| {}).unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    (folder, reader)
}

#[test]
fn outputs_over_the_index_are_as_their_schemas_say() {
    let (_folder, reader) = index();
    let query = query::parse("backlog OR gaming NEAR margin").unwrap();
    let context = ContextSize::Passages(2);
    let options = Options {
        limit: 50,
        context,
        by: Ranked::Turn,
        facets: Facet::ALL.to_vec(),
        explain: Explain::Yes,
        ..Options::default()
    };
    let found = search::search(&reader, &query, &options).unwrap();
    assert!(found.hits.len() > 20);
    let mut out = Vec::new();
    json::results(&mut out, &query.text, &found).unwrap();
    check(schema::SEARCH, &out);

    let mut lines = Vec::new();
    json::results_by_line(&mut lines, &query.text, &found).unwrap();
    let lines: Vec<Value> = lines
        .split_inclusive(|b| *b == b'\n')
        .map(|l| serde_json::from_slice(l).unwrap())
        .collect();
    let (summary, hits) = lines.split_last().unwrap();
    assert!(hits.iter().all(|hit| hit["type"] == "hit"));
    assert_eq!((&summary["type"], &summary["total"]), (&"summary".into(), &found.total.into()));

    let mut out = Vec::new();
    let checked = crate::index::check(reader.folder()).unwrap();
    assert_eq!(checked.faults, []);
    json::checked(&mut out, reader.folder(), &checked).unwrap();
    check(schema::CHECK, &out);

    let manifest = reader.manifest().unwrap();
    let calls: Vec<_> = manifest.calls().collect();
    let mut out = Vec::new();
    json::calls(&mut out, &calls).unwrap();
    check(schema::CALLS, &out);

    let status = Status {
        path: reader.folder(),
        header: reader.header(),
        manifest: &manifest,
        bytes_on_disk: 1,
    };
    let mut out = Vec::new();
    json::status(&mut out, &status).unwrap();
    check(schema::STATUS, &out);

    let place = found.hits[0].anchor.clone();
    for around in [0, 3] {
        let mut out = Vec::new();
        json::shown(&mut out, &search::show(&reader, &place, around).unwrap()).unwrap();
        check(schema::SHOW, &out);
    }
}

/// Returns what an output prints.
fn printed_by(print: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Vec<u8> {
    let mut out = Vec::new();
    print(&mut out).unwrap();
    out
}

#[test]
fn what_is_computed_is_printed_as_its_schemas_say() {
    let (_folder, reader) = index();
    let query = query::parse("backlog").unwrap();
    let queries = [NamedQuery { name: "b".into(), query: query.clone() }];
    for by in [&[][..], &[Grouping::Call], &[Grouping::Month, Grouping::Firm]] {
        let counts = analysis::count(&reader, &queries, by, None).unwrap();
        let measure = Measure::Mentions;
        let page = CountPage { queries: &queries, by, counts: &counts, measure, offset: 0 };
        check(schema::COUNT, &printed_by(|out| json::counts(out, &page)));
    }
    let options = KwicOptions { sort: KwicSort::Left, words: 9, limit: 99, offset: 1 };
    let found = analysis::concordance(&reader, &query, &options).unwrap();
    check(schema::KWIC, &printed_by(|out| json::concordance(out, "backlog", &found)));
    for by in [Grouping::Company, Grouping::Speaker, Grouping::Month] {
        let found = analysis::firsts(&reader, &query, by).unwrap();
        check(schema::FIRST, &printed_by(|out| json::firsts(out, "backlog", by, &found)));
    }
    let everything = query::Query::everything();
    let found = analysis::speakers(&reader, &everything).unwrap();
    check(schema::SPEAKERS, &printed_by(|out| json::speakers(out, &found)));
    let found = analysis::firms(&reader, &everything).unwrap();
    check(schema::FIRMS, &printed_by(|out| json::firms(out, &found)));
    let options = CollocateOptions {
        window: 5,
        min_count: 1,
        sort: CollocateSort::LogLikelihood,
        function_words: FunctionWords::Given,
        limit: 99,
    };
    let found = analysis::collocates(&reader, &query, &options).unwrap();
    check(schema::COLLOCATES, &printed_by(|out| json::collocates(out, "backlog", &found)));
    let call = |id: &str| CallId::new(id);
    let (before, after) = (call("orrery-play-2022q4"), call("orrery-play-2023q1"));
    for against in [Against::Company, Against::All] {
        let options = TermOptions { against, length: 2, min_count: 1, limit: 99 };
        let found = analysis::terms(&reader, &after, Vec::new(), &options).unwrap();
        check(schema::TERMS, &printed_by(|out| json::terms(out, "x", against, &found)));
    }
    let found = analysis::compare(&reader, (&before, &after), &[], 1).unwrap();
    check(schema::COMPARE, &printed_by(|out| json::comparison(out, &found)));
    let ask = analysis::Ask::new(query, Vec::new());
    let found = analysis::questions(&reader, &ask, 100, 0).unwrap();
    assert!(found.total > 20);
    check(schema::QUESTIONS, &printed_by(|out| json::questions(out, "backlog", &found)));
    for by in [AskersBy::Firm, AskersBy::Analyst, AskersBy::Company] {
        let found = analysis::askers(&reader, &ask, by).unwrap();
        check(schema::ASKERS, &printed_by(|out| json::askers(out, "backlog", by, &found)));
    }
}

#[test]
fn what_became_of_quotations_is_as_its_schema_says() {
    let (_folder, reader) = index();
    let said = "I wanted to start with the backlog, maybe no surprise.";
    let text = format!(
        "> {said}\n\nIngrid Solheim said: \"{said}\"\n\n> I wanted to start with other words, \
         maybe no surprise.\n\n> i wanted to start [today] with the backlog[^1]\n\n\
         [^1]: halden-robotics-2022q3:8.0 quote-0123\n"
    );
    let quotations = note::verify(&reader, &text, note::MIN_WORDS).unwrap();
    assert_eq!(quotations.len(), 4);
    let file = VerifiedFile { path: "note.md".to_owned(), quotations };
    let mut out = Vec::new();
    json::verified(&mut out, std::slice::from_ref(&file)).unwrap();
    check(schema::VERIFY, &out);
}

#[test]
fn saved_searches_are_as_their_schema_says() {
    let mut out = Vec::new();
    json::saved(&mut out, &[("asked", "backlog role:analyst", 2)]).unwrap();
    check(schema::SAVED, &out);
}

#[test]
fn settings_are_as_their_schema_says() {
    let text = |text: &str| SettingValue::Text(text.to_owned());
    let setting = |name, value, origin| Setting { name, value, origin };
    let settings = vec![
        setting("index", text("x"), Origin::Flag("--index")),
        setting("thesaurus", SettingValue::None, Origin::BuiltIn),
        setting("color", text("never"), Origin::Environment("NO_COLOR")),
        setting("search.limit", SettingValue::Number(5), Origin::File { line: 3 }),
    ];
    for path in [None, Some(Path::new("config.toml"))] {
        let page = SettingsPage { path, is_there: path.is_some(), settings: settings.clone() };
        let mut out = Vec::new();
        json::settings(&mut out, &page).unwrap();
        check(schema::CONFIG, &out);
    }
}

/// Reads the calls of a file and prints each as JSON.
fn printed(path: &Path, file: &SourceFile, explain: Explain) -> Vec<(ReadCall, Vec<u8>)> {
    let sniffed = file.sniffed();
    let note = SourceNote {
        reader: sniffed.format.as_str(),
        evidence: &sniffed.evidence,
        encoding: None,
        text: file.text(),
    };
    let records = file.records().unwrap();
    let read = records.iter().map(|record| {
        let call = file.parse_record(record).unwrap();
        let json = serde_json::to_vec(&json::parsed(&call.parsed, &note, explain)).unwrap();
        assert_eq!(call.parsed.transcript.call.source.as_deref(), path.to_str());
        (call, json)
    });
    read.collect()
}

#[test]
fn what_parse_prints_is_as_its_schema_says_and_reads_the_same_again() {
    let files = walk(&corpus()).files;
    assert!(files.len() > 10);
    for path in files {
        let file = SourceFile::read(&path).unwrap();
        for (call, json) in printed(&path, &file, Explain::Yes) {
            check(schema::PARSE, &json);
            let again = SourceFile::from_bytes(&path, json).unwrap();
            let again = printed(&path, &again, Explain::No);
            assert_eq!(again.len(), 1, "{}", path.display());
            assert_eq!(again[0].0.parsed.transcript, call.parsed.transcript, "{}", path.display());
        }
    }
}

#[test]
fn editing_a_printed_transcript_changes_what_is_indexed() {
    let path = corpus().join("mingche-software-2022q4.txt");
    let file = SourceFile::read(&path).unwrap();
    let (_, json) = printed(&path, &file, Explain::No).remove(0);
    let mut value: Value = serde_json::from_slice(&json).unwrap();
    value["turns"][0]["speaker"] = "Somebody Else".into();
    let json = value.to_string().into_bytes();
    let again = SourceFile::from_bytes(Path::new("fixed.json"), json).unwrap();
    let (call, _) = printed(Path::new("fixed.json"), &again, Explain::No).remove(0);
    let turn = &call.parsed.transcript.turns[0];
    assert_eq!(turn.speaker.name.as_deref(), Some("Somebody Else"));
}
