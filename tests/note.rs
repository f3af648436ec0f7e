//! Notes: begun, filled, run again, exported; nothing that was written is lost.

use std::fs;
use std::io::Cursor;
use std::io::Read;
use std::path::Path;

use proptest::prelude::*;

use crate::earmark::Ran;
use crate::earmark::command;
use crate::earmark::earmark;
use crate::earmark::with_corpus;

fn done(folder: &Path, args: &[&str]) -> Ran {
    let run = earmark(folder, args);
    assert_eq!(run.code, 0, "{args:?}: {run:?}");
    run
}

fn note(folder: &Path) -> String {
    fs::read_to_string(folder.join("kc.md")).unwrap()
}

#[test]
fn a_note_is_filled_from_anchors_and_from_the_last_search() {
    let folder = with_corpus();
    let at = folder.path();
    done(at, &["note", "new", "kc", "--title", "The \"backlog\""]);
    assert_eq!(earmark(at, &["note", "new", "kc"]).code, 2);
    done(at, &["note", "add", "kc", "halden-robotics-2022q3:5.0", "--comment", "Is it real?"]);
    let found = done(at, &["search", "backlog", "--limit", "3", "--format", "json"]).json();
    done(at, &["note", "add", "kc", "1", "3"]);
    let text = note(at);
    assert!(text.contains("# The \"backlog\"\n") && text.contains("\n\nIs it real?\n\n"), "{text}");
    for rank in [0, 2] {
        let anchor = found["hits"][rank]["anchor"].as_str().unwrap();
        assert!(text.contains(&format!("`{anchor} quote-")), "{anchor}: {text}");
    }
    for wrong in [&["7"][..], &["no-such-call:1.0"], &["halden-robotics-2022q3:999.0"], &["x y"]] {
        let run = earmark(at, &[&["note", "add", "kc"], wrong].concat());
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("error: "), "{run:?}");
    }
    assert_eq!(note(at), text, "what fails changes nothing");
    let nowhere = earmark(at, &["note", "add", "kc", "no-such-call:1.0"]).stderr;
    assert!(nowhere.contains("no `no-such-call` in the index"), "{nowhere}");
    assert!(nowhere.contains("hint: `earmark calls` lists the calls"), "{nowhere}");
    let checked = done(at, &["verify", "kc.md", "--format", "json"]).json();
    assert!(checked["counts"]["verbatim"].as_u64().unwrap() >= 2, "{checked:#}");
    let list = done(at, &["note", "list"]).stdout;
    assert_eq!(list, "kc.md  3 quotations  The \"backlog\"\n");
}

#[test]
fn what_is_not_done_is_said() {
    let folder = with_corpus();
    let at = folder.path();
    let none = earmark(at, &["note", "add", "kc", "--query", "xylophone"]);
    assert_eq!(none.code, 1, "{none:?}");
    assert!(none.stderr.contains("no hits"), "{none:?}");
    done(at, &["note", "add", "kc", "halden-robotics-2022q3:5.0"]);
    let sources = ["note", "export", "kc", "--to", "docx", "--cite", "csl-json"];
    let refused = earmark(at, &[&sources[..], &["--output", "kc.docx"]].concat());
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("hint: ") && !at.join("kc.docx").exists(), "{refused:?}");
    assert_eq!(done(at, &["note", "export", "kc"]).stderr, "");
    fs::write(at.join("kc.md"), note(at).replace("backlog", "order book")).unwrap();
    let edited = done(at, &["note", "export", "kc"]);
    assert!(edited.stderr.contains("1 quotation other than when cited"), "{edited:?}");
}

#[test]
fn a_comment_stands_behind_the_results_of_a_query() {
    let folder = with_corpus();
    let at = folder.path();
    let query =
        ["--query", "backlog company:halden", "--limit", "2", "--comment", "Still growing?"];
    done(at, &[&["note", "add", "kc"], &query[..]].concat());
    let text = note(at);
    assert!(text.contains("<!-- earmark:end -->\n\nStill growing?\n"), "{text}");
    done(at, &["note", "refresh", "kc"]);
    assert_eq!(note(at), text);
    assert_eq!(done(at, &["verify", "kc.md", "--format", "json"]).json()["counts"]["verbatim"], 2);
}

#[test]
fn a_passage_that_is_put_in_again_is_told() {
    let folder = with_corpus();
    let at = folder.path();
    let (one, two) = ("halden-robotics-2022q3:5.0", "halden-robotics-2022q3:6.0");
    let again =
        |place: &str| format!("note: `{place}` is in the note already, and is put in again\n");
    done(at, &["index", "corpus"]);
    done(at, &["note", "new", "kc"]);
    assert_eq!(done(at, &["note", "add", "kc", one]).stderr, "");
    let run = done(at, &["note", "add", "kc", one, two, two]);
    assert_eq!(run.stderr, again(one) + &again(two));
    assert_eq!(earmark::note::note_quotes(&note(at)).len(), 4);
}

#[test]
fn a_query_in_a_note_is_run_again() {
    let folder = with_corpus();
    let at = folder.path();
    fs::rename(at.join("corpus/orrery-play-2022q4.txt"), at.join("later.txt")).unwrap();
    done(at, &["index", "corpus"]);
    let query = "backlog company:orrery";
    done(at, &["note", "add", "kc", "--query", query, "--limit", "50"]);
    let before = note(at);
    let (first, rest) = before.split_once("]\n\n").unwrap();
    fs::write(at.join("kc.md"), format!("{first}]\n\nMy thought --> stays.\n\n{rest}\n\nMy end."))
        .unwrap();
    done(at, &["note", "refresh", "kc"]);
    let same = note(at);
    assert!(same.contains("My thought --> stays.") && same.ends_with("\n\nMy end."), "{same}");
    fs::rename(at.join("later.txt"), at.join("corpus/orrery-play-2022q4.txt")).unwrap();
    done(at, &["index"]);
    let run = done(at, &["note", "refresh", "kc"]);
    let after = note(at);
    assert!(!run.stdout.contains(": 0 put in"), "{run:?}");
    assert!(after.contains("`orrery-play-2022q4:"), "{after}");
    assert!(after.contains("My thought --> stays.") && after.contains("\n\nMy end."), "{after}");
    assert_eq!(done(at, &["verify", "kc.md"]).code, 0);
}

#[test]
fn footnotes_go_with_their_quotations() {
    let folder = with_corpus();
    let at = folder.path();
    done(at, &["index", "corpus"]);
    done(at, &["note", "add", "kc", "--query", "backlog", "--limit", "5"]);
    let footnotes = || note(at).matches("\n[^").count();
    assert_eq!(footnotes(), 5, "{}", note(at));
    fs::write(at.join("kc.md"), note(at).replace("\nlimit 5 ·", "\nlimit 2 ·")).unwrap();
    let run = done(at, &["note", "refresh", "kc"]);
    assert!(run.stdout.contains("0 put in, 3 taken out"), "{run:?}");
    assert_eq!((footnotes(), done(at, &["verify", "kc.md"]).code), (2, 0), "{}", note(at));
}

#[test]
fn what_cannot_be_read_of_a_note_is_told_and_left_alone() {
    let folder = with_corpus();
    let at = folder.path();
    done(at, &["note", "add", "kc", "--query", "backlog company:halden", "--limit", "2"]);
    let whole = note(at);
    let garbled = format!("{whole}\n<!-- earmark:query backlog -->\n\n~~~\ncode\n{whole}");
    fs::write(at.join("kc.md"), &garbled).unwrap();
    let run = done(at, &["note", "refresh", "kc"]);
    assert_eq!(note(at), garbled, "the same results change nothing");
    assert_eq!(run.stderr.matches("note: line ").count(), 2, "{run:?}");
    for told in ["the results of a query have no end", "code begins that nothing ends"] {
        assert!(run.stderr.contains(told), "{told}: {run:?}");
    }
    done(at, &["note", "add", "kc", "halden-robotics-2022q3:5.0"]);
    assert!(note(at).ends_with(&format!("~~~\ncode\n{whole}")), "{}", note(at));
    let quotes = earmark::note::note_quotes(&note(at));
    assert_eq!(quotes.len(), 3, "what was put in is read again: {quotes:?}");
}

/// Returns a part of a Word file, which must be well-formed XML.
fn part(docx: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    let mut reader = quick_xml::Reader::from_str(&text);
    let is_end = |event: &quick_xml::events::Event<'_>| *event == quick_xml::events::Event::Eof;
    while !is_end(&reader.read_event().unwrap_or_else(|e| panic!("{name}: {e}: {text}"))) {}
    text
}

#[test]
fn exports_escape_what_transcripts_carry() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("corpus")).unwrap();
    let evil =
        "# Our *backlog* <script>alert(1)</script> & [x](javascript:1) ]]> \u{1b}[2J `a` $5$.";
    let call = serde_json::json!({"id": "evil", "company": "E<b>vil & Co", "turns": [
        {"speaker": "A <i>B</i>", "paragraphs": [evil, "- second \\ para_graph_ ![i](http://x)"]}]});
    fs::write(at.join("corpus/evil.json"), call.to_string()).unwrap();
    done(at, &["index", "corpus"]);
    done(at, &["note", "add", "kc", "evil:0.0", "--comment", "I say <b>so</b>."]);
    assert!(!note(at).contains('\u{1b}'));
    let html = done(at, &["note", "export", "kc", "--to", "html"]).stdout;
    for tag in ["<script", "<b>", "<i>", "href=\"javascript", "<img", "<em>", "<h1># "] {
        assert!(!html.contains(tag), "{tag}: {html}");
    }
    assert!(
        html.contains("&lt;script&gt;alert(1)") && html.contains("E&lt;b&gt;vil &amp; Co"),
        "{html}"
    );
    done(at, &["note", "export", "kc", "--to", "docx", "--output", "kc.docx"]);
    let docx = fs::read(at.join("kc.docx")).unwrap();
    let document = part(&docx, "word/document.xml");
    assert!(
        document.contains("&lt;script&gt;")
            && document.contains("<w:footnoteReference w:id=\"1\"/>")
    );
    let footnotes = part(&docx, "word/footnotes.xml");
    assert!(
        footnotes.contains("E&lt;b&gt;vil &amp; Co") && footnotes.contains("evil:0.0"),
        "{footnotes}"
    );
    for name in
        ["[Content_Types].xml", "_rels/.rels", "word/styles.xml", "word/_rels/document.xml.rels"]
    {
        part(&docx, name);
    }
    let csv = done(at, &["note", "export", "kc", "--to", "csv"]).stdout;
    assert_eq!(csv::Reader::from_reader(csv.as_bytes()).records().count(), 1);
    let sources = done(at, &["note", "export", "kc", "--cite", "csl-json"]).json();
    assert_eq!(sources[0]["id"], "evil-0-0");
    let short = done(at, &["note", "export", "kc", "--cite", "short"]).stdout;
    assert!(short.contains("]: E\\<b\\>vil & Co, A \\<i\\>B\\</i\\>. `evil:0.0`"), "{short}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Whatever a file holds, what is put in leaves every byte of it.
    #[test]
    fn any_note_survives(text in "(\\PC|[\n>\\[\\]^:`#-]|\r\n|\u{feff}|---\n|<!-- earmark:query backlog\n|-->\n|<!-- earmark:end -->\n){0,40}") {
        let stamp = earmark::note::Stamp { version: "1".into(), fingerprint: "f".into(), calls: 1 };
        let cited = earmark::note::Cited {
            anchor: "kc:1.0".parse().unwrap(),
            citation: "KC".into(),
            text: "We grew.".into(),
        };
        let run = |_: &_| Ok::<_, ()>(vec![cited.clone()]);
        let fresh = earmark::note::refresh(&text, &stamp, run, |_| Ok(Some(cited.clone())));
        let (fresh, _) = fresh.unwrap();
        for line in text.lines().filter(|l| !l.starts_with("<!-- earmark") && !l.starts_with("limit ")) {
            prop_assert!(fresh.contains(line), "{line:?} in {fresh:?}");
        }
    }
}

#[test]
fn whoever_is_told_that_it_is_put_in_finds_it_there() {
    let folder = with_corpus();
    let at = folder.path();
    done(at, &["note", "new", "kc"]);
    let anchors = ["5.0", "8.0", "12.0", "14.0"].map(|at| format!("halden-robotics-2022q3:{at}"));
    let add = |anchor: &String| command(at).args(["note", "add", "kc", anchor]).output().unwrap();
    let added: Vec<bool> = std::thread::scope(|scope| {
        let all = anchors.each_ref().map(|anchor| scope.spawn(move || add(anchor)));
        all.map(|one| one.join().unwrap().status.success()).to_vec()
    });
    let text = note(at);
    for (anchor, added) in anchors.iter().zip(&added) {
        assert_eq!(text.contains(&format!("`{anchor} quote-")), *added, "{anchor}: {text}");
    }
    assert!(added.contains(&true), "{added:?}");
}

#[test]
fn a_file_that_is_no_text_is_left_alone() {
    let folder = with_corpus();
    let bytes = b"caf\xe9 \x00\xff";
    fs::write(folder.path().join("kc.md"), bytes).unwrap();
    let run = earmark(folder.path(), &["note", "add", "kc", "halden-robotics-2022q3:5.0"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(fs::read(folder.path().join("kc.md")).unwrap(), bytes);
}

#[test]
fn saved_searches_tell_what_is_new() {
    let folder = with_corpus();
    let at = folder.path();
    let late = at.join("corpus/orrery-play-2022q4.txt");
    fs::rename(&late, at.join("later.txt")).unwrap();
    done(at, &["search", "backlog", "--role", "analyst", "--save", "asked"]);
    let list = done(at, &["saved"]).stdout;
    assert_eq!(list, "@asked  backlog role:analyst\n");
    let total = |args: &[&str]| {
        let run = earmark(at, &[args, &["--format", "json", "--limit", "500"]].concat());
        (run.code, run.json()["total"].as_u64().unwrap())
    };
    let (code, all) = total(&["search", "@asked"]);
    assert_eq!((code, all), total(&["search", "backlog", "--role", "analyst"]));
    assert_eq!(total(&["search", "@asked", "--new"]), (1, 0));
    fs::rename(at.join("later.txt"), &late).unwrap();
    done(at, &["index"]);
    assert!(done(at, &["saved"]).stdout.ends_with("backlog role:analyst  1 new call\n"));
    let expected = total(&["search", "backlog role:analyst call:orrery-play-2022q4"]);
    // What is not shown stays new.
    let cut = earmark(at, &["search", "@asked", "--new", "--limit", "0"]);
    assert!(expected.1 == 0 || cut.stderr.contains("stay new"), "{cut:?}");
    assert_eq!(total(&["search", "@asked", "--new"]), expected);
    assert_eq!(total(&["search", "@asked", "--new"]), (1, 0));
    // A changed call is new, a moved one and one that was taken out are not.
    let path = at.join("corpus/halden-robotics-2022q3.txt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("Great, thank you", "Great, thanks", 1)).unwrap();
    fs::rename(&late, at.join("corpus/orrery-play-2022q4-moved.txt")).unwrap();
    fs::remove_file(at.join("corpus/halden-robotics-2022q4.txt")).unwrap();
    done(at, &["index"]);
    let new = earmark(at, &["search", "@asked", "--new", "--format", "json"]).json();
    let calls: Vec<&str> =
        new["hits"].as_array().unwrap().iter().map(|h| h["call"]["id"].as_str().unwrap()).collect();
    assert!(!calls.is_empty() && calls.iter().all(|c| *c == "halden-robotics-2022q3"), "{calls:?}");
    assert_eq!(earmark(at, &["search", "@nothing"]).code, 2);
    assert_eq!(earmark(at, &["search", "backlog", "--new"]).code, 2);
    assert_eq!(earmark(at, &["search", "--plain", "how is the backlog", "--save", "a b"]).code, 2);
    // Saved searches outlive an index that is built anew.
    fs::remove_dir_all(at.join("index")).unwrap();
    assert_eq!(total(&["search", "@asked", "--new"]).0, 1);
    done(at, &["saved", "--forget", "asked"]);
    assert_eq!(earmark(at, &["saved"]).code, 1);
}

#[cfg(unix)]
#[test]
fn a_search_does_not_fail_where_nothing_can_be_remembered() {
    use std::os::unix::fs::PermissionsExt;

    let folder = with_corpus();
    let at = folder.path();
    done(at, &["index", "corpus"]);
    // Not even root can write a file where a folder stands.
    fs::create_dir(at.join("index/earmark-last-search.json")).unwrap();
    fs::set_permissions(at.join("index"), fs::Permissions::from_mode(0o555)).unwrap();
    let run = done(at, &["search", "backlog"]);
    assert_eq!(run.stderr, "");
    fs::set_permissions(at.join("index"), fs::Permissions::from_mode(0o755)).unwrap();
    let run = earmark(at, &["note", "add", "kc", "1"]);
    assert!(run.stderr.contains("no search of this index is remembered"), "{run:?}");
}
