//! `verify` finds what was said, however it is written, and nothing that was not.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use earmark::index::Reader;
use earmark::note::MIN_WORDS;
use earmark::note::Status;
use earmark::note::verify;
use earmark::update::update;
use serde_json::Value;

use crate::earmark::command;
use crate::earmark::earmark;
use crate::earmark::ran;
use crate::earmark::with_corpus;
use crate::quoting::Dice;
use crate::quoting::calls;
use crate::quoting::draw;
use crate::quoting::fault;
use crate::quoting::invent;

#[test]
fn quotations_are_found_however_they_are_altered_and_invented_ones_are_not() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let folder = tempfile::tempdir().unwrap();
    update(folder.path(), std::slice::from_ref(&corpus), &mut |_| {}).unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    let calls = calls(&corpus, 1);
    let mut dice = Dice(0x5eed_0002);
    for _ in 0..300 {
        let drawn = draw(&calls, &mut dice);
        let found = verify(&reader, &drawn.text, MIN_WORDS).unwrap();
        assert_eq!(fault(&drawn, &found), None);
    }
    for _ in 0..200 {
        let text = invent(&calls, &mut dice);
        let found = verify(&reader, &text, MIN_WORDS).unwrap();
        assert!(found.iter().all(|v| v.status == Status::NotFound), "{found:#?}");
    }
}

/// Returns the only quotation that is found in a text, as JSON.
fn checked(folder: &Path, text: &str) -> (i32, Value) {
    fs::write(folder.join("note.md"), text).unwrap();
    let run = earmark(folder, &["verify", "note.md", "--format", "json"]);
    let json = run.json();
    let [only] = json["files"][0]["quotations"].as_array().unwrap().as_slice() else {
        panic!("{json:#}")
    };
    (run.code, only.clone())
}

const SAID: &str = "I wanted to start with the backlog, maybe no surprise.";

#[test]
fn what_the_text_says_of_a_quotation_is_held_against_the_index() {
    let folder = with_corpus();
    earmark(folder.path(), &["index", "corpus"]);
    let status = |text: &str, expected: (&str, i32)| {
        let (code, found) = checked(folder.path(), text);
        assert_eq!((found["status"].as_str().unwrap(), code), expected, "{text}: {found:#}");
        found
    };
    let found = status(&format!("\"{SAID}\"\n"), ("verbatim", 0));
    assert_eq!(found["places"][0]["anchor"], "halden-robotics-2022q3:5.0");
    assert_eq!(found["span"], serde_json::json!([1, 1 + SAID.len()]));
    status(&format!("Rachel Adeyemi said: “{SAID}”"), ("verbatim", 0));
    let found = status(&format!("Ingrid Solheim said: “{SAID}”"), ("misattributed", 1));
    assert_eq!(found["contradicted"], "Ingrid Solheim");
    status(&format!("> {SAID}[^1]\n\n[^1]: halden-robotics-2022q3:5.0"), ("verbatim", 0));
    // The anchor of another passage in the same mouth has moved; another mouth's is wrong.
    let found =
        status(&format!("> {SAID}[^1]\n\n[^1]: halden-robotics-2022q3:8.0"), ("verbatim", 0));
    assert_eq!(found["moved_from"], "halden-robotics-2022q3:8.0");
    status(&format!("> {SAID}[^1]\n\n[^1]: halden-robotics-2022q3:6.0"), ("misattributed", 1));
    status(&format!("> {SAID}[^1]\n\n[^1]: halden-robotics-2022q4:5.0"), ("misattributed", 1));
    // A call that there is not is no place, unless the hash tells that its id has changed.
    let nowhere = format!("> {SAID}[^1]\n\n[^1]: no-such-call:5.0");
    let found = status(&nowhere, ("misattributed", 1));
    assert_eq!(found["contradicted"], "no-such-call:5.0");
    let hash = earmark::note::quote_hash(SAID);
    let found = status(&format!("{nowhere} quote-{hash}"), ("verbatim", 0));
    assert_eq!(found["moved_from"], "no-such-call:5.0");
    let cited = |quarter: &str| {
        format!("“{SAID}” (Halden Robotics, {quarter} earnings call, Rachel Adeyemi, turn 5)")
    };
    status(&cited("Q3 2022"), ("verbatim", 0));
    let found = status(&cited("Q1 2012"), ("misattributed", 1));
    assert_eq!(found["contradicted"], "Q1 2012");
    // An editor's brackets hold what was not said.
    let inserted = |text: &str, quoted: Value| {
        let found = status(text, ("repaired", 0));
        assert_eq!(found["differences"][0]["kind"], "annotation");
        assert_eq!(found["differences"][0]["quoted"], quoted);
    };
    inserted(
        "> I wanted to start with the [order] backlog, maybe no surprise.",
        serde_json::json!("[order]"),
    );
    inserted(
        "> [She] wanted to start with the backlog, maybe no surprise.",
        serde_json::json!("[She]"),
    );
    let found =
        status("> I wanted to begin with the backlog, maybe no surprise.", ("not_found", 1));
    assert_eq!(found["nearest"]["anchor"], "halden-robotics-2022q3:5.0");
    assert_eq!(found["nearest"]["differences"][0]["said"], "start");
}

#[test]
fn who_where_and_when_are_held_against_the_call() {
    let folder = with_corpus();
    earmark(folder.path(), &["index", "corpus"]);
    // Said by Rachel Adeyemi, an analyst, in the call of Halden Robotics on Q3 2022.
    let wrong = |text: &str, kind: &str, stated: &str| {
        let (code, found) = checked(folder.path(), &text.replace("{}", SAID));
        let told = &found["contradiction"];
        assert_eq!(
            (code, told["kind"].as_str(), told["stated"].as_str()),
            (1, Some(kind), Some(stated)),
            "{text}: {found:#}"
        );
        assert_eq!(
            (&found["status"], &found["contradicted"]),
            (&"misattributed".into(), &told["stated"])
        );
    };
    let right = |text: &str| {
        let (code, found) = checked(folder.path(), &text.replace("{}", SAID));
        assert_eq!((code, &found["status"]), (0, &"verbatim".into()), "{text}: {found:#}");
        assert_eq!(found["unconfirmed"], Value::Null, "{text}");
    };
    wrong("Orrery Play said: “{}”", "company", "Orrery Play");
    wrong("On Orrery Play's call, Rachel Adeyemi said: “{}”", "company", "Orrery Play");
    wrong("Rachel Adeyemi said in Q1 2031: “{}”", "quarter", "Q1 2031");
    wrong("On the Q1 2031 earnings call, Rachel Adeyemi said: “{}”", "quarter", "Q1 2031");
    wrong("The CFO said: “{}”", "office", "CFO");
    wrong("Rachel Adeyemi of Orrery Play said: “{}”", "firm", "Orrery Play");
    wrong("Elon Musk: “{}”", "speaker", "Elon Musk");
    wrong("“{}” — Elon Musk", "speaker", "Elon Musk");
    wrong("> {} — Elon Musk", "speaker", "Elon Musk");
    wrong("“{},” said Elon Musk.", "speaker", "Elon Musk");
    wrong(
        "Contrary to what Rachel Adeyemi thinks, Ingrid Solheim said: “{}”",
        "speaker",
        "Ingrid Solheim",
    );
    let cited = "> {}[^1]\n\n[^1]: WHO, turn 5. `halden-robotics-2022q3:5.0`";
    let of = |who: &str| cited.replace("WHO", who);
    wrong(&of("Orrery Play, Q3 2022 earnings call, Rachel Adeyemi"), "company", "Orrery Play");
    wrong(&of("Halden Robotics, Q1 2021 earnings call, Rachel Adeyemi"), "quarter", "Q1 2021");
    wrong(&of("Halden Robotics, Q3 2022 earnings call, Elon Musk (CFO)"), "speaker", "Elon Musk");
    wrong(
        &of("Halden Robotics, Q3 2022 earnings call, Rachel Adeyemi").replace("turn 5", "turn 6"),
        "place",
        "turn 6",
    );
    right(&of("Halden Robotics, Q3 2022 earnings call, Rachel Adeyemi"));
    right("Asked about Orrery Play, Rachel Adeyemi said: “{}”");
    right("On Halden's Q3 2022 call, Rachel Adeyemi said: “{}”");
    right("Unlike Ingrid Solheim of Orrery Play, Rachel Adeyemi said: “{}”");
    right("Key Takeaway: “{}”");
    right("The rival, Unknown Robotics, grew; “{}”");
    right("> {} — Rachel Adeyemi");
    let page =
        earmark(folder.path(), &["verify", "--text", &format!("Orrery Play said: “{SAID}”")]);
    assert!(
        page.stdout.contains("the text says Orrery Play; it is from a call of Halden Robotics"),
        "{page:?}"
    );
}

#[test]
fn html_and_footnotes_that_are_not_there_are_seen() {
    let folder = with_corpus();
    earmark(folder.path(), &["index", "corpus"]);
    for (text, code) in [
        ("<blockquote>\n<p>{}</p>\n</blockquote>", 0),
        ("<p>Rachel Adeyemi said <q>{}</q></p>", 0),
        ("<blockquote>{}\n<footer>— Elon Musk</footer></blockquote>", 1),
        ("<q>{}</q>, said Elon Musk.", 1),
    ] {
        let (found, json) = checked(folder.path(), &text.replace("{}", SAID));
        assert_eq!(found, code, "{text}: {json:#}");
    }
    let (code, found) = checked(folder.path(), &format!("> {SAID}[^9]\n"));
    assert_eq!((code, &found["undefined"]), (0, &serde_json::json!(["9"])));
    let page = earmark(folder.path(), &["verify", "note.md"]).stdout;
    assert!(page.contains("it calls the footnote [^9], which the text does not have"), "{page}");
}

#[test]
fn where_the_call_does_not_tell_who_speaks_nobody_is_contradicted() {
    let folder = tempfile::tempdir().unwrap();
    let call = serde_json::json!({"id": "vu", "company": "Vu Corp", "turns": [
        {"role": "executive", "paragraphs": ["The deposit is paid and we will close the plant."]},
        {"speaker": "Bob Ray", "role": "executive", "paragraphs": ["Thank you."]}]});
    fs::create_dir(folder.path().join("corpus")).unwrap();
    fs::write(folder.path().join("corpus/vu.json"), call.to_string()).unwrap();
    earmark(folder.path(), &["index", "corpus"]);
    let text = "Elon Musk: “The deposit is paid and we will close the plant.”";
    let (code, found) = checked(folder.path(), text);
    assert_eq!((code, &found["status"]), (0, &"verbatim".into()));
    assert_eq!(found["unconfirmed"], "Elon Musk");
    let page = earmark(folder.path(), &["verify", "note.md"]).stdout;
    assert!(page.contains("the text says Elon Musk, which cannot be confirmed"), "{page}");
}

/// Returns a folder with an index of one call, in which two speak.
fn with_a_call() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let call = serde_json::json!({"id": "vq", "company": "Vq Corp", "quarter": "2024-Q1", "turns": [
        {"speaker": "Ann Lee", "role": "executive", "paragraphs": [
            "The deposit is paid and we will close the plant in May. We ship every wafer to [TSMC ] \
             in the spring. Margins never fell below the old level this year. Revenue was \
             $5 million, up 10% from a year ago, and costs were $3 million. It stays in, Keiko, \
             because they hold the contract. And so we would sell the unit only with a gain."]},
        {"speaker": "Bob Ray", "role": "executive", "paragraphs": ["Thank you, Ann."]}]});
    fs::create_dir(folder.path().join("corpus")).unwrap();
    fs::write(folder.path().join("corpus/vq.json"), call.to_string()).unwrap();
    earmark(folder.path(), &["index", "corpus"]);
    folder
}

#[test]
fn brackets_explain_and_make_up_nothing() {
    let folder = with_a_call();
    let told = |quoted: &str, expected: (&str, i32), line: &str| {
        let (code, found) = checked(folder.path(), &format!("> {quoted}\n"));
        assert_eq!((found["status"].as_str().unwrap(), code), expected, "{quoted}: {found:#}");
        let page = earmark(folder.path(), &["verify", "note.md"]).stdout;
        assert!(page.contains(line), "{line} in {page}");
    };
    let sound = |quoted: &str, line: &str| told(quoted, ("repaired", 0), line);
    sound(
        "[The order] stays in, Keiko, because they hold the contract.",
        "put in by the editor: “[The order]” for “It”\n",
    );
    sound("The deposit [for it] is paid and we will close", "put in by the editor: “[for it]”\n");
    sound(
        "It stays in, Keiko, because [the buyers] hold the contract.",
        "put in by the editor: “[the buyers]” for “they”\n",
    );
    sound(
        "And so [the firm] … sell the unit only with a gain.",
        "put in by the editor: “[the firm]”\n",
    );
    sound(
        "we will close the plant [in Leeds]",
        "put in by the editor: “[in Leeds]” for “in May”\n",
    );
    sound("Revenue was $5 million [in all], up 10%", "put in by the editor: “[in all]”\n");
    let many = "[Yes,] the deposit [it] is [now] paid [up] and [so] we [all] will close the plant";
    sound(many, "put in by the editor: “[all]”\n");
    for case in ["[I]t stays in, Keiko", "[a]nd so we would sell", "And so [W]e would sell"] {
        told(case, ("verbatim", 0), "1 quotation: 1 verbatim");
    }
    let unsound = |quoted: &str, line: &str| told(quoted, ("not_found", 1), line);
    unsound(
        "The deposit is [not] paid and we will close the plant in May.",
        "no repair; put in by the editor: [not]\n",
    );
    unsound(
        "[We never said that] the deposit is paid and we will close the plant.",
        "no repair; put in by the editor: [We never said that]\n",
    );
    unsound("The deposit is paid and we will close the plant [unlikely].", "[unlikely].\n");
    unsound("The deposit is <not> paid and we will close the plant.", "<not>\n");
    unsound("The deposit is [sic - never] paid and we will close", "[sic - never]\n");
    unsound("The de posit is [not] paid and we will close the plant in May.", "put in: “not”");
    unsound("We ship every wafer to [Samsung] in the spring.", "“[Samsung]” for “[TSMC ]”\n");
    unsound("We ship every wafer to [Samsung]", "“[Samsung]” for “TSMC”\n");
    unsound("Revenue was $5 million, [down] 10% from a year ago", "“[down]” for “up”\n");
    unsound("[Samsung] in the spring. Margins never fell", "“[Samsung]” for “");
    unsound("up [20%] from a year ago, and costs were", "“[20%]” for “10%”\n");
    unsound("Margins [surely] fell below the old level", "no repair; left out: never\n");
    unsound("The deposit [ph] the plant in May.", "nearest");
    unsound(
        "The deposit is [to be] in the spring. Margins never fell below the old level",
        "no repair; “[to be]” for “",
    );
    unsound("[All of us are glad to tell you that] the deposit is paid", "no repair; put in");
}

#[test]
fn elisions_tell_what_they_leave_out() {
    let folder = with_a_call();
    let told = |quoted: &str, line: &str| {
        fs::write(folder.path().join("note.md"), format!("> {quoted}\n")).unwrap();
        let page = earmark(folder.path(), &["verify", "note.md"]).stdout;
        assert!(page.contains(line), "{line} in {page}");
    };
    told("Revenue was … from a year ago, and costs", "left out at …: “$5 million, up 10%”\n");
    told(
        "Revenue was $5 million … they hold the contract.",
        "left out at …, 16 words, across sentences: “, up 10%",
    );
    told("Margins […] fell below the old level this year.", "no repair; left out: never\n");
    told("And so we would sell the unit ... with a gain.", "no repair; left out: only\n");
    let (code, found) = checked(folder.path(), "> Margins […] fell below the old level this year.");
    assert_eq!((code, &found["status"]), (1, &Value::from("not_found")));
    let refused = serde_json::json!({"kind": "left_out", "quoted": "[…]", "said": "never"});
    assert_eq!(found["refused"], refused);
}

#[test]
fn a_label_before_a_block_quote_says_who_spoke() {
    let folder = with_a_call();
    let said = "The deposit is paid and we will close the plant in May.";
    for (label, expected) in [
        ("**Ann Lee:**", ("verbatim", 0)),
        ("Ann Lee:", ("verbatim", 0)),
        ("Bob Ray (CFO):", ("misattributed", 1)),
        ("**Bob Ray**:", ("misattributed", 1)),
    ] {
        let (code, found) = checked(folder.path(), &format!("> {label} {said}\n"));
        assert_eq!((found["status"].as_str().unwrap(), code), expected, "{label}: {found:#}");
        assert_eq!(found["text"], said);
    }
}

#[test]
fn any_text_is_read_and_what_is_none_does_not_pass() {
    let folder = with_corpus();
    let check = |bytes: &[u8], code: i32, told: &str| {
        let mut child = command(folder.path())
            .args(["verify", "-", "--format", "json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        let done = ran(child.wait_with_output().unwrap());
        assert!(done.code == code && done.stderr.contains(told), "{told}: {done:?}");
        done
    };
    let broken = [b"> \"".as_slice(), SAID.as_bytes(), b"\"\r\n>\x1b[2J \xe2\x80"].concat();
    let done = check(&broken, 1, "`-` is not all UTF-8");
    assert_eq!(done.json()["files"][0]["path"], "-");
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    check(&utf16(&format!("> {SAID}\n")), 0, "`-` is read as UTF-16LE");
    check(&utf16("> Nobody has ever said a thing like this.\n"), 1, "");
    check(b"\x00\x01\x02 \"quoted\" \xff\x00", 2, "`-` is no text");
    let none = earmark(folder.path(), &["verify", "--text", "- nothing \"quoted\" here"]);
    assert_eq!((none.code, none.stdout.as_str()), (0, "no quotations\n"));
    let unread = earmark(folder.path(), &["verify", "no-such-file.md"]);
    assert_eq!((unread.code, unread.stdout.as_str()), (2, ""), "{unread:?}");
}

#[test]
fn a_page_tells_what_is_wrong_and_steers_no_terminal() {
    let folder = with_corpus();
    let text =
        format!("Ingrid Solheim: “{SAID}”\n\n> We \u{1b}[31mnever said it this way, ever.\n");
    fs::write(folder.path().join("note.md"), text).unwrap();
    let run = earmark(folder.path(), &["verify", "note.md"]);
    assert_eq!(run.code, 1);
    assert!(!run.stdout.contains('\u{1b}'));
    assert!(
        run.stdout.starts_with("note.md:1: somebody else's words · halden-robotics-2022q3:5.0\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.ends_with("2 quotations: 1 somebody else's words, 1 not found\n"));
}
