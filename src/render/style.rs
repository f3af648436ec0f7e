//! How text is to look where it goes.

use crate::render::text::push_clean;

/// What begins the URL of a link in what is sent to a terminal, and what ends it. A link without a
/// URL ends the one before it.
pub const LINK: &str = "\x1b]8;;";
/// See [`LINK`].
pub const LINK_END: &str = "\x1b\\";

/// Returns the URL of the file at a path, where there is such a file.
pub type UrlOf<'a> = &'a dyn Fn(&str) -> Option<String>;

/// How text is to look where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// How many columns a line has.
    pub width: usize,
    /// Whether text is coloured.
    pub color: Color,
    /// What the text goes to.
    pub medium: Medium,
}

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// It is.
    On,
    /// It is not: letters alone.
    Off,
}

/// What text goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A terminal, whose lines end where it does.
    Terminal,
    /// A file or another program.
    Pipe,
}

/// What a stretch of text is, which decides how it is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Text like any other.
    Plain,
    /// Who speaks, and other headings.
    Head,
    /// An address.
    Anchor,
    /// What a query matched.
    Match,
    /// What stands around what was asked for.
    Dim,
    /// The heading of an error, and what it points with.
    Error,
    /// The heading of a note.
    Note,
}

impl Paint {
    /// Returns the parameters of the terminal's code, none for plain text. Only the eight
    /// colours are used, which every terminal has in a shade its user can read.
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Head => Some("1"),
            Self::Anchor => Some("36"),
            Self::Match | Self::Error => Some("1;31"),
            Self::Dim => Some("2"),
            Self::Note => Some("1;36"),
        }
    }
}

impl Style {
    /// Returns a text as it is shown: coloured if wanted, and harmless to a terminal.
    pub fn paint(self, paint: Paint, text: &str) -> String {
        let mut out = String::new();
        self.push(&mut out, paint, text);
        out
    }

    /// Appends a text as [`paint`](Self::paint) returns it.
    pub(super) fn push(self, out: &mut String, paint: Paint, text: &str) {
        let code = paint.code().filter(|_| self.color == Color::On && !text.is_empty());
        let Some(code) = code else { return push_clean(out, text) };
        out.push_str("\x1b[");
        out.push_str(code);
        out.push('m');
        push_clean(out, text);
        out.push_str("\x1b[0m");
    }

    /// Appends a painted text as a link, on a terminal with colour and where there is a URL.
    pub(super) fn push_link(self, out: &mut String, url: Option<&str>, paint: Paint, text: &str) {
        let is_harmless = |url: &&str| url.bytes().all(|b| b.is_ascii_graphic());
        let is_wanted = (self.color, self.medium) == (Color::On, Medium::Terminal);
        let url = url.filter(is_harmless).filter(|_| is_wanted);
        if let Some(url) = url {
            out.extend([LINK, url, LINK_END]);
        }
        self.push(out, paint, text);
        if url.is_some() {
            out.extend([LINK, LINK_END]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_codes_of_the_style_reach_a_terminal() {
        let style = |color| Style { width: 80, color, medium: Medium::Terminal };
        let check = |color, paint, text: &str, expected: &str| {
            assert_eq!(style(color).paint(paint, text), expected);
        };
        check(Color::On, Paint::Head, "He", "\x1b[1mHe\x1b[0m");
        check(Color::On, Paint::Plain, "He", "He");
        check(Color::On, Paint::Dim, "", "");
        check(Color::Off, Paint::Match, "He", "He");
        let link = |color, url| {
            let mut out = String::new();
            style(color).push_link(&mut out, url, Paint::Plain, "He");
            out
        };
        let url = Some("file://h/%1B");
        assert_eq!(link(Color::On, url), "\x1b]8;;file://h/%1B\x1b\\He\x1b]8;;\x1b\\");
        assert_eq!(link(Color::Off, url), "He");
        assert_eq!(link(Color::On, None), "He");
        assert_eq!(link(Color::On, Some("file://h/\x1b")), "He");
        check(Color::On, Paint::Head, "\x1b[2J", "\x1b[1m\\u{1b}[2J\x1b[0m");
    }
}
