//! The commands that count and compare, over the corpus.

use crate::earmark::Ran;
use crate::earmark::earmark;
use crate::earmark::with_corpus;

/// The commands whose help is tried out.
const COMMANDS: [&str; 9] =
    ["questions", "count", "kwic", "first", "collocates", "terms", "compare", "speakers", "firms"];

/// Runs every example of a command's help; none may be an error.
#[test]
fn every_example_in_help_runs() {
    let folder = with_corpus();
    earmark(folder.path(), &["index", "corpus"]);
    std::fs::write(folder.path().join("queries.tsv"), "orders\tbacklog\n").unwrap();
    for command in COMMANDS {
        let help = earmark(folder.path(), &[command, "--help"]).stdout;
        let examples = help.lines().skip_while(|l| *l != "Examples:").skip(1);
        let lines: Vec<&str> = examples.take_while(|l| l.starts_with("  earmark ")).collect();
        assert!(lines.len() > 1, "{help}");
        for line in lines {
            // What an example does stands behind two spaces.
            let line = line.trim().split("   ").next().unwrap();
            let line = line.split("  ").next().unwrap();
            let ran = shell(folder.path(), line);
            assert!(ran.code <= 1, "{line}: {ran:?}");
        }
    }
}

/// Runs a line as the shell would.
fn shell(folder: &std::path::Path, line: &str) -> Ran {
    let mut words = line.split_once(' ').unwrap().1.to_owned();
    words.insert_str(0, "\"$EARMARK\" ");
    let output = std::process::Command::new("sh")
        .args(["-c", &words])
        .current_dir(folder)
        .env("EARMARK", env!("CARGO_BIN_EXE_earmark"))
        .env_remove("EARMARK_INDEX")
        .env("HOME", folder)
        .output()
        .unwrap();
    crate::earmark::ran(output)
}

/// Returns how many exchanges are found.
fn exchanges(folder: &std::path::Path, args: &[&str]) -> u64 {
    let args = [&["questions", "--format", "json", "--limit", "0"], args].concat();
    earmark(folder, &args).json()["total"].as_u64().unwrap()
}

#[test]
fn exchanges_are_found_by_who_asks_and_who_answers() {
    let folder = with_corpus();
    let count = |args: &[&str]| exchanges(folder.path(), args);
    assert_eq!(count(&[]), 56);
    assert_eq!(count(&["--firm", "citigroup"]), count(&["--firm", "citi"]));
    assert_eq!(count(&["firm:ubs"]), 10);
    assert_eq!(count(&["-firm:ubs"]), 46);
    assert_eq!(count(&["asked-by:ubs"]), 10);
    assert_eq!(count(&["--analyst", "marsh"]), 5);
    assert_eq!(count(&["--analyst", "marsh", "--firm", "citi"]), 0);
    assert_eq!(count(&["answered-by:cfo"]), count(&["--answered-by", "cfo"]));
    assert!(count(&["--answered-by", "cfo"]) > 10);
    assert_eq!(count(&["--analyst", "adjei"]), 0, "he answers");
    assert_eq!(count(&["--company", "halden", "--quarter", "2022"]), 8);
}

#[test]
fn a_query_matches_in_the_question_the_answer_or_either() {
    let folder = with_corpus();
    let count = |args: &[&str]| exchanges(folder.path(), args);
    let (asked, answered, either) = (
        count(&["backlog", "--in", "question"]),
        count(&["backlog", "--in", "answer"]),
        count(&["backlog"]),
    );
    assert!(asked < either && answered < either && asked + answered >= either);
    assert!(count(&["churn SAME exchange [money]"]) > count(&["churn AND [money]"]));
    // The firm is who asks, also where the answer matches.
    assert!(count(&["backlog", "--in", "answer", "--firm", "goldman sachs"]) > 0);
    let found = earmark(folder.path(), &["questions", "churn", "--format", "json"]).json();
    for exchange in found["exchanges"].as_array().unwrap() {
        let turns = exchange["turns"].as_array().unwrap().iter();
        let passages = turns.flat_map(|t| t["passages"].as_array().unwrap());
        assert!(passages.clone().any(|p| !p["highlights"].as_array().unwrap().is_empty()));
        assert!(passages.count() > 1);
    }
}

#[test]
fn who_asks_what_is_a_table() {
    let folder = with_corpus();
    let run = |args: &[&str]| earmark(folder.path(), &[&["questions"], args].concat()).stdout;
    let table = run(&["--by", "firm", "--format", "csv"]);
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("firm,exchanges,questions,calls,companies,analysts"));
    assert_eq!(lines.next(), Some("Goldman Sachs,11,29,11,3,3"));
    assert_eq!(lines.count(), 10);
    let all = run(&["--format", "csv", "--limit", "100"]);
    assert_eq!(all.lines().count(), 57);
    let some = earmark(folder.path(), &["questions", "--format", "csv"]);
    assert_eq!(some.stderr, "note: 10 of 56 exchanges; --offset 10 for more\n");
    let some = earmark(folder.path(), &["kwic", "backlog", "--limit", "3", "--format", "csv"]);
    assert_eq!(some.stderr, "note: 3 of 109 mentions; --offset 3 for more\n");
    let rows = ["--by", "firm", "--limit", "2", "--offset", "1"];
    let part = earmark(folder.path(), &[&["questions", "--format", "csv"], &rows[..]].concat());
    assert_eq!(part.stdout.lines().nth(1), Some("UBS,10,26,10,3,3"));
    assert_eq!(part.stdout.lines().count(), 3);
    assert_eq!(part.stderr, "note: 2–3 of 11 rows; --offset 3 for more\n");
    let page = run(&rows);
    assert!(
        page.contains("2–3 of 11 rows; --offset 3 for more\n11 firms, 56 exchanges\n"),
        "{page}"
    );
    let json = earmark(folder.path(), &[&["questions", "--format", "json"], &rows[..]].concat());
    assert_eq!(
        (json.json()["groups"].as_u64(), json.json()["total"].as_u64()),
        (Some(11), Some(56))
    );
    let markdown = run(&["--by", "company", "--format", "markdown"]);
    assert!(markdown.starts_with("| company | exchanges |"), "{markdown}");
    let none = earmark(folder.path(), &["questions", "zyzzyva"]);
    assert_eq!((none.code, none.stderr.contains("no exchanges")), (1, true), "{none:?}");
}

#[test]
fn mentions_are_a_table_with_all_that_is_known() {
    let folder = with_corpus();
    let run = |args: &[&str]| {
        let asked = ["kwic", "backlog", "--firm", "goldman sachs", "--limit", "1", "--format"];
        earmark(folder.path(), &[&asked, args].concat()).stdout
    };
    let (table, short) = (run(&["csv"]), run(&["markdown"]));
    assert!(
        table.starts_with(
            "anchor,speaker,left,node,right,call,company,ticker,quarter,date,turn,role,title,firm,\
             section,citation\n"
        ),
        "{table}"
    );
    let known = "halden-robotics-2022q3,Halden Robotics,,2022-Q3,2022-11-03,5,analyst,,\
                 Goldman Sachs,qa,\"Halden Robotics, Q3 2022 earnings call, Rachel Adeyemi \
                 (Goldman Sachs), turn 5\"\n";
    assert!(table.ends_with(known), "{table}");
    assert!(short.starts_with("| anchor | speaker | left | node | right |\n"), "{short}");
}

#[test]
fn hits_are_a_table() {
    let folder = with_corpus();
    let run = |args: &[&str]| {
        earmark(folder.path(), &[&["search", "backlog", "--format", "csv"], args].concat())
    };
    let table = run(&["--role", "analyst"]);
    let lines: Vec<&str> = table.stdout.lines().collect();
    assert_eq!(
        lines[0],
        "rank,score,anchor,call,company,ticker,quarter,date,turn,speaker,role,title,firm,section,\
         text,citation"
    );
    assert_eq!((lines.len(), table.code), (11, 0));
    let json = ["search", "backlog", "--role", "analyst", "--format", "json"];
    let json = earmark(folder.path(), &json).json();
    for (line, hit) in lines[1..].iter().zip(json["hits"].as_array().unwrap()) {
        let [turn, call] = [&hit["turn"], &hit["call"]];
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let found = format!("{},{:.4},", hit["rank"], hit["score"].as_f64().unwrap());
        let place = format!("{},{},", text(&hit["anchor"]), text(&call["id"]));
        assert!(line.starts_with(&(found + &place)), "{line}: {hit}");
        let who = format!(
            ",{},{},analyst,,{},qa,",
            turn["ordinal"],
            text(&turn["speaker"]),
            text(&turn["firm"])
        );
        assert!(line.contains(&who), "{line}: {who}");
        assert!(
            line.contains(&text(&hit["text"]).replace('"', "\"\"").replace('\n', " ")),
            "{line}: {hit}"
        );
        assert!(line.ends_with(&format!(",\"{}\"", text(&hit["citation"]))), "{line}: {hit}");
    }
    let total = &json["total"];
    let part = format!("note: 10 of {total} passages; --offset 10 for more");
    assert_eq!(table.stderr.lines().last(), Some(part.as_str()), "{table:?}");
    let all = run(&["--limit", "1000", "--facets", "role"]);
    assert_eq!(all.stdout.lines().count(), 92);
    assert!(
        all.stderr.ends_with("note: `--facets` is ignored: csv has a row a hit and nothing else\n")
    );
    let none = earmark(folder.path(), &["search", "zyzzyva", "--format", "csv"]);
    assert_eq!((none.code, none.stdout.lines().count()), (1, 1), "{none:?}");
}

#[test]
fn counts_are_shown_for_every_group() {
    let folder = with_corpus();
    let run = |args: &[&str]| earmark(folder.path(), &[&["count"], args].concat());
    let csv = run(&["backlog", "churn", "--by", "quarter", "--format", "csv"]);
    let lines: Vec<&str> = csv.stdout.lines().collect();
    assert_eq!(
        lines[0],
        "quarter,query,mentions,passages,calls,words,of_passages,of_calls,per_10k"
    );
    assert_eq!(lines.len(), 11, "{csv:?}");
    assert!(lines.last().unwrap().starts_with("2023-Q3,churn,0,0,0,"), "a row with zero is kept");
    let none = run(&["zyzzyva", "--by", "role"]);
    assert_eq!((none.code, none.stdout.lines().count()), (1, 6), "{none:?}");
    let months = run(&["backlog", "--by", "month"]).stdout;
    assert!(months.lines().any(|l| l.starts_with("unknown ")), "{months}");
    let json = run(&["backlog", "--by", "company,section", "--format", "json"]).json();
    let sum = |field: &str| -> u64 {
        let rows = json["rows"].as_array().unwrap().iter();
        rows.map(|r| r["counts"][0][field].as_u64().unwrap()).sum()
    };
    for field in ["mentions", "passages", "words"] {
        assert_eq!(Some(sum(field)), json["totals"][0][field].as_u64(), "{field}");
    }
    let hits = earmark(folder.path(), &["search", "backlog", "--format", "json"]).json();
    assert_eq!(json["totals"][0]["passages"], hits["total"]);
    for by in ["quarter,company,role", "quarter,quarter"] {
        assert_eq!(run(&["backlog", "--by", by]).code, 2);
    }
}

#[test]
fn counts_of_some_groups_say_of_how_many() {
    let folder = with_corpus();
    let run = |args: &[&str]| {
        earmark(folder.path(), &[&["count", "backlog", "--by", "speaker"], args].concat())
    };
    let whole = run(&[]).stdout;
    let groups = whole.lines().count() - 3;
    let page = run(&["--limit", "2", "--offset", "1"]).stdout;
    let name = |page: &str, line: usize| {
        let line = page.lines().nth(line).unwrap_or_default();
        line.split("  ").next().map(str::to_owned)
    };
    assert_eq!((name(&page, 1), name(&page, 2)), (name(&whole, 2), name(&whole, 3)));
    let part = format!("2–3 of {groups} groups; --offset 3 for more");
    assert_eq!(page.lines().nth(4), Some(part.as_str()), "{page}");
    assert_eq!(page.lines().last(), whole.lines().last(), "what all come to stays");
    let json = run(&["--limit", "2", "--format", "json"]);
    let part = format!("note: 2 of {groups} groups; --offset 2 for more\n");
    assert!(json.stderr.ends_with(&part), "{json:?}");
    let json = json.json();
    assert_eq!((&json["groups"], json["rows"].as_array().unwrap().len()), (&groups.into(), 2));
}

#[test]
fn a_panel_has_a_row_a_call_and_query() {
    let folder = with_corpus();
    let queries = folder.path().join("queries.tsv");
    std::fs::write(&queries, "orders\tbacklog OR \"order book\"\n\nchurn\tchurn\n").unwrap();
    let args = ["count", "--queries", "queries.tsv", "--format", "csv", "--chart", "chart.svg"];
    let panel = earmark(folder.path(), &args);
    assert_eq!(panel.stdout.lines().count(), 14 * 2 + 1, "{panel:?}");
    assert!(panel.stdout.starts_with("call,company,ticker,quarter,date,query,mentions,"));
    let chart = std::fs::read_to_string(folder.path().join("chart.svg")).unwrap();
    assert!(chart.starts_with("<svg ") && chart.ends_with("</svg>\n"));
    assert!(chart.matches("<rect ").count() > 28, "a bar a row and query, and the legend");
    std::fs::write(&queries, "no tab\n").unwrap();
    let broken = earmark(folder.path(), &args);
    assert_eq!((broken.code, broken.stderr.contains("line 1 of `queries.tsv`")), (2, true));
    std::fs::write(&queries, "churn\tchurn\norders\tbacklog /(a/\n").unwrap();
    let broken = earmark(folder.path(), &args);
    assert!(broken.stderr.contains("line 2 of `queries.tsv`: the expression"), "{broken:?}");
    assert!(broken.stderr.contains("2 | backlog /(a/\n  |         ^^^^"), "{broken:?}");
    let broken = earmark(folder.path(), &["count", "churn", "backlog /(a/"]);
    assert!(broken.stderr.contains("1 | backlog /(a/\n  |         ^^^^"), "{broken:?}");
}

#[test]
fn mentions_stand_under_each_other_in_the_order_asked_for() {
    let folder = with_corpus();
    let run = |args: &[&str]| earmark(folder.path(), &[&["kwic"], args].concat());
    let all = |sort: &str| {
        let args = ["backlog", "--limit", "1000", "--format", "json", "--sort", sort];
        let found = run(&args).json();
        let mentions = found["mentions"].as_array().unwrap().clone();
        assert_eq!(found["total"].as_u64(), Some(mentions.len() as u64));
        mentions
    };
    let counted = earmark(folder.path(), &["count", "backlog", "--format", "json"]).json();
    assert_eq!(counted["totals"][0]["mentions"].as_u64(), Some(all("call").len() as u64));
    let rights: Vec<Vec<String>> = all("right")
        .iter()
        .map(|m| {
            let right = m["right"].as_str().unwrap().to_lowercase().replace('’', "'");
            let words = right.split(|c: char| !c.is_alphanumeric() && c != '\'');
            words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
        })
        .collect();
    assert!(rights.is_sorted(), "{rights:?}");
    // The mentions stand in one column.
    let page = run(&["=backlog", "--limit", "20"]).stdout;
    let at = |line: &str| line.chars().skip(36).collect::<String>().to_lowercase();
    let lines: Vec<&str> = page.lines().take(20).collect();
    assert!(lines.iter().all(|l| at(l).starts_with("backlog")), "{page}");
    // Pages of a list are pieces of the whole.
    let second = run(&["backlog", "--offset", "3", "--limit", "2", "--format", "json"]).json();
    assert_eq!(second["mentions"][0], all("call")[3]);
    assert_eq!(run(&["zyzzyva"]).code, 1);
}

#[test]
fn the_first_mention_is_the_earliest() {
    let folder = with_corpus();
    let first = |args: &[&str]| {
        let args = [&["first", "--format", "json"], args].concat();
        earmark(folder.path(), &args).json()
    };
    let found = first(&["\"cloud gaming\"", "--by", "company"]);
    let rows = found["rows"].as_array().unwrap();
    let told: Vec<_> = rows.iter().map(|r| (&r["group"], &r["anchor"])).collect();
    let anchor = |text: &str| serde_json::Value::from(text);
    assert_eq!(told[0], (&"Orrery Play".into(), &anchor("orrery-play-2022q3:2.0")));
    assert_eq!(told[1], (&"Mingche Software".into(), &anchor("mingche-software-2022q4:2.2")));
    let counted =
        earmark(folder.path(), &["count", "backlog", "--by", "speaker", "--format", "json"]).json();
    let mentioned = |r: &&serde_json::Value| r["counts"][0]["passages"] != 0;
    let counted = counted["rows"].as_array().unwrap().iter().filter(mentioned).count();
    let speakers = first(&["backlog", "--by", "speaker"]);
    assert_eq!(speakers["total"].as_u64(), Some(counted as u64));
}

#[test]
fn one_person_is_one_row_over_the_calls_of_a_company() {
    let folder = tempfile::tempdir().unwrap();
    let call = |id: &str, company: &str, chief: &str, asker: &str, firm: &str| {
        serde_json::json!({
            "id": id, "company": company,
            "turns": [
                {"speaker": chief, "role": "executive", "title": "CEO", "section": "prepared",
                 "paragraphs": ["We grew the backlog."]},
                {"speaker": asker, "role": "analyst", "firm": firm, "section": "qa",
                 "paragraphs": ["How is the backlog?"]},
            ],
        })
        .to_string()
    };
    let calls = [
        call("a-2023q1", "Acme", "Timothy D. Cook", "James Suva", "Citigroup"),
        call("a-2023q2", "Acme", "Tim Cook", "Jim Suva", "Citi"),
        call("b-2023q1", "Bolt", "Tim Cook", "Jim Suva", "UBS"),
        call("b-2023q2", "Bolt", "T. Cook", "J. Suva", "Citi Research"),
    ];
    std::fs::write(folder.path().join("calls.jsonl"), calls.join("\n")).unwrap();
    earmark(folder.path(), &["index", "calls.jsonl", "--index", "ix"]);
    let rows = |args: &[&str]| {
        let run = earmark(folder.path(), &[args, &["--index", "ix", "--format", "json"]].concat());
        run.json()[args[0]].as_array().unwrap().clone()
    };
    let told = |row: &serde_json::Value| {
        let of = row["firm"].as_str().or(row["companies"][0].as_str()).unwrap().to_owned();
        let spellings = 1 + row["spellings"].as_array().unwrap().len();
        (of, spellings, row["calls"].as_u64().unwrap())
    };
    let mut people: Vec<_> = rows(&["speakers"]).iter().map(told).collect();
    people.sort();
    let expected = [("Acme", 2, 2), ("Bolt", 2, 2), ("Citi", 3, 3), ("UBS", 1, 1)];
    assert_eq!(people, expected.map(|(of, n, calls)| (of.to_owned(), n, calls)));
    let firms = rows(&["firms"]);
    assert_eq!((&firms[0]["name"], &firms[0]["analysts"]), (&"Citi".into(), &1.into()));
    assert_eq!(firms[0]["spellings"].as_array().unwrap().len(), 2);
    assert_eq!(rows(&["firms", "--company", "bolt"]).len(), 2);
    assert_eq!(rows(&["speakers", "--role", "executive"]).len(), 2);
}

#[test]
fn speakers_and_firms_say_as_much_as_the_calls() {
    let folder = with_corpus();
    let rows = |args: &[&str], name: &str| {
        let run = earmark(folder.path(), &[args, &["--format", "json"]].concat());
        run.json()[name].as_array().unwrap().clone()
    };
    let words = |rows: &[serde_json::Value]| -> u64 {
        rows.iter().map(|r| r["words"].as_u64().unwrap()).sum()
    };
    let speakers = rows(&["speakers"], "speakers");
    assert_eq!(words(&speakers), words(&rows(&["calls"], "calls")));
    let analysts = rows(&["speakers", "--role", "analyst"], "speakers");
    assert_eq!(words(&analysts), words(&rows(&["firms"], "firms")));
    assert_eq!(earmark(folder.path(), &["speakers", "--speaker", "zyzzyva"]).code, 1);
    // A page of them says that there are more.
    let page = ["--limit", "3", "--offset", "2"];
    assert_eq!(rows(&[&["speakers"][..], &page[..]].concat(), "speakers"), speakers[2..5]);
    let run = earmark(folder.path(), &[&["speakers"][..], &page[..]].concat());
    let part = format!("3–5 of {} rows", speakers.len());
    let run_csv =
        earmark(folder.path(), &[&["speakers", "--format", "csv"][..], &page[..]].concat());
    for (text, of) in [(&run.stdout, "page"), (&run_csv.stderr, "table")] {
        assert!(text.contains(&part), "{of}: {text}");
    }
    assert_eq!(earmark(folder.path(), &["firms", "--offset", "1000"]).code, 0);
}
