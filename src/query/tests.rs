//! The language as a whole: what each form is read as, and what holds of every query.

mod errors;
mod properties;
mod trees;

use crate::query::*;

/// Checks the canonical text of a query, and that it is read again as the same.
fn check(input: &str, expected: &str) {
    let query = match parse(input) {
        Ok(query) => query,
        Err(error) => panic!("{input:?}: {error} at {:?}", error.span),
    };
    assert_eq!(query.to_string(), expected, "{input:?}");
    check_round_trip(&query);
}

fn check_round_trip(query: &Query) {
    let text = query.to_string();
    let again = parse(&text).unwrap_or_else(|error| {
        panic!("{text:?} from {:?}: {error} at {:?}", query.text, error.span)
    });
    assert!(again.means_the_same(query), "{text:?}\n{query:#?}\n{again:#?}");
}

#[test]
fn each_form_is_written_in_one_way() {
    check("backlog", "backlog");
    check("backlog gaming", "backlog gaming");
    check("\"cloud gaming\"", "\"cloud gaming\"");
    check("“cloud gaming”", "\"cloud gaming\"");
    check("\"backlog\"", "=backlog");
    check("=backlog", "=backlog");
    check("backlog*", "backlog*");
    check("te?t *ware inter*ion", "te?t *ware inter*ion");
    check("kubernets~1 kubernets~ kubernets~2", "kubernets~1 kubernets~1 kubernets~2");
    check("/back(log|end)s?/", "/back(log|end)s?/");
    check("a AND b c", "a AND b AND c");
    check("a OR b c", "a OR (b AND c)");
    check("(a OR b) c", "(a OR b) c");
    check("(a b)", "a AND b");
    check("a -b NOT c", "a NOT b NOT c");
    check("a NEAR/5 b NEAR/5 c", "a NEAR/5 b NEAR/5 c");
    check("a NEAR/5 b ONEAR/3 c", "(a NEAR/5 b) ONEAR/3 c");
    check("a NOT NEAR/5 b", "a NOT NEAR/5 b");
    check(
        "\"cloud gaming\" NEAR/5 (growth OR \"top line\")",
        "\"cloud gaming\" NEAR/5 (growth OR \"top line\")",
    );
    check("a w/5 b", "a NEAR/5 b");
    check("a pre/5 b", "a ONEAR/5 b");
    check("NEAR5(a b) c", "a NEAR/5 b c");
    check("PHRASE5(a b)", "a ONEAR/5 b");
    check("\"a b\"~5", "=a NEAR/5 =b");
    check("a SAME b", "a SAME passage b");
    check("a SAME sentence b SAME sentence c", "a SAME sentence b SAME sentence c");
    check("a SAME turn NOT b", "a SAME turn (NOT b)");
    check("a NOT SAME turn b", "a SAME turn (NOT b)");
    check("a SAME paragraph b", "a SAME passage b");
    check("ATLEAST/3 backlog", "ATLEAST/3 backlog");
    check("ATLEAST/3 backlog NEAR/5 growth", "ATLEAST/3 (backlog NEAR/5 growth)");
    check("BEGIN \"thank you\" END/3 question", "BEGIN \"thank you\" END/3 question");
    check("syn(capex)  syn(\"free cash  flow\")", "syn(capex) syn(free cash flow)");
    check("backlog NEAR/10 [money]", "backlog NEAR/10 [money]");
    check("[percent]>30 [money]>=1bn", "[percent]>30 [money]>=1000000000");
    check("[money]>=1.2 billion x", "[money]>=1200000000 x");
    check("[money] > 5 [money] =five", "[money]>5 [money] =five");
    check("a /s b /s c /p|d/", "a SAME sentence b SAME sentence c /p|d/");
    check("[money]>1 \\billion =billion", "[money]>1 \\billion =billion");
    check("[money]>1 billion, x", "[money]>1000000000 x");
    check("[money]>1 (\\billion SAME x)", "[money]>1 \\billion SAME passage x");
    check("\"[money]>1 \\billion\"", "\"[money]>1 \\billion\"");
    check("\"(backlog OR pipeline) growth\"", "\"(backlog|pipeline) growth\"");
    check("\"(order book|backlog) gr* * [percent]\"", "\"(order book|backlog) gr* * [percent]\"");
    check("backlog role:analyst", "backlog role:analyst");
    check(
        "firm:ubs backlog firm:\"credit suisse\" -role:operator",
        "backlog firm:(ubs OR \"credit suisse\") -role:operator",
    );
    check("a OR role:analyst", "a OR role:analyst");
    check("NOT role:analyst", "-role:analyst");
    check("NOT (role:analyst OR section:qa)", "NOT (role:analyst OR section:qa)");
    check(
        "quarter:2021-Q1..2022-Q4 quarter:2020 quarter:Q1",
        "quarter:(2021-Q1..2022-Q4 OR 2020-Q1..2020-FY OR Q1)",
    );
    check("date:2021-05..2021-06 date:2020..", "date:(2021-05-01..2021-06-30 OR 2020-01-01..)");
    check("a date:2021.. AND date:..2022", "a date:2021-01-01.. AND date:..2022-12-31");
}

/// Checks what is said beside a query: the kind and the text of each notice, a line each.
fn check_notices(input: &str, expected: &[&str]) {
    let query = parse(input).unwrap_or_else(|error| panic!("{input:?}: {error}"));
    let said = query.notices.iter().map(|notice| {
        let span = notice.span.clone().unwrap_or_default();
        format!("{} [{}] {}", notice.kind, &input[span], notice.text)
    });
    assert_eq!(said.collect::<Vec<_>>(), expected, "{input:?}");
}

#[test]
fn what_is_not_taken_as_written_is_said() {
    check_notices("a AND b -c \"d e\" NEAR/5 f", &[]);
    check_notices("a and b", &["word [and] `and` is read as a word; the operator is `AND`"]);
    check_notices("a w/5 b", &["translated [w/5] `w/5` is read as `NEAR/5`"]);
    check_notices("a adj5 b", &["translated [adj5] `adj5` is read as `ONEAR/5`"]);
    check_notices("a /s b", &["translated [/s] `/s` is read as `SAME sentence`"]);
    check_notices("a ~5 b", &["translated [~5] `~5` is read as `NEAR/5`"]);
    check_notices("a | b", &["translated [|] `|` is read as `OR`"]);
    check_notices(
        "a & !b",
        &["translated [&] `&` is read as `AND`", "translated [!] `!` is read as `-`"],
    );
    check_notices(
        "NEAR5(a b)",
        &["translated [NEAR5] `NEAR5` is read as `NEAR/5` between its operands"],
    );
    check_notices("\"a b\"~5", &["translated [~5] `~5` is read as `NEAR/5` between the words"]);
    check_notices(
        "a SAME paragraph b",
        &["translated [paragraph] `paragraph` is read as `passage`"],
    );
    let units = "the units are `sentence`, `passage`, `turn`, `exchange` and `call`";
    let read_as = |word: &str, hint: &str| {
        format!("reading [{word}] `SAME {word}` is read as `SAME passage {word}`; {hint}{units}")
    };
    let near = read_as("sentances", "did you mean `sentence`? ");
    check_notices("a SAME sentances b", &[&near]);
    check_notices("a SAME sentances role:analyst", &[&near]);
    check_notices("a SAME page b", &[&read_as("page", "")]);
    check_notices("a NOT SAME page (b OR c)", &[&read_as("page", "")]);
    for clear in ["SAME b role:analyst", "SAME turns", "SAME sentence b c", "SAME =page b"] {
        check_notices(&format!("a {clear}"), &[]);
    }
    check_notices("a NEAR b", &["reading [NEAR] `NEAR` is read as `NEAR/10`"]);
    check_notices(
        "a b OR c",
        &["reading [a b] `a b` is read as one side of `OR`; parentheses change that"],
    );
    check_notices(
        "a -5%",
        &["reading [-] `-5%` is read as `NOT 5%`; for the negative number write `\"-5%\"`"],
    );
    check_notices("a - b", &["ignored [-] `-` is ignored: it holds no word"]);
    check_notices(
        "+a b^2",
        &[
            "ignored [+] `+` is ignored: all words must match anyway",
            "ignored [^2] `^2` is ignored: parts of a query are not weighed",
        ],
    );
    check_notices("\"a OR b\"", &["word [OR] inside quotes `OR` is a word, unless in parentheses"]);
}

#[test]
fn words_are_kept_as_they_are_written() {
    let words = "R&D AT&T 2.13 39% 60-85% 5G non-GAAP $1.2bn RMB1.39 10-Q COVID-19 \
                 year-over-year U.S. S&P [ph] 10:30 http://x.com/a don\u{2019}t w/o 24/7 US$ C++";
    let query = parse(words).unwrap();
    let Some(Node { kind: NodeKind::List(nodes), .. }) = query.root else { panic!("no list") };
    let texts = nodes.iter().map(|node| match &node.kind {
        NodeKind::Word(Word { text, form: WordForm::Any }) => text.as_str(),
        kind => panic!("{kind:?}"),
    });
    assert_eq!(texts.collect::<Vec<_>>(), words.split_whitespace().collect::<Vec<_>>());
    assert_eq!(query.notices, []);
}

#[test]
fn only_side_by_side_at_the_top_is_a_list() {
    let root = |text: &str| parse(text).unwrap().root.unwrap().kind;
    assert!(matches!(root("a b role:analyst"), NodeKind::List(nodes) if nodes.len() == 2));
    assert!(matches!(root("a role:analyst"), NodeKind::Word(_)));
    assert!(matches!(root("(a b)"), NodeKind::And(_)));
    assert!(matches!(root("a AND b c"), NodeKind::And(nodes) if nodes.len() == 3));
    assert!(matches!(root("a b AND role:analyst"), NodeKind::List(_)));
}

#[test]
fn filters_are_lifted_from_the_top_alone() {
    check("(role:analyst) a", "a role:analyst");
    check("(a role:analyst) OR b", "(a AND role:analyst) OR b");
    check("(a role:analyst role:executive) OR b", "(a AND role:(analyst OR executive)) OR b");
    check("(a OR role:analyst) firm:ubs", "(a OR role:analyst) firm:ubs");
    check("a AND firm:x AND firm:y b", "a AND b firm:x AND firm:y");
    check("(a AND firm:x) AND (b firm:y firm:z)", "a AND b firm:x AND firm:(y OR z)");
    check("a NOT firm:x AND -firm:y", "a -firm:(x OR y)");
    check("-firm:ubs", "-firm:ubs");
    check("*", "*");
    check("* role:analyst", "role:analyst");
}

#[test]
fn flags_are_filters() {
    let mut query = parse("a firm:ubs").unwrap();
    query.add_filter(Field::Firm, "credit suisse", Polarity::Include).unwrap();
    query.add_filter(Field::Role, "operator", Polarity::Exclude).unwrap();
    query.add_dates(Some("2021-05"), None).unwrap();
    let text = "a firm:(ubs OR \"credit suisse\") -role:operator date:2021-05-01..";
    assert_eq!(query.to_string(), text);
    check_round_trip(&query);
    let role = query.add_filter(Field::Role, "ceo", Polarity::Include);
    assert_eq!(role.unwrap_err().to_string(), "no role `ceo`");
    assert!(query.add_dates(Some("2022"), Some("2021")).is_err());
    assert!(query.add_dates(Some("2022.."), None).is_err());
    let mut all = Query::everything();
    all.add_filter(Field::Call, "kc-2021q1", Polarity::Include).unwrap();
    assert_eq!(all.to_string(), "call:kc-2021q1");
}

#[test]
fn plain_words_have_no_operators() {
    let check = |input: &str, expected: &str| {
        assert_eq!(parse_plain(input).to_string(), expected, "{input:?}");
        check_round_trip(&parse_plain(input));
    };
    check("What about R&D and margins?", "R&D OR margins\\?");
    check("what is it", "what OR is OR it");
    check("x NEAR (b - c)", "x OR \\NEAR OR \\(b OR c\\)");
    check("backlog", "backlog");
    let empty = parse_plain(" ? ");
    assert_eq!((empty.root, empty.notices[0].kind), (None, NoticeKind::Ignored));
    let long = parse_plain(&"word ".repeat(2000));
    assert_eq!(long.root.unwrap().children().len(), limits::TERMS);
    assert_eq!(long.notices.len(), 1);
}

#[test]
fn every_example_of_the_description_is_read() {
    let mut inside = false;
    let mut seen = 0;
    for line in SYNTAX.lines() {
        match line {
            "```query" => inside = true,
            "```" => inside = false,
            line if inside => {
                let (query, meaning) = line.split_once("  # ").expect("an example has a meaning");
                assert!(!meaning.trim().is_empty(), "{line}");
                match parse(query) {
                    Ok(query) => check_round_trip(&query),
                    Err(error) => panic!("{line}: {error} at {:?}", error.span),
                }
                seen += 1;
            }
            _ => {}
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn every_field_class_and_unit_is_described() {
    let names = Field::ALL.map(|field| format!("`{field}:`"));
    let classes = TokenClass::ALL.map(|class| format!("`[{}]`", class.as_str()));
    let units = Unit::ALL.map(|unit| format!("`{}`", unit.as_str()));
    for name in names.iter().chain(&classes).chain(&units) {
        assert!(SYNTAX.contains(name.as_str()), "{name}");
    }
}
