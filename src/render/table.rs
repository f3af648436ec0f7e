//! A table before it is written: one for reading, for spreadsheets and for Markdown.

/// A table, ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The columns.
    pub(super) columns: Vec<Column>,
    /// The rows, each with a cell a column.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// What programs call it: `per_10k`.
    pub(super) name: String,
    /// What people call it: `per 10k`.
    pub(super) heading: String,
    /// What becomes of it where a line would not fit into a terminal.
    pub(super) fit: Fit,
}

/// What becomes of a column where a line would not fit into a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Fit {
    /// It stays.
    #[default]
    Whole,
    /// It is cut to so many columns at least.
    Cut(usize),
    /// It is left out, those with the lowest number first.
    Dropped(u8),
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Words.
    Text(String),
    /// Words that address something.
    Anchor(String),
    /// A number of things.
    Count(u64),
    /// A number with so many digits behind the point.
    Figure(f64, usize),
    /// What is not known, or what there is none of.
    None,
}

impl Table {
    /// Returns an empty table of such columns: the names for programs, the headings for people,
    /// and how each is made to fit.
    pub(super) fn new(columns: &[(&str, &str, Fit)]) -> Self {
        let column = |(name, heading, fit): &(&str, &str, Fit)| Column {
            name: (*name).to_owned(),
            heading: (*heading).to_owned(),
            fit: *fit,
        };
        Self { columns: columns.iter().map(column).collect(), rows: Vec::new() }
    }
}

impl Cell {
    /// Returns a text that may not be known.
    pub(super) fn known(text: Option<&str>) -> Self {
        text.map_or(Self::None, |text| Self::Text(text.to_owned()))
    }

    /// Returns what programs read.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Text(text) | Self::Anchor(text) => text.clone(),
            Self::Count(n) => n.to_string(),
            Self::Figure(n, digits) => format!("{n:.digits$}"),
            Self::None => String::new(),
        }
    }

    /// Tells whether it is a number, which stands on the right of its column.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Figure(..))
    }
}
