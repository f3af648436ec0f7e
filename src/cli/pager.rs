//! The pager: what pages longer than the screen go through.

use std::borrow::Cow;
use std::cell::Cell;
use std::env;
use std::io;
use std::io::BufWriter;
use std::io::ErrorKind;
use std::io::Write;
use std::path::Path;
use std::process::Child;
use std::process::ChildStdin;
use std::process::Command;
use std::process::Stdio;
use std::rc::Rc;

use crate::render::LINK;
use crate::render::LINK_END;

/// The pager where nothing names another.
pub(super) const DEFAULT: &str = "less";

/// What `less` is asked for where the user asks it for nothing: leave at once where all fits on
/// the screen, keep colours, leave the screen as it is.
const LESS: &str = "FRX";

/// The first version of `less` that is known to hand links on; others show what they are made of.
const LESS_WITH_LINKS: u32 = 581;

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
    Paged(Child, Pipe),
    /// The pager has been closed; who reads has seen enough. It may have to be waited for.
    Closed(Option<Child>),
}

/// What leads to a pager.
#[derive(Debug)]
struct Pipe {
    stdin: BufWriter<ChildStdin>,
    links: Links,
}

/// What becomes of links on the way to a pager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Links {
    Kept,
    /// Left out: the pager would show what they are made of.
    Dropped,
}

impl Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.links {
            Links::Kept => self.stdin.write_all(bytes),
            Links::Dropped => self.stdin.write_all(&without_links(bytes)),
        }
    }
}

/// Returns a page without links. Each is written in one piece, as is its end.
fn without_links(bytes: &[u8]) -> Cow<'_, [u8]> {
    let find =
        |bytes: &[u8], what: &str| bytes.windows(what.len()).position(|w| w == what.as_bytes());
    if find(bytes, LINK).is_none() {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(start) = find(rest, LINK) {
        let Some(length) = find(&rest[start..], LINK_END) else { break };
        out.extend_from_slice(&rest[..start]);
        rest = &rest[start + length + LINK_END.len()..];
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
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
                let Some((child, pipe)) = start(&self.command) else {
                    return Ok(Written::Plain(page));
                };
                self.has_screen.set(true);
                self.state = State::Paged(child, pipe);
                self.write(&page)
            }
            State::Paged(_, pipe) => {
                let written = pipe.write(bytes);
                self.unless_closed(written).map(|()| Written::Taken)
            }
            State::Closed(_) => Ok(Written::Taken),
        }
    }

    /// Hands on what has been written; a page that fits so far is to be printed.
    pub(super) fn flush(&mut self) -> io::Result<Written> {
        match &mut self.state {
            State::Short(page, _) => Ok(Written::Plain(std::mem::take(page))),
            State::Paged(_, pipe) => {
                let flushed = pipe.stdin.flush();
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
            State::Paged(child, mut pipe) => {
                // That it has been closed meanwhile is no matter.
                let _ = pipe.stdin.flush();
                drop(pipe);
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
                if let State::Paged(child, pipe) =
                    std::mem::replace(&mut self.state, State::Closed(None))
                {
                    // What is left in it has nowhere to go.
                    let _ = pipe.stdin.into_parts();
                    self.state = State::Closed(Some(child));
                }
                Ok(())
            }
            done => done,
        }
    }
}

/// Starts a pager; `None` where there is none of this name.
fn start(command: &str) -> Option<(Child, Pipe)> {
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
    let links = links(first);
    let mut child = pager.stdin(Stdio::piped()).spawn().ok()?;
    ignore_interrupts();
    let stdin = BufWriter::with_capacity(1 << 16, child.stdin.take()?);
    Some((child, Pipe { stdin, links }))
}

/// Tells what becomes of links on the way to a program: only of `less` is it known that it hands
/// them on, from some version on.
fn links(program: &str) -> Links {
    let version = || {
        Path::new(program).file_name().filter(|name| *name == "less")?;
        let told = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
        let told = String::from_utf8(told.stdout).ok()?;
        let number = told.strip_prefix("less ")?.split(|c: char| !c.is_ascii_digit()).next()?;
        number.parse::<u32>().ok()
    };
    match version() {
        Some(LESS_WITH_LINKS..) => Links::Kept,
        _ => Links::Dropped,
    }
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
    fn links_can_be_left_out() {
        let check = |page: &str, expected: &str| {
            assert_eq!(without_links(page.as_bytes()), expected.as_bytes());
        };
        check("", "");
        check("plain \x1b[1mbold\x1b[0m", "plain \x1b[1mbold\x1b[0m");
        let link = format!("{LINK}file://h/a{LINK_END}\x1b[36mkc:3.4\x1b[0m{LINK}{LINK_END}");
        check(
            &format!("1. {link}\n2. {link}"),
            "1. \x1b[36mkc:3.4\x1b[0m\n2. \x1b[36mkc:3.4\x1b[0m",
        );
        check(&link, "\x1b[36mkc:3.4\x1b[0m");
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
