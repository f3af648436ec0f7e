//! Standard output and how wide and colourful it is.

use std::cell::Cell;
use std::env;
use std::io;
use std::io::BufWriter;
use std::io::IsTerminal;
use std::io::StdoutLock;
use std::io::Write;
use std::rc::Rc;

use terminal_size::Height;
use terminal_size::Width;
use terminal_size::terminal_size_of;

use crate::cli::args::When;
use crate::cli::pager::Page;
use crate::cli::pager::Written;
use crate::render::Color;
use crate::render::Medium;
use crate::render::Style;

/// The width of what is no terminal.
const PIPE_WIDTH: usize = 80;

/// The height of a terminal that does not tell its own.
const ROWS: usize = 24;

/// Standard output, written in large pieces.
pub(super) struct Output {
    writer: BufWriter<StdoutLock<'static>>,
    style: Style,
    /// The page that is held, or goes through a pager.
    page: Option<Page>,
    has_screen: Rc<Cell<bool>>,
}

impl Output {
    /// Takes standard output; what goes to a terminal goes through a pager, if there is one.
    pub(super) fn new(when: When, pager: Option<&str>) -> Self {
        let stdout = io::stdout();
        let medium = medium(&stdout);
        let size = match medium {
            Medium::Terminal => terminal_size_of(&stdout),
            Medium::Pipe => None,
        };
        let (width, rows) = size.unwrap_or((Width(0), Height(0)));
        let or = |size: u16, other| if size > 0 { usize::from(size) } else { other };
        let style = Style { width: or(width.0, PIPE_WIDTH), color: color(when, medium), medium };
        let has_screen = Rc::default();
        let pager = pager.filter(|_| medium == Medium::Terminal && !is_dumb());
        let page = pager.map(|p| Page::new(p.to_owned(), or(rows.0, ROWS), Rc::clone(&has_screen)));
        let writer = BufWriter::with_capacity(1 << 16, stdout.lock());
        Self { writer, style, page, has_screen }
    }

    /// Returns how text is to look there.
    pub(super) fn style(&self) -> Style {
        self.style
    }

    /// Returns what tells whether a pager has the screen.
    pub(super) fn has_screen(&self) -> Rc<Cell<bool>> {
        Rc::clone(&self.has_screen)
    }

    /// Tells whether who reads has closed the pager, so that nothing more need be written.
    pub(super) fn is_closed(&self) -> bool {
        self.page.as_ref().is_some_and(Page::is_closed)
    }

    /// Hands on all that was written, and waits until a pager is closed.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let flushed = self.flush();
        if let Some(mut page) = self.page.take() {
            page.end();
        }
        flushed
    }

    /// Prints a page without a pager, and whatever follows it.
    fn print(&mut self, written: Written) -> io::Result<()> {
        match written {
            Written::Taken => Ok(()),
            Written::Plain(page) => {
                self.page = None;
                self.writer.write_all(&page)
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(page) = &mut self.page else { return self.writer.write(bytes) };
        let written = page.write(bytes)?;
        self.print(written)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(page) = &mut self.page {
            let written = page.flush()?;
            self.print(written)?;
        }
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
