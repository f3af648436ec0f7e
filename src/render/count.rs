//! The tables of counts: one row a group for reading, one row a group and query for programs.

use crate::analysis::CountRow;
use crate::analysis::Counts;
use crate::analysis::Grouping;
use crate::analysis::Key;
use crate::analysis::Measure;
use crate::analysis::NamedQuery;
use crate::analysis::Tally;
use crate::render::table::Cell;
use crate::render::table::Column;
use crate::render::table::Fit;
use crate::render::table::Table;
use crate::render::tables::CALL_COLUMNS;
use crate::render::tables::call_cells;

/// What was counted, by what, and what of it is compared and drawn.
#[derive(Debug, Clone, Copy)]
pub struct CountPage<'a> {
    /// What was counted.
    pub queries: &'a [NamedQuery],
    /// By what.
    pub by: &'a [Grouping],
    /// The counts.
    pub counts: &'a Counts,
    /// What is compared and drawn.
    pub measure: Measure,
    /// How many groups were passed over.
    pub offset: usize,
}

/// How narrow the name of a group may be cut.
const LEAST_NAME: usize = 16;

impl CountPage<'_> {
    /// Returns the table for reading: all numbers of one query, or one number of each of several.
    pub(super) fn table(&self) -> Table {
        let mut table = Table::new(&self.group_columns());
        if let [_] = self.queries {
            let numbers = [
                ("mentions", Fit::Whole),
                ("passages", Fit::Dropped(1)),
                ("calls", Fit::Dropped(2)),
                ("words", Fit::Dropped(0)),
                ("per 10k", Fit::Whole),
            ];
            table.columns.extend(numbers.map(|(name, fit)| column(name, fit)));
        } else {
            let named = self.queries.iter().map(|q| column(&q.name, Fit::Cut(LEAST_NAME)));
            table.columns.extend(named);
        }
        let rows = self.counts.rows.iter().map(|row| {
            let keys = row.keys.iter().map(key_cell);
            keys.chain(self.numbers(&row.tallies)).collect()
        });
        table.rows = rows.collect();
        table
    }

    fn numbers(&self, tallies: &[Tally]) -> Vec<Cell> {
        match tallies {
            [t] => vec![
                Cell::Count(t.mentions),
                Cell::Count(t.passages),
                Cell::Count(t.calls),
                Cell::Count(t.words),
                rate(t, 2),
            ],
            many => many
                .iter()
                .map(|t| match self.measure {
                    Measure::Mentions => Cell::Count(t.mentions),
                    Measure::Passages => Cell::Count(t.passages),
                    Measure::Calls => Cell::Count(t.calls),
                    Measure::Rate => rate(t, 2),
                })
                .collect(),
        }
    }

    fn group_columns(&self) -> Vec<(&'static str, &'static str, Fit)> {
        let fit = |by| if by == Grouping::Call { Fit::Whole } else { Fit::Cut(LEAST_NAME) };
        let column = |by: &Grouping| (by.as_str(), by.as_str(), fit(*by));
        self.by.iter().map(column).collect()
    }

    /// Returns the table for programs: a row a group and query, with all numbers.
    pub(super) fn long_table(&self) -> Table {
        let of_calls = self.by.contains(&Grouping::Call);
        let mut columns: Vec<_> = if of_calls { CALL_COLUMNS.to_vec() } else { Vec::new() };
        columns.extend(self.group_columns().into_iter().filter(|c| c.0 != "call"));
        let whole = |name| (name, name, Fit::Whole);
        columns.extend(
            [
                "query",
                "mentions",
                "passages",
                "calls",
                "words",
                "of_passages",
                "of_calls",
                "per_10k",
            ]
            .map(whole),
        );
        let mut table = Table::new(&columns);
        for row in &self.counts.rows {
            for (named, tally) in self.queries.iter().zip(&row.tallies) {
                table.rows.push(long_row(row, named, tally));
            }
        }
        table
    }
}

fn long_row(row: &CountRow, named: &NamedQuery, tally: &Tally) -> Vec<Cell> {
    let call = row.call.iter().flat_map(|c| call_cells(c));
    let keys = row.keys.iter().filter(|k| !matches!(k, Key::Call(_))).map(key_cell);
    let numbers = [
        tally.mentions,
        tally.passages,
        tally.calls,
        tally.words,
        tally.of_passages,
        tally.of_calls,
    ];
    let name = Cell::Text(named.name.clone());
    let cells = call.chain(keys).chain([name]).chain(numbers.map(Cell::Count));
    cells.chain([rate(tally, 4)]).collect()
}

fn column(name: &str, fit: Fit) -> Column {
    Column { name: name.to_owned(), heading: name.to_owned(), fit }
}

fn key_cell(key: &Key) -> Cell {
    match key {
        Key::Call(id) => Cell::Anchor(id.to_string()),
        key => Cell::Text(key.to_string()),
    }
}

fn rate(tally: &Tally, digits: usize) -> Cell {
    tally.per_10k().map_or(Cell::None, |rate| Cell::Figure(rate, digits))
}
