//! What takes bytes from outside: readers, query, notes, what is kept beside the index.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use earmark::corpus::Opened;
use earmark::corpus::SourceFile;
use earmark::corpus::open_stream;
use earmark::corpus::walk;
use earmark::index::IndexError;
use earmark::index::Manifest;
use earmark::index::Reader;
use earmark::index::check;
use earmark::note;
use earmark::note::NoteQuery;
use earmark::note::Stamp;
use earmark::query;
use earmark::render;
use earmark::render::Color;
use earmark::render::Medium;
use earmark::render::SourceNote;
use earmark::render::Style;
use earmark::saved::LastSearch;
use earmark::saved::SavedSearches;
use earmark::search::Explain;
use earmark::search::Options;
use earmark::search::search;
use earmark::transcript::Anchor;
use earmark::update::update;

/// An input: bytes under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Something that takes inputs.
pub(crate) struct Target {
    pub(crate) name: String,
    /// What is changed.
    pub(crate) seeds: Vec<Input>,
    /// Takes an input and returns how many bytes came out; panics where something is wrong.
    pub(crate) run: Box<dyn Fn(&Input) -> usize + Sync>,
}

const PLAIN: Style = Style { width: 80, color: Color::Off, medium: Medium::Pipe };

/// Returns every target; what they write goes into a folder.
pub(crate) fn targets(folder: &Path) -> Vec<Target> {
    let mut all = readers(folder);
    all.push(names());
    all.extend(languages(folder));
    all.extend(notes(folder));
    all.extend(kept(folder));
    all
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn input(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input { name: name.to_owned(), bytes: bytes.into() }
}

/// One target for each extension of the files that formats are tested with, one for what stands
/// beside files.
fn readers(folder: &Path) -> Vec<Target> {
    let mut all: Vec<Target> = Vec::new();
    let mut files = walk(&here().join("tests/formats")).files;
    files.extend(walk(&here().join("corpus")).files);
    for path in files {
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if extension == "expected" || extension == "rs" {
            continue;
        }
        let seed = input(&path.file_name().unwrap().to_string_lossy(), fs::read(&path).unwrap());
        let name = format!("read-{extension}");
        match all.iter_mut().find(|t| t.name == name) {
            Some(target) => target.seeds.push(seed),
            None => all.push(Target { name, seeds: vec![seed], run: Box::new(read) }),
        }
    }
    let beside = folder.join("beside");
    fs::create_dir_all(&beside).unwrap();
    let seeds = ["beside.toml", "transcripts.csv", "speaker-metadata.csv"];
    let seeds =
        seeds.map(|name| input(name, fs::read(here().join("tests/formats").join(name)).unwrap()));
    let run = move |input: &Input| {
        fs::write(beside.join(&input.name), &input.bytes).unwrap();
        let text = b"Oak, Inc.\nGood morning. Welcome to the call of Oak.\n".to_vec();
        let rev = b"token|speaker|ts|endTs|punctuation|case|tags\nHello|1||||UC|[]\n".to_vec();
        let mut out = 0;
        for (name, bytes) in [("beside.txt", text), ("beside.nlp", rev)] {
            let file = SourceFile::from_bytes(&beside.join(name), bytes).unwrap();
            file.beside();
            out += of_file(&file);
        }
        fs::remove_file(beside.join(&input.name)).unwrap();
        out
    };
    all.push(Target { name: "beside".into(), seeds: seeds.into(), run: Box::new(run) });
    all
}

/// Reads a file of any format.
fn read(input: &Input) -> usize {
    match open_stream(Path::new(&input.name), input.bytes.as_slice()) {
        Ok(Opened::File(file)) => of_file(&file),
        Ok(Opened::Archive(mut archive)) => {
            let entries = archive.entries().to_vec();
            entries.iter().filter_map(|e| archive.read(e).ok()).map(|file| of_file(&file)).sum()
        }
        Err(error) => error.to_string().len(),
    }
}

/// Reads all calls of a file: the spans of their turns stand in order, their page has nothing
/// that steers a terminal, and their JSON can be read again.
fn of_file(file: &SourceFile) -> usize {
    let mut out = 0;
    for record in file.records().unwrap_or_default() {
        let Ok(read) = file.parse_record(&record) else { continue };
        let mut at = 0;
        for turn in &read.parsed.transcript.turns {
            out += turn.paragraphs.iter().map(String::len).sum::<usize>();
            let Some(span) = &turn.span else { continue };
            assert!(at <= span.start && file.text().get(span.clone()).is_some(), "{span:?}");
            at = span.end;
        }
        let sniffed = file.sniffed();
        let note = SourceNote {
            reader: sniffed.format.as_str(),
            evidence: &sniffed.evidence,
            encoding: None,
            text: file.text(),
        };
        let mut page = Vec::new();
        render::text::parsed(&mut page, &read.parsed, &note, Explain::Yes, PLAIN).unwrap();
        assert_quiet(&page);
        let mut json = Vec::new();
        let printed = render::json::parsed(&read.parsed, &note, Explain::No);
        render::json::line(&mut json, &printed).unwrap();
        if !read.parsed.transcript.turns.is_empty() {
            let again = SourceFile::from_bytes(Path::new("printed.json"), json).unwrap();
            let record = again.records().unwrap().remove(0);
            let again = again.parse_record(&record).unwrap().parsed.transcript;
            let turns = &read.parsed.transcript.turns;
            assert_eq!(again.turns.len(), turns.len(), "turns of what was printed");
        }
    }
    out
}

/// Holds that a page has nothing that steers a terminal.
fn assert_quiet(page: &[u8]) {
    let page = std::str::from_utf8(page).unwrap();
    let loud = page.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(loud, None, "a control character on a page");
}

/// Names of files tell facts.
fn names() -> Target {
    let seeds = [
        "AAPL_2024_Q1.txt",
        "kingsoft-cloud-2021q1.txt",
        "2023-02-09 Oak Inc (OAK) Q4.txt",
        "a/b/Acme_FY2022_earnings call.json.gz",
        "20230504_halden_robotics_q1_2023_transcript.txt",
    ];
    let seeds = seeds.map(|name| input("x", name));
    let run = |input: &Input| {
        let name = String::from_utf8_lossy(&input.bytes).replace('\0', "");
        let text = b"Good morning. Welcome to the call.".to_vec();
        SourceFile::from_bytes(Path::new(&name), text).map_or(0, |file| of_file(&file))
    };
    Target { name: "names".into(), seeds: seeds.into(), run: Box::new(run) }
}

/// Queries, read and asked, and thesauruses.
fn languages(folder: &Path) -> Vec<Target> {
    let mut seeds: Vec<Input> = Vec::new();
    for line in include_str!("../../src/query/syntax.md").lines() {
        // Every other piece between backticks is an example.
        seeds.extend(line.split('`').skip(1).step_by(2).map(|query| input("q", query)));
    }
    let parse = |input: &Input| {
        let text = String::from_utf8_lossy(&input.bytes);
        let mut out = query::parse_plain(&text).to_string().len();
        match query::parse(&text) {
            Ok(query) => {
                let written = query.to_string();
                let again = query::parse(&written).map(|q| q.to_string());
                // What had to be escaped may be longer than queries are read.
                if written.len() < 1 << 16 {
                    assert_eq!(again.as_ref(), Ok(&written), "reads what it writes");
                }
                out += written.len();
            }
            Err(error) => {
                assert!(text.get(error.span.clone()).is_some(), "{:?}", error.span);
                let page = render::text::place(&text, 1, error.span.clone(), PLAIN);
                assert_quiet(page.as_bytes());
                out += error.to_string().len() + error.hint().map_or(0, |hint| hint.len());
            }
        }
        out
    };
    let reader = index(folder, "asked");
    let ask = move |input: &Input| {
        let Ok(query) = query::parse(&String::from_utf8_lossy(&input.bytes)) else { return 0 };
        let options = Options { explain: Explain::Yes, ..Options::default() };
        let Ok(found) = search(&reader, &query, &options) else { return 0 };
        for hit in &found.hits {
            assert!(hit.highlights.iter().all(|h| hit.text.get(h.clone()).is_some()));
            assert!(hit.score.is_finite(), "score {}", hit.score);
        }
        found.hits.len()
    };
    let terms = [
        input("t", "capex = capital expenditure = capital spending # one\nguidance > outlook\n"),
        input("t", "a = b\nb = c\nc > a\n"),
    ];
    let extend = |input: &Input| {
        let mut thesaurus = query::Thesaurus::finance();
        let done = thesaurus.add(&String::from_utf8_lossy(&input.bytes));
        let mut query = query::parse_plain("capex guidance a");
        thesaurus.expand(&mut query);
        query.to_string().len() + done.map_or_else(|e| e.to_string().len(), |()| 0)
    };
    vec![
        Target { name: "query".into(), seeds: seeds.clone(), run: Box::new(parse) },
        Target { name: "search".into(), seeds, run: Box::new(ask) },
        Target { name: "thesaurus".into(), seeds: terms.into(), run: Box::new(extend) },
    ]
}

/// An index of one call of the corpus, in a folder of its own.
fn index(folder: &Path, name: &str) -> Reader {
    let folder = folder.join(name);
    update(&folder, &[here().join("corpus/orrery-play-2022q3.txt")], &mut |_| {}).unwrap();
    Reader::open(&folder).unwrap()
}

const NOTE: &str = "---\ntitle: \"Backlog\"\nearmark: \"0.1.0\"\n---\n\n# Backlog\n\n> It stays \
    in, Keiko.\n> And cancellations \\$7 million.[^oak-1-0]\n\nMine.\n\n<!-- earmark:query backlog \
    company:oak\nlimit 1 · index 8030b547a25791ed of 14 calls · earmark 0.1.0 -->\n> Now to \
    backlog.[^oak-3-1]\n\n<!-- earmark:end -->\n\n[^oak-1-0]: Oak, Q1 2023, turn 1. \
    `oak:1.0 quote-0bdae39909e3`\n[^oak-3-1]: Oak, turn 3. `oak:3.1 quote-5b350e30c195`\n";

/// Notes, and texts whose quotations are looked up.
fn notes(folder: &Path) -> Vec<Target> {
    let said = "He said: “we had a very strong quarter” and *then* \"the backlog was 2.0 \
        billion [ph] … which is more\"[1].\n\n> Good afternoon, and welcome to the call.\n\n    \
        code\n\n- Jane Doe: 'cloud gaming'\n\n[1]: http://x \"title\"\n";
    let seeds = vec![input("n", NOTE), input("n", said), input("n", NOTE.replace('\n', "\r\n"))];
    let edit = |input: &Input| {
        let text = String::from_utf8_lossy(&input.bytes);
        let query = NoteQuery { query: "backlog".into(), limit: 2 };
        let stamp = Stamp { version: "0".into(), fingerprint: "f".into(), calls: 1 };
        let cited = note::Cited {
            anchor: "oak:1.0".parse().unwrap(),
            citation: "Oak, turn 1".into(),
            text: "One. Two.\nThree.".into(),
        };
        let new = note::add(&text, std::slice::from_ref(&cited), Some("mine"));
        let new = note::add_query(&new, &query, &stamp, std::slice::from_ref(&cited), Some("mine"));
        let run = |_: &NoteQuery| Ok::<_, ()>(vec![cited.clone()]);
        let cite = |_: &Anchor| Ok(Some(cited.clone()));
        let (new, _) = note::refresh(&new, &stamp, run, cite).unwrap();
        let (again, _) = note::refresh(&new, &stamp, run, cite).unwrap();
        assert_eq!(again, new, "the same results change nothing");
        let readable = note::readable(&text, &mut |_| None);
        let mut out = note::title(&text).map_or(0, |t| t.len()) + note::note_quotes(&text).len();
        let mut page = Vec::new();
        render::note::html(&mut page, &readable).unwrap();
        render::note::docx(&mut page, &readable).unwrap();
        out += page.len() + render::note::markdown(&readable).len();
        out.saturating_sub(8 << 10)
    };
    let reader = index(folder, "verified");
    let look_up = move |input: &Input| {
        let text = String::from_utf8_lossy(&input.bytes);
        note::verify(&reader, &text, 3).unwrap().len()
    };
    vec![
        Target { name: "note".into(), seeds: seeds.clone(), run: Box::new(edit) },
        Target { name: "verify".into(), seeds, run: Box::new(look_up) },
    ]
}

/// What stands in and beside an index.
fn kept(folder: &Path) -> Vec<Target> {
    let sound = folder.join("sound");
    drop(index(folder, "sound"));
    let files: Vec<PathBuf> =
        fs::read_dir(&sound).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()).collect();
    let is_manifest = |path: &&PathBuf| path.to_string_lossy().contains("earmark-manifest-");
    let manifest = fs::read(files.iter().find(is_manifest).unwrap()).unwrap();
    let read_manifest = |input: &Input| {
        let read: Result<Manifest, _> = serde_json::from_slice(&input.bytes);
        read.map_or(0, |manifest| manifest.calls().count())
    };
    let saved = folder.join("saved");
    fs::create_dir_all(&saved).unwrap();
    let read_saved = move |input: &Input| {
        fs::write(saved.join(&input.name), &input.bytes).unwrap();
        let index = saved.join("index");
        let read = SavedSearches::read(&index).map_or(0, |all| all.searches.len());
        read + LastSearch::read(&saved).map_or(0, |last| last.hits.len())
    };
    let searches = "{\"searches\":{\"x\":{\"query\":\"backlog\",\"known\":\"0123456789ab aa\"}}}";
    let last = "{\"query\":\"backlog\",\"hits\":{\"1\":\"oak:1.0\",\"2\":\"oak:2.1\"}}";
    let damaged = folder.join("damaged");
    let whole = Reader::open(&sound).map(|reader| answers(&reader).unwrap()).unwrap();
    let seeds: Vec<Input> = files
        .iter()
        .map(|f| input(&f.file_name().unwrap().to_string_lossy(), fs::read(f).unwrap()))
        // Not locks, and not the list of files, which no search reads.
        .filter(|seed| !seed.bytes.is_empty() && !seed.name.starts_with('.'))
        .collect();
    let open = move |input: &Input| {
        let _ = fs::remove_dir_all(&damaged);
        fs::create_dir(&damaged).unwrap();
        for file in &files {
            fs::copy(file, damaged.join(file.file_name().unwrap())).unwrap();
        }
        fs::write(damaged.join(&input.name), &input.bytes).unwrap();
        let noticed = check(&damaged).map_or(true, |checked| !checked.faults.is_empty());
        let found = Reader::open(&damaged).and_then(|reader| answers(&reader));
        Manifest::remembered_roots(&damaged);
        // What nobody notices must be right.
        assert!(noticed || found.is_ok_and(|found| found == whole), "not noticed");
        0
    };
    vec![
        Target {
            name: "manifest".into(),
            seeds: vec![input("m", manifest)],
            run: Box::new(read_manifest),
        },
        Target {
            name: "saved".into(),
            seeds: vec![
                input("index.saved.json", searches),
                input("earmark-last-search.json", last),
            ],
            run: Box::new(read_saved),
        },
        Target { name: "index".into(), seeds, run: Box::new(open) },
    ]
}

/// What a search of a small index finds.
pub(crate) fn answers(reader: &Reader) -> Result<Vec<String>, IndexError> {
    let query = query::parse("backlog OR \"the quarter\" OR [money]").unwrap();
    let options = Options { limit: 1000, ..Options::default() };
    let found = search(reader, &query, &options);
    let found = found.map_err(|error| match error {
        earmark::search::SearchError::Index(error) => error,
        other => panic!("{other}"),
    })?;
    let hits = found.hits.iter().map(|h| format!("{} {:?} {}", h.anchor, h.highlights, h.text));
    Ok(hits.collect())
}
