//! Markdown as far as notes need it: paragraphs, block quotes, footnotes, what is plain text in
//! them. Any text is read; what is no Markdown is a paragraph.

use std::ops::Range;

/// A part of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// Lines of running text: a paragraph, a heading, an item of a list.
    Text(Vec<Line>),
    /// Lines of a block quote, without their marks.
    Quote(Vec<Line>),
    /// A footnote: its name, and its lines.
    Footnote(String, Vec<Line>),
}

/// A line of a part, as bytes of the whole text, without marks of quotes and line ends.
pub(super) type Line = Range<usize>;

/// Lines one after another that are of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// What they are.
    pub(super) kind: StretchKind,
    /// The lines, those that open and close it too.
    pub(super) lines: Vec<Line>,
    /// Whether it ends before the text does, where it needs an end.
    pub(super) is_closed: bool,
}

/// What lines are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StretchKind {
    /// Whatever is shown, and footnotes.
    Prose,
    /// Code between fences.
    Code,
    /// A comment that begins a line.
    Comment,
}

/// Returns the stretches of a text, in order. Front matter is in none.
pub(super) fn stretches(text: &str) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    let mut fence: Option<(u8, usize)> = None;
    for line in lines(text, body_start(text)) {
        let content = &text[line.clone()];
        if let Some(open) = out.last_mut().filter(|s| !s.is_closed) {
            open.is_closed = match fence {
                Some(fence) => closes(content, fence),
                None => content.contains(COMMENT_END),
            };
            open.lines.push(line);
            continue;
        }
        fence = opened(content);
        let (kind, is_closed) = if content.trim_start().starts_with("<!--") {
            (StretchKind::Comment, content.contains(COMMENT_END))
        } else {
            let kind = fence.map_or(StretchKind::Prose, |_| StretchKind::Code);
            (kind, fence.is_none())
        };
        match out.last_mut() {
            Some(last) if kind == StretchKind::Prose && last.kind == kind => last.lines.push(line),
            _ => out.push(Stretch { kind, lines: vec![line], is_closed }),
        }
    }
    out
}

/// Returns the line that closes what a text leaves open, code or a comment.
pub(super) fn closing(text: &str) -> Option<String> {
    let last = stretches(text).pop().filter(|last| !last.is_closed)?;
    let fence = last.lines.first().and_then(|line| opened(&text[line.clone()]));
    let written = |(mark, len)| char::from(mark).to_string().repeat(len);
    Some(fence.map_or_else(|| COMMENT_END.to_owned(), written))
}

/// What a comment ends with.
pub(super) const COMMENT_END: &str = "-->";

/// Returns the parts of a text, in order. Front matter, code, comments and empty lines are none.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut out = Vec::new();
    for stretch in stretches(text) {
        if stretch.kind == StretchKind::Prose {
            add_blocks(text, stretch.lines, &mut out);
        }
    }
    out
}

/// Adds the parts of a stretch of prose to those before it.
fn add_blocks(text: &str, lines: Vec<Line>, out: &mut Vec<Block>) {
    let mut open = false;
    let mut is_html = false;
    for line in lines {
        if let Some((quoted, goes_on)) = html_quoted(text, &line, is_html) {
            match out.last_mut().filter(|_| is_html) {
                Some(Block::Quote(lines)) => lines.push(quoted),
                _ => out.push(Block::Quote(vec![quoted])),
            }
            (is_html, open) = (goes_on, false);
            continue;
        }
        let content = &text[line.clone()];
        let trimmed = content.trim_start();
        let was_open = std::mem::replace(&mut open, true);
        if trimmed.is_empty() {
            // An indented line may still belong to a footnote after an empty one.
            open = false;
        } else if let Some(quoted) = quoted(text, &line) {
            match out.last_mut().filter(|_| was_open) {
                Some(Block::Quote(lines)) => lines.push(quoted),
                _ => out.push(Block::Quote(vec![quoted])),
            }
        } else if let Some((name, rest)) = footnote(text, &line) {
            out.push(Block::Footnote(name, vec![rest]));
        } else {
            let indented = content.starts_with("    ") || content.starts_with('\t');
            match out.last_mut() {
                Some(Block::Footnote(_, lines)) if was_open || indented => lines.push(line),
                // A line right after a block quote goes on with it only for Markdown's parsers;
                // nobody means it.
                Some(Block::Text(lines))
                    if was_open && !begins_block(trimmed) && !is_heading(text, lines) =>
                {
                    lines.push(line);
                }
                _ => out.push(Block::Text(vec![line])),
            }
        }
    }
}

/// Returns what a line has of a `<blockquote>`, which it opens or goes on with, and whether the next
/// line goes on with it.
fn html_quoted(text: &str, line: &Line, is_open: bool) -> Option<(Line, bool)> {
    let content = &text[line.clone()];
    let mut start = line.start;
    if !is_open {
        let indent = content.len() - content.trim_start().len();
        let (name, len) = tag(&content[indent..])?;
        if !name.eq_ignore_ascii_case("blockquote") {
            return None;
        }
        start += indent + len;
    }
    let rest = &text[start..line.end];
    let close = rest.match_indices("</").find(|(at, _)| {
        tag(&rest[*at..]).is_some_and(|(name, _)| name.eq_ignore_ascii_case("/blockquote"))
    });
    let end = close.map_or(line.end, |(at, _)| start + at);
    Some((start..end, close.is_none()))
}

/// Tags that stand in running text or in quotations.
const TAGS: [&str; 13] =
    ["blockquote", "q", "p", "br", "em", "strong", "i", "b", "span", "cite", "footer", "a", "div"];

/// Returns the name of the tag that a text begins with, `/q` of one that closes, and its length.
fn tag(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix('<')?;
    let end = inside.find('>')?;
    let name = inside[..end].split(|c: char| c.is_whitespace()).next()?;
    let bare = name.trim_matches('/');
    let is_known = TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(bare));
    (is_known && !inside[..end].contains('<')).then_some((name, end + 2))
}

/// Returns the lines of a text from a place on, without their ends.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = Line> {
    let mut at = from;
    text[from..].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    })
}

/// Returns where a text begins after its byte-order mark and its front matter.
pub(super) fn body_start(text: &str) -> usize {
    front_matter(text).map_or_else(|| bom_len(text), |(_, end)| end)
}

/// Returns the bytes of the front matter between its lines of hyphens, and where the text after
/// it begins; `None` where there is none, or none that ends.
pub(super) fn front_matter(text: &str) -> Option<(Range<usize>, usize)> {
    let mut lines = lines(text, bom_len(text));
    let first = lines.next().filter(|l| text[l.clone()].trim_end() == "---")?;
    let start = text[first.end..].find('\n').map(|n| first.end + n + 1)?;
    let end = lines.find(|l| matches!(text[l.clone()].trim_end(), "---" | "..."))?;
    let after = text[end.end..].find('\n').map_or(text.len(), |n| end.end + n + 1);
    Some((start..end.start, after))
}

fn bom_len(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Returns the character and the length of the fence that a line opens code with; one of accents
/// has none after it, or it is code inside a line.
fn opened(line: &str) -> Option<(u8, usize)> {
    let line = line.trim_start();
    let (mark, len) = fence(line)?;
    (mark == b'~' || !line[len..].contains('`')).then_some((mark, len))
}

/// Tells whether a line closes the code that a fence opened.
fn closes(line: &str, opened: (u8, usize)) -> bool {
    let line = line.trim();
    fence(line).is_some_and(|(mark, len)| mark == opened.0 && len >= opened.1 && len == line.len())
}

fn fence(line: &str) -> Option<(u8, usize)> {
    let mark = *line.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let len = line.bytes().take_while(|b| *b == mark).count();
    (len >= 3).then_some((mark, len))
}

/// Returns the line of a block quote without its marks, nested ones too.
fn quoted(text: &str, line: &Line) -> Option<Line> {
    let mut at = line.start;
    let mut any = false;
    loop {
        let rest = &text[at..line.end];
        let indent = rest.len() - rest.trim_start_matches(' ').len();
        if indent > 3 || !rest[indent..].starts_with('>') {
            break;
        }
        any = true;
        at += indent + 1;
        at += usize::from(text[at..line.end].starts_with(' '));
    }
    any.then_some(at..line.end)
}

/// Returns the name of the footnote that a line begins, and the rest of the line.
fn footnote(text: &str, line: &Line) -> Option<(String, Line)> {
    let content = &text[line.clone()];
    let indent = content.len() - content.trim_start_matches(' ').len();
    let rest = content[indent..].strip_prefix("[^").filter(|_| indent <= 3)?;
    let end = rest.find(']')?;
    let after = rest[end..].strip_prefix("]:")?;
    let name = rest[..end].to_owned();
    let start = line.end - after.trim_start().len();
    (!name.is_empty() && !name.contains(char::is_whitespace)).then_some((name, start..line.end))
}

/// Tells whether a line begins a part of its own: a heading, an item of a list, a table's row.
fn begins_block(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['#', '|'])
        || ["- ", "* ", "+ "].iter().any(|m| line.starts_with(m))
        || (number.len() < line.len() && (number.starts_with(". ") || number.starts_with(") ")))
}

/// Tells whether lines are a heading, which is one line.
fn is_heading(text: &str, lines: &[Line]) -> bool {
    lines.first().is_some_and(|l| text[l.clone()].trim_start().starts_with('#'))
}

/// Running text without Markdown's own marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Plain {
    /// The text.
    pub(super) text: String,
    /// For each byte of the text, the bytes of the source that its character came from.
    pub(super) origin: Vec<(usize, usize)>,
    /// The names of the footnotes that are called, with the place in the text.
    pub(super) calls: Vec<(usize, String)>,
}

impl Plain {
    /// Returns the bytes of the source that a stretch of the text came from.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        let origin = |at: usize| self.origin.get(at).copied().unwrap_or_default();
        let (start, end) = (origin(range.start).0, origin(range.end.saturating_sub(1)).1);
        start..end.max(start)
    }

    fn push(&mut self, c: char, start: usize, len: usize) {
        self.text.push(c);
        self.origin.resize(self.text.len(), (start, start + len));
    }
}

/// Characters that a backslash takes their meaning from.
const ESCAPABLE: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// Character references that people and programs write by name.
const ENTITIES: [(&str, char); 9] = [
    ("&mdash;", '—'),
    ("&ndash;", '–'),
    ("&amp;", '&'),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&quot;", '"'),
    ("&#39;", '\''),
    ("&apos;", '\''),
    ("&nbsp;", '\u{a0}'),
];

/// Returns lines of a text as running text, a line end between them, without emphasis, escapes,
/// character references and calls of footnotes.
pub(super) fn plain(text: &str, lines: &[Line]) -> Plain {
    let mut out = Plain::default();
    for line in lines {
        if !out.text.is_empty() {
            out.push('\n', line.start, 0);
        }
        plain_line(text, line, &mut out);
    }
    out
}

fn plain_line(text: &str, line: &Line, out: &mut Plain) {
    let mut at = line.start;
    while let Some(c) = text[at..line.end].chars().next() {
        let rest = &text[at..line.end];
        let before = out.text.chars().next_back();
        let mut step = c.len_utf8();
        match c {
            '\\' => match rest[1..].chars().next().filter(|c| ESCAPABLE.contains(*c)) {
                Some(escaped) => {
                    step += escaped.len_utf8();
                    out.push(escaped, at, step);
                }
                None => out.push(c, at, step),
            },
            '[' if rest.starts_with("[^") => match rest.find(']') {
                Some(end) if end > 2 && !rest[..end].contains(' ') => {
                    out.calls.push((out.text.len(), rest[2..end].to_owned()));
                    step = end + 1;
                }
                _ => out.push(c, at, step),
            },
            '`' => match code_span(rest) {
                Some((code, len)) => {
                    let start = at + code.start;
                    for (n, c) in rest[code].char_indices() {
                        out.push(c, start + n, c.len_utf8());
                    }
                    step = len;
                }
                None => step = rest.len() - rest.trim_start_matches('`').len(),
            },
            '*' => {}
            '<' => match tag(rest) {
                Some((name, len)) => {
                    step = len;
                    match name.to_ascii_lowercase().as_str() {
                        "q" => out.push('“', at, len),
                        "/q" => out.push('”', at, len),
                        "br" | "br/" | "p" | "/p" if before.is_some() => out.push(' ', at, len),
                        _ => {}
                    }
                }
                None => out.push(c, at, step),
            },
            '=' if rest.starts_with("==") => step = 2,
            '_' => {
                let after = rest[1..].chars().next();
                let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                if inside(before) && inside(after) {
                    out.push(c, at, step);
                }
            }
            '&' => match ENTITIES.iter().find(|(name, _)| rest.starts_with(name)) {
                Some((name, meant)) => {
                    step = name.len();
                    out.push(*meant, at, step);
                }
                None => out.push(c, at, step),
            },
            _ => out.push(c, at, step),
        }
        at += step;
    }
}

/// Returns the bytes of the code that a line begins with between accents, which stands as it is,
/// and how long it is with them.
fn code_span(line: &str) -> Option<(Range<usize>, usize)> {
    let len = line.len() - line.trim_start_matches('`').len();
    let mut at = len;
    loop {
        let start = at + line[at..].find('`')?;
        let marks = line[start..].len() - line[start..].trim_start_matches('`').len();
        at = start + marks;
        if marks == len {
            let code = &line[len..start];
            // One blank at each side parts accents of the code from those around it.
            let blank = code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty();
            let blank = usize::from(blank);
            return Some((len + blank..start - blank, at));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let shown =
            |lines: &[Line]| lines.iter().map(|l| &text[l.clone()]).collect::<Vec<_>>().join("/");
        let found: Vec<String> = blocks(text)
            .iter()
            .map(|b| match b {
                Block::Text(l) => format!("t:{}", shown(l)),
                Block::Quote(l) => format!("q:{}", shown(l)),
                Block::Footnote(name, l) => format!("f{name}:{}", shown(l)),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn parts_are_told_apart() {
        check(
            "---\ntitle: x\n---\n# Head\ntext\nmore\n\nnew",
            &["t:# Head", "t:text/more", "t:new"],
        );
        check("> a\n>> b\n>\n> c\n\n> d", &["q:a/b//c", "q:d"]);
        check("\u{feff}a\r\n> b\r\nc", &["t:a", "q:b", "t:c"]);
        check("[^1]: one\n    two\n\n    three\n\nfour", &["f1:one/    two/    three", "t:four"]);
        check("```\n> no\n```\n<!-- \"no\nno --> \nyes", &["t:yes"]);
        check("```\n``` no\n````\nyes\n``` `` ```", &["t:yes/``` `` ```"]);
        check("yes\n~~~ `\n```\n", &["t:yes"]);
        check("---\nnever ends", &["t:---/never ends"]);
        check(
            "a\n<blockquote cite=\"x\">\n<p>b\nc</p></blockquote>\nd <Q>e</Q>\n<BLOCKQUOTE>f</BLOCKQUOTE> g",
            &["t:a", "q:/<p>b/c</p>", "t:d <Q>e</Q>", "q:f"],
        );
    }

    #[test]
    fn plain_text_is_without_marks_and_knows_where_it_came_from() {
        let text = "a \\*b\\* **c** d_e _f_ &amp; g[^1] h";
        let found = plain(text, std::slice::from_ref(&(0..text.len())));
        assert_eq!(found.text, "a *b* c d_e f & g h");
        assert_eq!(found.calls, [(17, "1".to_owned())]);
        let at = found.text.find('c').unwrap();
        assert_eq!(&text[found.source(0..at + 1)], "a \\*b\\* **c");
        let text = "d <Q>e</Q> <em>f</em><br/>g <not> h";
        let found = plain(text, std::slice::from_ref(&(0..text.len())));
        assert_eq!(found.text, "d “e” f g <not> h");
        let text = "`_a*b` *c* ``d`_`` `` `e` `` `f_ ```";
        let found = plain(text, std::slice::from_ref(&(0..text.len())));
        assert_eq!(found.text, "_a*b c d`_ `e` f ");
    }

    proptest! {
        #[test]
        fn nothing_panics_and_sources_stay_inside(text in "(\\PC|[-> \\[\\]^:*_&;\\\\`~<!\n\r\t0-9a]){0,120}") {
            for block in blocks(&text) {
                let (Block::Text(lines) | Block::Quote(lines) | Block::Footnote(_, lines)) = block;
                let found = plain(&text, &lines);
                prop_assert_eq!(found.origin.len(), found.text.len());
                let source = found.source(0..found.text.len());
                prop_assert!(text.get(source).is_some());
            }
        }
    }
}
