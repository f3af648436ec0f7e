//! What goes to standard error: notes, errors, progress.

use std::cell::Cell;
use std::io;
use std::io::Write;
use std::time::Duration;
use std::time::Instant;

use crate::cli::args::When;
use crate::cli::terminal::color;
use crate::cli::terminal::is_dumb;
use crate::cli::terminal::medium;
use crate::query::Notice;
use crate::render::Medium;
use crate::render::Paint;
use crate::render::Style;

/// How often the line of progress is drawn at most: often enough to seem to move.
const REDRAW: Duration = Duration::from_millis(100);

/// Standard error. That it cannot be written to is no reason to stop.
pub(super) struct Messages {
    style: Style,
    /// When the line of progress was drawn, if it stands on the screen.
    drawn: Cell<Option<Instant>>,
}

impl Messages {
    /// Takes standard error.
    pub(super) fn new(when: When) -> Self {
        let medium = medium(&io::stderr());
        Self {
            style: Style { width: 80, color: color(when, medium), medium },
            drawn: Cell::new(None),
        }
    }

    /// Says something worth knowing.
    pub(super) fn note(&self, text: &str) {
        self.line("note", Paint::Note, text);
    }

    /// Says what was ignored, expanded or unknown in a query.
    pub(super) fn notices(&self, notices: &[Notice]) {
        for notice in notices {
            self.note(&notice.text);
        }
    }

    /// Says what went wrong.
    pub(super) fn error(&self, text: &str) {
        self.line("error", Paint::Error, text);
    }

    /// Says what to do about an error.
    pub(super) fn hint(&self, text: &str) {
        self.line("hint", Paint::Note, text);
    }

    /// Says something that needs no heading.
    pub(super) fn say(&self, text: &str) {
        self.clear();
        write(&format!("{}\n", self.style.paint(Paint::Plain, text)));
    }

    /// Prints what has been made ready to be printed.
    pub(super) fn print(&self, page: &str) {
        self.clear();
        write(page);
    }

    /// Returns how text is to look there.
    pub(super) fn style(&self) -> Style {
        self.style
    }

    /// Shows how far something is, on a terminal, in a line that the next message replaces.
    pub(super) fn progress(&self, text: impl FnOnce() -> String) {
        let soon = self.drawn.get().is_some_and(|at| at.elapsed() < REDRAW);
        if self.style.medium == Medium::Pipe || is_dumb() || soon {
            return;
        }
        write(&format!("\r\x1b[2K{}", self.style.paint(Paint::Dim, &text())));
        self.drawn.set(Some(Instant::now()));
    }

    /// Takes the line of progress off the screen.
    pub(super) fn clear(&self) {
        if self.drawn.take().is_some() {
            write("\r\x1b[2K");
        }
    }

    fn line(&self, heading: &str, paint: Paint, text: &str) {
        self.clear();
        let heading = self.style.paint(paint, heading);
        write(&format!("{heading}: {}\n", self.style.paint(Paint::Plain, text)));
    }
}

fn write(text: &str) {
    // Where standard error is closed there is nobody left to tell.
    let _ = io::stderr().write_all(text.as_bytes());
}
