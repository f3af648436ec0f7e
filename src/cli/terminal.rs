//! Standard output and how wide and colourful it is.

use std::env;
use std::io;
use std::io::BufWriter;
use std::io::IsTerminal;
use std::io::StdoutLock;
use std::io::Write;

use terminal_size::Width;
use terminal_size::terminal_size_of;

use crate::cli::args::When;
use crate::render::Color;
use crate::render::Medium;
use crate::render::Style;

/// The width of what is no terminal.
const PIPE_WIDTH: usize = 80;

/// Standard output, written in large pieces.
pub(super) struct Output {
    writer: BufWriter<StdoutLock<'static>>,
    style: Style,
}

impl Output {
    /// Takes standard output.
    pub(super) fn new(when: When) -> Self {
        let stdout = io::stdout();
        let medium = medium(&stdout);
        let width = match medium {
            Medium::Terminal => terminal_size_of(&stdout).map(|(Width(w), _)| usize::from(w)),
            Medium::Pipe => None,
        };
        let width = width.filter(|w| *w > 0).unwrap_or(PIPE_WIDTH);
        let style = Style { width, color: color(when, medium), medium };
        Self { writer: BufWriter::with_capacity(1 << 16, stdout.lock()), style }
    }

    /// Returns how text is to look there.
    pub(super) fn style(&self) -> Style {
        self.style
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Tells what a stream is.
pub(super) fn medium(stream: &impl IsTerminal) -> Medium {
    if stream.is_terminal() { Medium::Terminal } else { Medium::Pipe }
}

/// Tells whether to colour what goes to a terminal or a pipe.
pub(super) fn color(when: When, medium: Medium) -> Color {
    match (when, medium) {
        (When::Always, _) | (When::Auto, Medium::Terminal) => Color::On,
        (When::Auto, Medium::Pipe) | (When::Never, _) => Color::Off,
    }
}

/// Tells whether the terminal can do nothing but print.
pub(super) fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}
