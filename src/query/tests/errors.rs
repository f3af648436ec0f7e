//! Each thing that can be wrong: where the caret stands, what is said, what to do.

use crate::query::*;

/// Checks the wrong part of a query, the message, and the hint (part of it; empty for none).
fn check(input: &str, wrong: &str, message: &str, hint: &str) {
    let error = match parse(input) {
        Err(error) => error,
        Ok(query) => panic!("{input:?} is read as {query}"),
    };
    assert_eq!(&input[error.span.clone()], wrong, "{input:?}: {error}");
    assert_eq!(error.to_string(), message, "{input:?}");
    let given = error.hint().unwrap_or_default();
    assert!(given.contains(hint) && given.is_empty() == hint.is_empty(), "{input:?}: {given}");
}

#[test]
fn nothing_to_search_for() {
    check("", "", "the query holds no words", "give a word");
    check("  ", "  ", "the query holds no words", "give a word");
    check(" - ?", " - ?", "the query holds no words", "give a word");
    check("a ()", "()", "nothing stands between these parentheses", "leave them out");
    check("a \"\"", "\"\"", "nothing stands between these quotes", "leave them out");
    check("a // b", "//", "nothing stands between these slashes", "leave them out");
    check("NOT a", "NOT a", "the query only says what is not wanted", "add what is wanted");
    check("-a -b -firm:ubs", "-a -b", "the query only says what is not wanted", "role:analyst");
    check(
        "NOT (a OR role:analyst)",
        "NOT (a OR role:analyst)",
        "the query only says what is not wanted",
        "add",
    );
    check("a AND *", "*", "`*` matches every word", "at least one letter");
    check("a ??", "??", "`??` matches every word", "at least one letter");
    check("\"* *\"", "\"* *\"", "`\"* *\"` matches every word", "at least one letter");
    check("\"(a|*) b\"", "*", "`*` matches every word", "at least one letter");
}

#[test]
fn what_is_opened_is_closed() {
    check("a \"b c", "\"", "this quote is never closed", "\\\"");
    check("a “b c", "“", "this quote is never closed", "close it");
    check("firm:\"b c", "\"", "this quote is never closed", "close it");
    check("a (b (c) d", "(", "this parenthesis is never closed", "close it");
    check("a (", "(", "this parenthesis is never closed", "close it");
    check("NEAR5(a b", "(", "this parenthesis is never closed", "close it");
    check("\"(a|b c\"", "(", "this parenthesis is never closed", "close it");
    check("syn(a b", "(", "this parenthesis is never closed", "close it");
    check("firm:(a b", "(", "this parenthesis is never closed", "close it");
    check("a [money", "[", "this bracket is never closed", "close it with `]`");
    check("[percent>30 a", "[", "this bracket is never closed", "close it");
    check("[ Money a [laughter]", "[", "this bracket is never closed", "close it");
    check("\"a [date b\"", "[", "this bracket is never closed", "close it");
    check("a) b", ")", "this parenthesis was never opened", "open it");
    check(") b", ")", "this parenthesis was never opened", "open it");
    check("a /b c/", "/b", "this regular expression is never closed", "end it with `/`");
}

#[test]
fn operators_have_operands() {
    check("OR a", "OR", "`OR` has nothing before it", "the word itself is `\"OR\"`");
    check("a AND", "AND", "`AND` has nothing after it", "one AND other");
    check("a OR AND b", "OR", "`OR` has nothing after it", "one OR other");
    check("(a OR) b", "OR", "`OR` has nothing after it", "one OR other");
    check("NEAR/5 a", "NEAR/5", "`NEAR` has nothing before it", "one NEAR/5 other");
    check("a ONEAR/5", "ONEAR/5", "`ONEAR` has nothing after it", "one ONEAR/5 other");
    check("a NOT NEAR/5", "NOT NEAR/5", "`NOT NEAR` has nothing after it", "one NOT NEAR/5 other");
    check("NEAR5(a)", "NEAR5(a)", "`NEAR` has nothing in it", "one NEAR/5 other");
    check("a NOT", "NOT", "`NOT` has nothing after it", "NOT word");
    check("a SAME turn", "SAME turn", "`SAME` has nothing after it", "one SAME other");
    check("ATLEAST/3", "ATLEAST/3", "`ATLEAST` has nothing after it", "ATLEAST/3 word");
    check("THE END", "END", "`END` has nothing after it", "\"END\"");
    check("syn( )", "syn( )", "`syn` has nothing in it", "syn(capex)");
    check("\"(a|) b\"", ")", "`OR` has nothing after it", "one OR other");
}

#[test]
fn stretches_stand_where_stretches_must() {
    let takes = "cannot take conditions that must all hold";
    check("(a b) NEAR/5 c", "(a b)", &format!("`NEAR` {takes}"), "phrase in quotes");
    check("a NEAR/5 (b AND c)", "(b AND c)", &format!("`NEAR` {takes}"), "alternatives");
    check("NEAR5(a AND b)", "AND", &format!("`NEAR` {takes}"), "alternatives");
    check("a NEAR/5 NOT b", "NOT b", "`NEAR` cannot take what is not wanted", "NOT NEAR/5");
    check("-a NEAR/5 b", "-a", "`NEAR` cannot take what is not wanted", "NOT NEAR/5");
    check("a ONEAR/5 role:analyst", "role:analyst", "`ONEAR` cannot take a field", "it takes");
    check("a NEAR/2 (b SAME c)", "(b SAME c)", "`NEAR` cannot take a `SAME`", "it takes");
    check("a NEAR/2 ATLEAST/2 b", "ATLEAST/2 b", "`NEAR` cannot take an `ATLEAST`", "it takes");
    let mixed = "`BEGIN` cannot take an `OR` of more than words, phrases and `NEAR`";
    check("BEGIN (a OR -b)", "(a OR -b)", mixed, "it takes");
    check("ATLEAST/2 (a b)", "(a b)", &format!("`ATLEAST` {takes}"), "phrase");
    check("=(a b)", "=(", "`=` cannot take more than one word", "=word");
}

#[test]
fn fields_and_their_values() {
    check("rol:analyst x", "rol", "no field `rol`", "did you mean `role`?");
    check("since:2021", "since", "no field `since`", "did you mean `date`?");
    check("re:Invent", "re", "no field `re`", "a word with a colon is written `re\\:`");
    check("x firm: ubs", "firm:", "`firm:` has no value", "right after the colon");
    check("firm:\"\"", "\"\"", "`firm:` has no value", "right after the colon");
    check("firm:(ubs OR )", "firm:(ubs OR ", "`firm:` has no value", "right after the colon");
    check("firm:(a AND b)", "AND", "`AND` cannot take the values of a field", "-field:value");
    let nested = "the values of `firm:` stand in one pair of parentheses";
    check("firm:(a (b))", "(", nested, "(one OR");
    let roles = "`operator`, `executive`, `analyst` and `unknown`";
    check("role:analist", "analist", "no role `analist`", "did you mean `analyst`?");
    check("role:ceo", "ceo", "no role `ceo`", roles);
    check("section:q&a", "q&a", "no section `q&a`", "`prepared`, `qa` and `unknown`");
    check("quarter:2021-Q5", "2021-Q5", "`2021-Q5` is no fiscal period", "2021-Q1..2022-Q4");
    check("quarter:Q1..2021", "Q1..2021", "`Q1..2021` is no fiscal period", "2021-Q1");
    check("date:2021-02-30", "2021-02-30", "`2021-02-30` is no date", "2021-05..2021-06");
    check("date:..", "..", "`..` is no date", "2021-05..");
    check("date:2022..2021", "2022..2021", "the range `2022..2021` ends before it begins", "first");
    check("call:kc:7", "kc:7", "`kc:7` is no call id", "lists them");
}

#[test]
fn classes_and_numbers() {
    check("[percnt]>3", "[percnt]", "no class `[percnt]`", "did you mean `percent`?");
    check("[foo]>3", "[foo]", "no class `[foo]`", "`money`, `percent`, `number` and `date`");
    check("[percent]>", "[percent]>", "`[percent]` is compared with nothing", "[percent]>30");
    check("[money]>lots", "lots", "`lots` is no value of `[money]`", "[money]>=1.2bn");
    check("[percent]>$3", "$3", "`$3` is no value of `[percent]`", "[percent]>30");
    check("[date]>may", "may", "`may` is no value of `[date]`", "[date]>=2021-05");
    check("[number]=5..2", "5..2", "the range `5..2` ends before it begins", "first");
    check("a NEAR/x b", "NEAR/x", "`NEAR/x` needs a number from 0 to 10000", "");
    check("a NEAR/99999 b", "NEAR/99999", "`NEAR/99999` needs a number from 0 to 10000", "");
    check("ATLEAST/0 b", "ATLEAST/0", "`ATLEAST/0` needs a number from 1 to 10000", "");
    check("kubernets~3", "kubernets~3", "`kubernets~3` needs a number from 1 to 2", "");
    check("te?t~1", "te?t~1", "`te?t~1` has both a wildcard and `~`", "one of them");
    check("a SAME/page b", "SAME/page", "no unit `page`", "`sentence`, `passage`, `turn`");
}

#[test]
fn large_queries_are_refused() {
    let long = "a".repeat(70_000);
    check(&long, &long[65_536..], "the query is longer than 65,536 bytes", "split it");
    let many = "a ".repeat(1025);
    check(&many, "a", "the query has more than 1,024 words", "split it");
    let phrase = format!("\"{many}\"");
    check(&phrase, "a", "the query has more than 1,024 words", "split it");
    let deep = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    check(&deep(65), "(", "the query is nested more than 64 deep", "drop the parentheses");
    assert!(parse(&deep(64)).is_ok());
    let nots = "NOT ".repeat(65) + "a";
    check(&nots, "NOT", "the query is nested more than 64 deep", "drop the parentheses");
    let chain = "a NEAR/1 b ONEAR/1 ".repeat(50) + "c";
    check(&chain, &chain, "the query is nested more than 64 deep", "drop the parentheses");
    let quoted = format!("\"{}\"", deep(70));
    check(&quoted, "(", "the query is nested more than 64 deep", "drop the parentheses");
}
