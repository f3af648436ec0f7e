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
    check("\"(backlog OR pipeline) growth\"", "\"(backlog|pipeline) growth\"");
    check("\"(order book|backlog) gr* * [percent]\"", "\"(order book|backlog) gr* * [percent]\"");
    check("backlog role:analyst", "backlog role:analyst");
    check(
        "firm:ubs backlog firm:\"credit suisse\" -role:operator",
        "backlog firm:(ubs OR \"credit suisse\") -role:operator",
    );
    check("a OR role:analyst", "a OR role:analyst");
    check(
        "quarter:2021-Q1..2022-Q4 quarter:2020 quarter:Q1",
        "quarter:(2021-Q1..2022-Q4 OR 2020-Q1..2020-FY OR Q1)",
    );
    check("date:2021-05..2021-06 date:2020..", "date:(2021-05-01..2021-06-30 OR 2020-01-01..)");
    check("a date:2021.. AND date:..2022", "a date:2021-01-01.. AND date:..2022-12-31");
}
