//! The tables of what was computed: their columns and rows, for whatever writes them.

use crate::analysis::Asked;
use crate::analysis::AskedTurn;
use crate::analysis::Askers;
use crate::analysis::AskersBy;
use crate::analysis::Collocate;
use crate::analysis::Collocates;
use crate::analysis::Comparison;
use crate::analysis::Concordance;
use crate::analysis::FirmRow;
use crate::analysis::Firsts;
use crate::analysis::Grouping;
use crate::analysis::KwicLine;
use crate::analysis::Part;
use crate::analysis::PersonRow;
use crate::analysis::Questions;
use crate::analysis::SectionChange;
use crate::analysis::Sentence;
use crate::analysis::SentenceChange;
use crate::analysis::Term;
use crate::analysis::Terms;
use crate::analysis::Who;
use crate::render::CountPage;
use crate::render::table::Cell;
use crate::render::table::Fit;
use crate::render::table::Table;
use crate::search::Hit;
use crate::search::Results;
use crate::transcript::Call;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Speaker;

/// How many digits of a score stand behind its point: enough to tell one hit from the next.
const SCORE_DIGITS: usize = 4;

/// What a name that is not known is called in a table.
pub(super) const UNKNOWN: &str = "unknown";

/// Returns the table of who asks what.
pub fn askers(found: &Askers, by: AskersBy) -> Table {
    let mut columns = vec![(by.as_str(), by.as_str(), Fit::Cut(12))];
    if by == AskersBy::Analyst {
        columns.push(("firm", "firm", Fit::Cut(10)));
    }
    columns.extend([
        ("exchanges", "exchanges", Fit::Whole),
        ("questions", "questions", Fit::Whole),
        ("calls", "calls", Fit::Whole),
    ]);
    if by != AskersBy::Company {
        columns.push(("companies", "companies", Fit::Dropped(1)));
    }
    if by != AskersBy::Analyst {
        columns.push(("analysts", "analysts", Fit::Dropped(0)));
    }
    let mut table = Table::new(&columns);
    table.rows = found
        .rows
        .iter()
        .map(|row| {
            let mut cells =
                vec![Cell::Text(row.name.clone().unwrap_or_else(|| UNKNOWN.to_owned()))];
            if by == AskersBy::Analyst {
                cells.push(Cell::known(row.firm.as_deref()));
            }
            cells.extend([row.exchanges, row.questions, row.calls].map(Cell::Count));
            if by != AskersBy::Company {
                cells.push(Cell::Count(row.companies));
            }
            if by != AskersBy::Analyst {
                cells.push(Cell::Count(row.analysts));
            }
            cells
        })
        .collect();
    table
}

/// The columns that tell which call a row is of.
pub(super) const CALL_COLUMNS: [(&str, &str, Fit); 5] = [
    ("call", "call", Fit::Whole),
    ("company", "company", Fit::Cut(10)),
    ("ticker", "ticker", Fit::Dropped(0)),
    ("quarter", "quarter", Fit::Whole),
    ("date", "date", Fit::Dropped(2)),
];

/// Returns the cells that tell which call a row is of.
pub(super) fn call_cells(call: &Call) -> [Cell; 5] {
    let some = |text: Option<String>| text.map_or(Cell::None, Cell::Text);
    [
        Cell::Anchor(call.id.to_string()),
        Cell::known(call.company.as_deref()),
        Cell::known(call.ticker.as_deref()),
        some(call.quarter.map(|q| q.to_string())),
        some(call.date.map(|d| d.to_string())),
    ]
}

/// Returns the table of the hits of a search: where each stands, who says it, what is said.
pub fn results(found: &Results) -> Table {
    let whole = |name| (name, name, Fit::Whole);
    let found_at = ["rank", "score", "anchor"].map(whole);
    let said = ["turn", "speaker", "role", "title", "firm", "section", "text", "citation"];
    let mut table = Table::new(&[&found_at, &CALL_COLUMNS[..], &said.map(whole)].concat());
    table.rows = found.hits.iter().map(hit_cells).collect();
    table
}

fn hit_cells(hit: &Hit) -> Vec<Cell> {
    let speaker = &hit.turn.speaker;
    let found_at = [
        Cell::Count(hit.rank),
        Cell::Figure(hit.score.into(), SCORE_DIGITS),
        Cell::Anchor(hit.anchor.to_string()),
    ];
    let said = [
        Cell::Count(hit.turn.ordinal.0.into()),
        Cell::known(speaker.name.as_deref()),
        Cell::Text(speaker.role.to_string()),
        Cell::known(speaker.title.as_deref()),
        Cell::known(speaker.firm.as_ref().map(Firm::name)),
        Cell::Text(hit.turn.section.to_string()),
        Cell::Text(hit.text.clone()),
        Cell::Text(hit.citation()),
    ];
    [&found_at, &call_cells(&hit.call)[..], &said].concat()
}

/// The columns of a mention in context.
const MENTION_COLUMNS: [&str; 5] = ["anchor", "speaker", "left", "node", "right"];

/// Returns the table of a concordance, with all that is known of the call and of who speaks.
pub fn concordance(found: &Concordance) -> Table {
    let whole = |name| (name, name, Fit::Whole);
    let said = ["turn", "role", "title", "firm", "section", "citation"].map(whole);
    let mention = MENTION_COLUMNS.map(whole);
    let mut table = Table::new(&[&mention, &CALL_COLUMNS[..], &said].concat());
    table.rows = found
        .lines
        .iter()
        .map(|line| {
            let speaker = &line.turn.speaker;
            let said = [
                Cell::Count(line.turn.ordinal.0.into()),
                Cell::Text(speaker.role.to_string()),
                Cell::known(speaker.title.as_deref()),
                Cell::known(speaker.firm.as_ref().map(Firm::name)),
                Cell::Text(line.turn.section.to_string()),
                Cell::Text(line.citation.clone()),
            ];
            [&mention_cells(line), &call_cells(&line.call)[..], &said].concat()
        })
        .collect();
    table
}

/// Returns the table of a concordance as people read it.
pub fn concordance_in_short(found: &Concordance) -> Table {
    let mut table = Table::new(&MENTION_COLUMNS.map(|name| (name, name, Fit::Whole)));
    table.rows = found.lines.iter().map(|line| mention_cells(line).to_vec()).collect();
    table
}

fn mention_cells(line: &KwicLine) -> [Cell; 5] {
    let text = |text: &String| Cell::Text(text.clone());
    let speaker = Cell::known(line.turn.speaker.name.as_deref());
    let anchor = Cell::Anchor(line.anchor.to_string());
    [anchor, speaker, text(&line.left), text(&line.node), text(&line.right)]
}

/// Returns the table of first mentions.
pub fn firsts(found: &Firsts, by: Grouping) -> Table {
    let whole = |name| (name, name, Fit::Whole);
    let own = [by.as_str(), "date", "quarter", "said_by", "anchor", "mentions", "calls", "text"];
    let mut table = Table::new(&own.map(whole));
    table.rows = found
        .rows
        .iter()
        .map(|row| {
            let [_, _, _, quarter, date] = call_cells(&row.call);
            vec![
                Cell::Text(row.key.to_string()),
                date,
                quarter,
                Cell::known(row.turn.speaker.name.as_deref()),
                Cell::Anchor(row.anchor.to_string()),
                Cell::Count(row.mentions),
                Cell::Count(row.calls),
                Cell::Text(row.text.clone()),
            ]
        })
        .collect();
    table
}

/// Returns the table of counts, a row a group and query, with all numbers.
pub fn counts(page: &CountPage<'_>) -> Table {
    page.long_table()
}

/// Returns the table of counts as people read it, a row a group.
pub fn counts_in_short(page: &CountPage<'_>) -> Table {
    page.table()
}

/// Returns the table of collocates, with so many digits behind the point.
pub fn collocates(found: &Collocates, digits: usize) -> Table {
    let mut table = Table::new(&[
        ("word", "word", Fit::Cut(12)),
        ("near", "near", Fit::Whole),
        ("left", "left", Fit::Dropped(1)),
        ("right", "right", Fit::Dropped(1)),
        ("total", "in all", Fit::Whole),
        ("expected", "expected", Fit::Dropped(0)),
        ("log_likelihood", "log-likelihood", Fit::Whole),
        ("pmi", "PMI", Fit::Whole),
    ]);
    let row = |row: &Collocate| {
        let word = Cell::Text(row.word.clone());
        let counts = [row.count, row.left, row.count - row.left, row.total].map(Cell::Count);
        let figures = [row.expected, row.log_likelihood, row.mutual_information];
        let figures = figures.map(|n| Cell::Figure(n, digits));
        [word].into_iter().chain(counts).chain(figures).collect()
    };
    table.rows = found.rows.iter().map(row).collect();
    table
}

/// Returns the table of what a call says more than others, with so many digits behind the point.
pub fn terms(found: &Terms, digits: usize) -> Table {
    let mut table = Table::new(&[
        ("term", "term", Fit::Cut(12)),
        ("count", "here", Fit::Whole),
        ("other_count", "others", Fit::Whole),
        ("log_ratio", "log ratio", Fit::Whole),
        ("log_likelihood", "log-likelihood", Fit::Whole),
    ]);
    table.rows = found.rows.iter().map(|term| term_cells(term, digits)).collect();
    table
}

fn term_cells(term: &Term, digits: usize) -> Vec<Cell> {
    vec![
        Cell::Text(term.term.clone()),
        Cell::Count(term.count),
        Cell::Count(term.other_count),
        term.log_ratio.map_or(Cell::None, |n| Cell::Figure(n, digits)),
        Cell::Figure(term.log_likelihood, digits),
    ]
}

/// Returns the table of what changed between two calls: a row a term or sentence.
pub fn comparison(found: &Comparison) -> Table {
    let own = [
        "section",
        "what",
        "change",
        "before",
        "after",
        "count_before",
        "count_after",
        "log_ratio",
        "log_likelihood",
        "share",
        "anchor_before",
        "anchor_after",
    ];
    let mut table = Table::new(&own.map(|name| (name, name, Fit::Whole)));
    for section in &found.sections {
        for (change, terms) in section.terms() {
            table.rows.extend(terms.iter().map(|term| term_change(section, change, term)));
        }
        let sentences = section.sentences().into_iter();
        table.rows.extend(sentences.map(|change| sentence_change(section, change)));
    }
    table
}

fn term_change(section: &SectionChange, change: &str, term: &Term) -> Vec<Cell> {
    let word = |count: u64| Cell::known((count > 0).then_some(term.term.as_str()));
    let words = [section.section.as_str(), "term", change].map(|text| Cell::Text(text.to_owned()));
    let mut row = words.to_vec();
    row.extend([word(term.other_count), word(term.count)]);
    row.extend([term.other_count, term.count].map(Cell::Count));
    row.push(term.log_ratio.map_or(Cell::None, |n| Cell::Figure(n, 4)));
    row.push(Cell::Figure(term.log_likelihood, 4));
    row.extend([Cell::None, Cell::None, Cell::None]);
    row
}

fn sentence_change(section: &SectionChange, change: SentenceChange<'_>) -> Vec<Cell> {
    let SentenceChange { change, before, after, share } = change;
    let words = [section.section.as_str(), "sentence", change];
    let mut row = words.map(|text| Cell::Text(text.to_owned())).to_vec();
    row.extend([before, after].map(|s| Cell::known(s.map(|s| s.text.as_str()))));
    row.extend([Cell::None, Cell::None, Cell::None, Cell::None]);
    row.push(share.map_or(Cell::None, |n| Cell::Figure(n, 4)));
    let anchor =
        |s: Option<&Sentence>| s.map_or(Cell::None, |s| Cell::Anchor(s.anchor.to_string()));
    row.extend([before, after].map(anchor));
    row
}

/// Returns the table of people.
pub fn speakers(found: &Who<PersonRow>) -> Table {
    let mut table = Table::new(&[
        ("speaker", "speaker", Fit::Cut(14)),
        ("role", "role", Fit::Dropped(2)),
        ("title", "title", Fit::Cut(14)),
        ("of", "company or firm", Fit::Cut(14)),
        ("calls", "calls", Fit::Whole),
        ("turns", "turns", Fit::Dropped(0)),
        ("words", "words", Fit::Whole),
    ]);
    let of = |row: &PersonRow| match (row.role, row.companies.as_slice()) {
        (Role::Analyst, _) => Cell::known(row.firm.as_deref()),
        (Role::Operator, _) => Cell::None,
        (_, [only]) => Cell::Text(only.clone()),
        _ => Cell::None,
    };
    table.rows = found
        .rows
        .iter()
        .map(|row| {
            let name = row.name.clone().unwrap_or_else(|| UNKNOWN.to_owned());
            let words = [Cell::Text(name), Cell::Text(row.role.to_string())];
            let known = [Cell::known(row.title.as_deref()), of(row)];
            let numbers = [row.calls, row.turns, row.words].map(Cell::Count);
            words.into_iter().chain(known).chain(numbers).collect()
        })
        .collect();
    table
}

/// Returns the table of firms.
pub fn firms(found: &Who<FirmRow>) -> Table {
    let mut table = Table::new(&[
        ("firm", "firm", Fit::Cut(14)),
        ("analysts", "analysts", Fit::Whole),
        ("exchanges", "exchanges", Fit::Whole),
        ("companies", "companies", Fit::Dropped(1)),
        ("calls", "calls", Fit::Whole),
        ("turns", "turns", Fit::Dropped(0)),
        ("words", "words", Fit::Whole),
    ]);
    table.rows = found
        .rows
        .iter()
        .map(|row| {
            let name = row.name.clone().unwrap_or_else(|| UNKNOWN.to_owned());
            let numbers =
                [row.analysts, row.exchanges, row.companies, row.calls, row.turns, row.words];
            [Cell::Text(name)].into_iter().chain(numbers.map(Cell::Count)).collect()
        })
        .collect();
    table
}

/// Returns the table of exchanges, with all that was said in them.
pub fn questions(found: &Questions) -> Table {
    let whole = |name| (name, name, Fit::Whole);
    let own = ["exchange", "anchor", "asked_by", "firm", "answered_by", "question", "answer"];
    let mut table = Table::new(&[&CALL_COLUMNS[..], &own.map(whole)].concat());
    table.rows = found.exchanges.iter().map(question_cells).collect();
    table
}

fn question_cells(asked: &Asked) -> Vec<Cell> {
    let name = |s: &Speaker| s.name.clone();
    let firm = asked.asker.firm.as_ref().map(|f| f.name().to_owned());
    let answered: Vec<String> = asked.answered_by.iter().filter_map(name).collect();
    let own = [
        Cell::Count(asked.ordinal.into()),
        Cell::Anchor(asked.anchor.to_string()),
        name(&asked.asker).map_or(Cell::None, Cell::Text),
        firm.map_or(Cell::None, Cell::Text),
        Cell::Text(answered.join("; ")),
        Cell::Text(said(asked, Part::Question)),
        Cell::Text(said(asked, Part::Answer)),
    ];
    [&call_cells(&asked.call)[..], &own].concat()
}

/// Returns all that was said in a part of an exchange, as one text.
fn said(asked: &Asked, part: Part) -> String {
    let turns = asked.turns.iter().filter(|t| t.part == Some(part));
    turns.map(AskedTurn::text).collect::<Vec<_>>().join(" ")
}
