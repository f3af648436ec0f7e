//! What goes to standard error: notes, errors, progress.

use std::cell::Cell;
use std::cell::RefCell;
use std::io;
use std::io::Write;
use std::rc::Rc;
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
    /// Whether a pager has the screen, and what is to be said when it has it no more.
    has_screen: Rc<Cell<bool>>,
    held: RefCell<String>,
}

impl Messages {
    /// Takes standard error.
    pub(super) fn new(when: When) -> Self {
        let medium = medium(&io::stderr());
        Self {
            style: Style { width: 80, color: color(when, medium), medium },
            drawn: Cell::new(None),
            has_screen: Rc::default(),
            held: RefCell::default(),
        }
    }

    /// Holds back what is to be said while a pager has the screen.
    pub(super) fn held_while(self, has_screen: Rc<Cell<bool>>) -> Self {
        Self { has_screen, ..self }
    }

    /// Says what has been held back.
    pub(super) fn release(&self) {
        self.write(&self.held.take());
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
        self.write(&format!("{}\n", self.style.paint(Paint::Plain, text)));
    }

    /// Prints what has been made ready to be printed.
    pub(super) fn print(&self, page: &str) {
        self.clear();
        self.write(page);
    }

    /// Returns how text is to look there.
    pub(super) fn style(&self) -> Style {
        self.style
    }

    /// Shows how far something is, on a terminal, in a line that the next message replaces.
    pub(super) fn progress(&self, text: impl FnOnce() -> String) {
        let soon = self.drawn.get().is_some_and(|at| at.elapsed() < REDRAW);
        if self.style.medium == Medium::Pipe || is_dumb() || soon || self.has_screen.get() {
            return;
        }
        self.write(&format!("\r\x1b[2K{}", self.style.paint(Paint::Dim, &text())));
        self.drawn.set(Some(Instant::now()));
    }

    /// Takes the line of progress off the screen.
    pub(super) fn clear(&self) {
        if self.drawn.take().is_some() {
            self.write("\r\x1b[2K");
        }
    }

    fn line(&self, heading: &str, paint: Paint, text: &str) {
        self.clear();
        let heading = self.style.paint(paint, heading);
        self.write(&format!("{heading}: {}\n", self.style.paint(Paint::Plain, text)));
    }

    fn write(&self, text: &str) {
        if self.has_screen.get() {
            self.held.borrow_mut().push_str(text);
            return;
        }
        // Where standard error is closed there is nobody left to tell.
        let _ = io::stderr().write_all(text.as_bytes());
    }
}
