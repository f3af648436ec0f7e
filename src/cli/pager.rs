//! The pager: what pages longer than the screen go through.

use std::cell::Cell;
use std::env;
use std::io;
use std::io::BufWriter;
use std::io::ErrorKind;
use std::io::Write;
use std::process::Child;
use std::process::ChildStdin;
use std::process::Command;
use std::process::Stdio;
use std::rc::Rc;

/// The pager where nothing names another.
pub(super) const DEFAULT: &str = "less";

/// What `less` is asked for where the user asks it for nothing: leave at once where all fits on
/// the screen, keep colours, leave the screen as it is.
const LESS: &str = "FRX";

/// What a command holds that only a shell can read.
const FOR_SHELL: &[char] =
    &['|', '&', ';', '<', '>', '(', ')', '$', '`', '\\', '"', '\'', '*', '?', '[', '#', '~'];

/// A page on its way to a terminal, which goes through a pager once it is longer than the screen.
#[derive(Debug)]
pub(super) struct Page {
    /// The command of the pager.
    command: String,
    /// How many lines the screen has.
    rows: usize,
    /// Whether a pager has the screen.
    has_screen: Rc<Cell<bool>>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// It fits so far: what there is of it, and how many lines these are.
    Short(Vec<u8>, usize),
    /// A pager shows it.
    Paged(Child, BufWriter<ChildStdin>),
    /// The pager has been closed; who reads has seen enough. It may have to be waited for.
    Closed(Option<Child>),
}

/// What became of a page that was written to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// It is on its way.
    Taken,
    /// There is no pager: the page is to be printed.
    Plain(Vec<u8>),
}

impl Page {
    /// Returns an empty page for a screen of so many lines; `has_screen` is set while a pager has
    /// the screen.
    pub(super) fn new(command: String, rows: usize, has_screen: Rc<Cell<bool>>) -> Self {
        Self { command, rows, has_screen, state: State::Short(Vec::new(), 0) }
    }

    /// Adds to the page. That the pager has been closed is no error.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<Written> {
        match &mut self.state {
            State::Short(page, lines) => {
                page.extend_from_slice(bytes);
                *lines += bytes.split(|b| *b == b'\n').count() - 1;
                // The last line of the screen is for the prompt.
                if *lines < self.rows {
                    return Ok(Written::Taken);
                }
                let page = std::mem::take(page);
                let Some((child, stdin)) = start(&self.command) else {
                    return Ok(Written::Plain(page));
                };
                self.has_screen.set(true);
                self.state = State::Paged(child, stdin);
                self.write(&page)
            }
            State::Paged(_, stdin) => {
                let written = stdin.write_all(bytes);
                self.unless_closed(written).map(|()| Written::Taken)
            }
            State::Closed(_) => Ok(Written::Taken),
        }
    }

    /// Hands on what has been written; a page that fits so far is to be printed.
    pub(super) fn flush(&mut self) -> io::Result<Written> {
        match &mut self.state {
            State::Short(page, _) => Ok(Written::Plain(std::mem::take(page))),
            State::Paged(_, stdin) => {
                let flushed = stdin.flush();
                self.unless_closed(flushed).map(|()| Written::Taken)
            }
            State::Closed(_) => Ok(Written::Taken),
        }
    }

    /// Tells whether the pager has been closed.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed(_))
    }

    /// Ends the page, and waits until the pager is closed.
    pub(super) fn end(&mut self) {
        let child = match std::mem::replace(&mut self.state, State::Closed(None)) {
            State::Short(..) => None,
            State::Paged(child, mut stdin) => {
                // That it has been closed meanwhile is no matter.
                let _ = stdin.flush();
                drop(stdin);
                Some(child)
            }
            State::Closed(child) => child,
        };
        if let Some(mut child) = child {
            let _ = child.wait();
        }
        self.has_screen.set(false);
    }

    fn unless_closed(&mut self, done: io::Result<()>) -> io::Result<()> {
        match done {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                if let State::Paged(child, stdin) =
                    std::mem::replace(&mut self.state, State::Closed(None))
                {
                    // What is left in it has nowhere to go.
                    let _ = stdin.into_parts();
                    self.state = State::Closed(Some(child));
                }
                Ok(())
            }
            done => done,
        }
    }
}

/// Starts a pager; `None` where there is none of this name.
fn start(command: &str) -> Option<(Child, BufWriter<ChildStdin>)> {
    let mut words = command.split_whitespace();
    let first = words.next()?;
    let mut pager = if command.contains(FOR_SHELL) || first.contains('=') {
        let mut shell = Command::new("sh");
        shell.args(["-c", command]);
        shell
    } else {
        let mut pager = Command::new(first);
        pager.args(words);
        pager
    };
    if env::var_os("LESS").is_none() {
        pager.env("LESS", LESS);
    }
    let mut child = pager.stdin(Stdio::piped()).spawn().ok()?;
    ignore_interrupts();
    let stdin = child.stdin.take()?;
    Some((child, BufWriter::with_capacity(1 << 16, stdin)))
}

/// Leaves Ctrl-C to the pager: it goes to both, and who dies of it would leave the other alone
/// with the terminal.
fn ignore_interrupts() {
    #[cfg(unix)]
    {
        use std::sync::Arc;
        use std::sync::atomic::AtomicBool;

        let noted = Arc::new(AtomicBool::new(false));
        // Where that fails, Ctrl-C ends earmark, as it does without a pager.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, noted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(command: &str, rows: usize) -> Page {
        Page::new(command.to_owned(), rows, Rc::default())
    }

    #[test]
    fn what_fits_on_the_screen_is_printed() {
        let mut page = page("false", 3);
        assert_eq!(page.write(b"one\ntwo\n").unwrap(), Written::Taken);
        assert_eq!(page.flush().unwrap(), Written::Plain(b"one\ntwo\n".to_vec()));
    }

    #[test]
    fn what_has_no_pager_is_printed() {
        let mut page = page("no-such-pager-anywhere -x", 2);
        assert_eq!(page.write(b"one\n").unwrap(), Written::Taken);
        assert_eq!(page.write(b"two\n").unwrap(), Written::Plain(b"one\ntwo\n".to_vec()));
    }

    #[test]
    #[cfg(unix)]
    fn a_pager_may_be_closed_early() {
        for command in ["true", "head -n 1 > /dev/null"] {
            let mut page = page(command, 1);
            for _ in 0..50 {
                assert_eq!(page.write(&[b'\n'; 9_999]).unwrap(), Written::Taken);
                assert!(page.has_screen.get());
            }
            assert!(page.is_closed());
            page.end();
            assert!(!page.has_screen.get());
        }
    }
}
