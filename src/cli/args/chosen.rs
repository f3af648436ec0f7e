//! What every subcommand can be asked about its arguments.

use crate::cli::args::Command;
use crate::cli::args::FilterArgs;
use crate::cli::args::Format;
use crate::cli::args::PageFormat;
use crate::cli::args::RowsFormat;
use crate::cli::args::SearchFormat;
use crate::cli::args::TableFormat;

impl Command {
    /// Tells whether what it prints is text for a person to read.
    pub(in crate::cli) fn is_text(&self) -> bool {
        match self {
            Self::Search(args) => args.format == SearchFormat::Text && args.topics.is_none(),
            Self::Questions(args) => args.format == RowsFormat::Text,
            Self::Count(args) => args.format == RowsFormat::Text,
            Self::Kwic(args) => args.format == RowsFormat::Text,
            Self::First(args) => args.format == RowsFormat::Text,
            Self::Collocates(args) => args.format == RowsFormat::Text,
            Self::Terms(args) => args.format == RowsFormat::Text,
            Self::Compare(args) => args.format == RowsFormat::Text,
            Self::Speakers(args) => args.who.format == RowsFormat::Text,
            Self::Firms(args) => args.who.format == RowsFormat::Text,
            Self::Calls(args) => args.format == TableFormat::Text,
            Self::Parse(args) => args.format == Format::Text,
            Self::Show(args) => args.format == PageFormat::Text,
            Self::Saved(args) => args.format == PageFormat::Text,
            Self::Verify(args) => args.format == PageFormat::Text,
            Self::Status(args) => args.format == PageFormat::Text,
            Self::Check(args) => args.format == PageFormat::Text,
            Self::Config(args) => args.format == PageFormat::Text,
            Self::Formats(_) => true,
            Self::Index(_)
            | Self::Note(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Schema(_) => false,
        }
    }

    /// Returns the filters that it takes, if it takes any.
    pub(in crate::cli) fn filters_mut(&mut self) -> Option<&mut FilterArgs> {
        match self {
            Self::Search(args) => Some(&mut args.filters),
            Self::Questions(args) => Some(&mut args.filters),
            Self::Count(args) => Some(&mut args.filters),
            Self::Kwic(args) => Some(&mut args.filters),
            Self::First(args) => Some(&mut args.filters),
            Self::Collocates(args) => Some(&mut args.filters),
            Self::Terms(args) => Some(&mut args.filters),
            Self::Compare(args) => Some(&mut args.filters),
            Self::Speakers(args) => Some(&mut args.who.filters),
            Self::Firms(args) => Some(&mut args.who.filters),
            Self::Calls(args) => Some(&mut args.filters),
            Self::Index(_)
            | Self::Show(_)
            | Self::Saved(_)
            | Self::Note(_)
            | Self::Verify(_)
            | Self::Parse(_)
            | Self::Status(_)
            | Self::Check(_)
            | Self::Config(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Schema(_)
            | Self::Formats(_) => None,
        }
    }
}
