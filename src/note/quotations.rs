//! Finds the quotations of a text: block quotes, and words between quotation marks.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::note::markdown::Block;
use crate::note::markdown::Line;
use crate::note::markdown::Plain;
use crate::note::markdown::blocks;
use crate::note::markdown::plain;
use crate::note::words::words;
use crate::text::sentences;

/// The fewest words between quotation marks that are taken for a quotation: fewer are a term, a
/// title or a doubt.
pub const MIN_WORDS: usize = 4;

/// The most bytes of the label of who speaks before a quotation, and the most words of the name in
/// it.
const MAX_LABEL: usize = 80;
const MAX_LABEL_WORDS: usize = 5;

/// The most words of a sentence that tells who asked what stands before it.
const MAX_SIGNING: usize = 8;

/// How deep quotation marks are followed into one another.
const MAX_DEPTH: usize = 8;

/// The quotations of a text, and its footnotes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Quotations {
    /// The quotations, in order; one inside another comes after it.
    pub(super) list: Vec<Quotation>,
    /// The footnotes by name, as running text.
    pub(super) footnotes: BTreeMap<String, String>,
}

/// Words that a text says somebody else's are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The bytes of the file that hold it, without its marks.
    pub span: Range<usize>,
    /// The line it begins in, from 1.
    pub line: usize,
    /// Its words, without Markdown's marks and with a line end where a line ends.
    pub text: String,
    /// How it is marked.
    pub form: Form,
    /// The quotation it stands in, by its place in the list.
    pub(super) inside: Option<usize>,
    /// What stands around it.
    pub(super) around: Around,
    /// The same with what was taken for the name of who said it, which may be words of it.
    pub(super) unsigned: Option<Box<Quotation>>,
}

/// How a quotation is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As lines that begin with `>`.
    Block,
    /// By quotation marks.
    Marks,
}

impl Form {
    /// Returns the name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Marks => "marks",
        }
    }
}

/// What stands around a quotation and may say whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Around {
    /// The rest of the sentence before it.
    pub(super) before: String,
    /// The rest of the sentence after it.
    pub(super) after: String,
    /// The names of the footnotes called at its end.
    pub(super) calls: Vec<String>,
}

/// Returns the quotations of a text. Those between quotation marks have at least `min_words`
/// words.
pub(super) fn quotations(text: &str, min_words: usize) -> Quotations {
    let mut found =
        Found { text, starts: line_starts(text), min_words, out: Quotations::default() };
    let parts = blocks(text);
    for (n, part) in parts.iter().enumerate() {
        match part {
            Block::Text(lines) => found.add_marked(&plain(text, lines), None),
            Block::Quote(lines) => {
                let beside = |n: Option<usize>| match n.and_then(|n| parts.get(n)) {
                    Some(Block::Text(lines)) => plain(text, lines).text,
                    _ => String::new(),
                };
                found.add_block(lines, &beside(n.checked_sub(1)), &beside(Some(n + 1)));
            }
            Block::Footnote(name, lines) => {
                let words = plain(text, lines).text;
                found.out.footnotes.entry(name.clone()).or_insert(words);
            }
        }
    }
    found.out
}

fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).collect()
}

struct Found<'t> {
    text: &'t str,
    starts: Vec<usize>,
    min_words: usize,
    out: Quotations,
}

impl Found<'_> {
    fn add(&mut self, plain: &Plain, range: Range<usize>, form: Form, around: Around) -> usize {
        let span = plain.source(range.clone());
        let line = self.starts.partition_point(|start| *start <= span.start);
        let text = plain.text[range].to_owned();
        let inside = None;
        self.out.list.push(Quotation { span, line, text, form, inside, around, unsigned: None });
        self.out.list.len() - 1
    }

    /// Adds what a block quote quotes: all of it, or each part that ends with a footnote or with
    /// a line that says who spoke.
    fn add_block(&mut self, lines: &[Line], before: &str, after: &str) {
        let mut rest: Vec<Line> = Vec::new();
        let is_heading = |l: &Line| self.text[l.clone()].trim_start().starts_with("[!");
        let skip = usize::from(lines.first().is_some_and(is_heading));
        let mut introduced = introduces(before).unwrap_or_default().to_owned();
        for (n, line) in lines.iter().enumerate().skip(skip) {
            let mut line = line.clone();
            if let Some(len) = label_len(&self.text[line.clone()]) {
                let around = Around { before: introduced, ..Around::default() };
                self.add_quoted_lines(&std::mem::take(&mut rest), around);
                let label = line.start..line.start + len;
                line.start = label.end;
                introduced = plain(self.text, std::slice::from_ref(&label)).text;
            }
            let is_last = n + 1 == lines.len();
            let ends =
                lines.get(n + 1).is_none_or(|next| self.text[next.clone()].trim().is_empty());
            let mut unsigned = None;
            let signature = signature(&self.text[line.clone()]).filter(|_| ends);
            if let Some(len) = signature {
                rest.push(line.clone());
                unsigned = self.unsigned(&rest, &introduced);
                rest.pop();
                rest.push(line.start..line.start + len);
                line.start += len;
            }
            let content = self.text[line.clone()].trim();
            let names = is_attribution(content);
            if !names {
                rest.push(line.clone());
            }
            if !(names || is_last || ends_with_call(content)) {
                continue;
            }
            let mut around = Around { before: introduced.clone(), ..Around::default() };
            if names {
                let said = plain(self.text, std::slice::from_ref(&line));
                around.calls.extend(said.calls.into_iter().map(|(_, name)| name));
                around.after = said.text;
            } else if is_last && is_attribution(after.trim()) {
                after.clone_into(&mut around.after);
            }
            let added = self.out.list.len();
            self.add_quoted_lines(&std::mem::take(&mut rest), around);
            if let Some(added) = self.out.list.get_mut(added) {
                added.unsigned = unsigned.map(Box::new);
            }
            introduced.clear();
        }
    }

    /// Returns what lines of a block quote quote if all of it is words.
    fn unsigned(&self, lines: &[Line], introduced: &str) -> Option<Quotation> {
        let mut alone = Self {
            text: self.text,
            starts: self.starts.clone(),
            min_words: usize::MAX,
            out: Quotations::default(),
        };
        let around = Around { before: introduced.to_owned(), ..Around::default() };
        alone.add_quoted_lines(lines, around);
        alone.out.list.pop()
    }

    fn add_quoted_lines(&mut self, lines: &[Line], mut around: Around) {
        let plain = plain(self.text, lines);
        let range = without_marks(&plain.text);
        if words(&plain.text[range.clone()]).is_empty() {
            return;
        }
        around.calls.extend(plain.calls.iter().map(|(_, name)| name.clone()));
        let block = self.add(&plain, range, Form::Block, around);
        self.add_marked(&plain, Some(block));
    }

    /// Adds what stands between quotation marks in running text.
    fn add_marked(&mut self, plain: &Plain, inside: Option<usize>) {
        let whole = inside.map(|block| self.out.list[block].text.clone());
        let marked = marked(&plain.text);
        // The stretches that the one at hand stands in, each with its place in the list if it is
        // a quotation; and where the last one before it ends.
        let mut open: Vec<(&Range<usize>, usize, Option<usize>)> = Vec::new();
        let mut ended = 0;
        for (range, after) in &marked {
            while let Some((_, end, _)) = open.pop_if(|(r, ..)| r.end <= range.start) {
                ended = end.max(ended);
            }
            let quoted = &plain.text[range.clone()];
            let is_block = whole.as_deref() == Some(quoted);
            let mut at = None;
            if !is_block && words(quoted).len() >= self.min_words {
                let from = open.last().map_or(0, |(r, ..)| r.start).max(ended);
                let next = marked.partition_point(|(r, _)| r.start < *after);
                let until = marked
                    .get(next)
                    .map_or(plain.text.len(), |(r, _)| before_mark(&plain.text, r.start));
                let around = around(plain, from, range, *after, until);
                let added = self.add(plain, range.clone(), Form::Marks, around);
                let outer = open.iter().rev().find_map(|(_, _, at)| *at);
                self.out.list[added].inside = outer.or(inside);
                at = Some(added);
            }
            open.push((range, *after, at));
        }
    }
}

/// Returns what stands around words between marks: the sentence they are part of.
fn around(plain: &Plain, from: usize, range: &Range<usize>, after: usize, until: usize) -> Around {
    let text = &plain.text;
    let before = text.get(from..before_mark(text, range.start)).unwrap_or_default();
    let follows = text.get(after..until.max(after)).unwrap_or_default();
    let ended = text[range.clone()].ends_with(['.', '!', '?']);
    let is_new = ended && follows.trim_start().starts_with(char::is_uppercase);
    // Behind a question stands its asker: "…?" Ann Lee asked. Who introduces what follows is none.
    let asks = text[range.clone()].ends_with(['?', '!']) && {
        let sentence = first_sentence(follows).trim_end();
        !sentence.is_empty() && !sentence.ends_with([':', ','])
    };
    let is_new = is_new && !(asks && signs(first_sentence(follows)));
    let after_text = if is_new { "" } else { first_sentence(follows) };
    let close =
        after + follows.len() - follows.trim_start_matches(|c: char| ",.;: ".contains(c)).len();
    let calls = plain.calls.iter().filter(|(at, _)| (range.end..=close).contains(at));
    Around {
        before: last_sentence(before).to_owned(),
        after: after_text.to_owned(),
        calls: calls.map(|(_, name)| name.clone()).collect(),
    }
}

/// Tells whether a sentence may tell who asked what stands before it: it is of a few words.
fn signs(sentence: &str) -> bool {
    words(sentence).len() <= MAX_SIGNING
}

/// Returns where the mark begins that ends at a place.
fn before_mark(text: &str, at: usize) -> usize {
    at - text[..at].chars().next_back().map_or(0, char::len_utf8)
}

fn first_sentence(text: &str) -> &str {
    sentences(text).first().map_or("", |s| &text[..s.end])
}

/// Returns the sentence that a text ends inside of.
fn last_sentence(text: &str) -> &str {
    let last = sentences(text).last().map_or("", |s| &text[s.start..]);
    if last.trim_end().ends_with(['.', '!', '?']) { "" } else { last }
}

/// Returns the end of a paragraph that introduces what follows it.
fn introduces(text: &str) -> Option<&str> {
    text.trim_end().ends_with([':', ',']).then(|| last_sentence(text))
}

/// Tells whether a line says who spoke: `— Haijian He, CFO`.
fn is_attribution(line: &str) -> bool {
    let mark = line.trim_start_matches(['*', '_', '<', '>', ' ']);
    mark.starts_with(['—', '–', '―', '~']) || mark.starts_with("-- ")
}

/// Returns where in a line the words end that a name after a dash follows: `… a lot. — Ann Lee, CFO`.
fn signature(line: &str) -> Option<usize> {
    let (at, mark) = ["—", "–", "―", " -- "]
        .iter()
        .filter_map(|mark| line.rfind(mark).map(|at| (at, mark)))
        .max_by_key(|(at, _)| *at)?;
    let (before, after) = (&line[..at], line[at + mark.len()..].trim());
    let is_apart = before.ends_with([' ', '.', '!', '?', '"', '”', '’', '*', '_', '>']);
    let after = after.trim_start_matches(['*', '_']);
    let person = after.split(['(', ',', '[', '*', '_', '<']).next().unwrap_or_default().trim();
    let parts: Vec<&str> = person.trim_end_matches('.').split_whitespace().collect();
    let is_name = (2..=MAX_LABEL_WORDS).contains(&parts.len())
        && parts.iter().all(|part| is_part_of_name(part));
    let is_signature = is_apart && is_name && after.len() <= MAX_LABEL && !before.trim().is_empty();
    is_signature.then_some(at)
}

/// Returns how many bytes at the beginning of a line are the label of who speaks: `**Ann Lee:**`,
/// `Ann Lee, CFO:`. Without Markdown's marks it is a name of two words or more, each with a
/// capital; one word is as often what is spoken of.
fn label_len(line: &str) -> Option<usize> {
    let begin = line.len() - line.trim_start().len();
    let rest = &line[begin..];
    let name = rest.trim_start_matches(['*', '_']);
    let mark = &rest[..rest.len() - name.len()];
    let colon = name.find(':').filter(|at| *at <= MAX_LABEL)?;
    let mut end = begin + mark.len() + colon + 1;
    let mut written = &name[..colon];
    if !mark.is_empty() {
        match (line[end..].strip_prefix(mark), written.strip_suffix(mark)) {
            (Some(_), _) => end += mark.len(),
            (None, Some(inside)) => written = inside,
            (None, None) => return None,
        }
    }
    let follows = &line[end..];
    let person = written.split(['(', ',', '–', '—']).next().unwrap_or_default().trim();
    let parts: Vec<&str> = person.split_whitespace().collect();
    let is_apart = follows.is_empty() || follows.starts_with(char::is_whitespace);
    let is_marked = !mark.is_empty();
    let is_name = (if is_marked { 1 } else { 2 }..=MAX_LABEL_WORDS).contains(&parts.len())
        && parts.iter().all(|part| is_part_of_name(part));
    (is_apart && is_name).then_some(end)
}

/// Tells whether a word may stand in a name.
fn is_part_of_name(word: &str) -> bool {
    let is_plain = |c: char| c.is_alphabetic() || ".'’-".contains(c);
    let is_small = ["al", "bin", "da", "de", "del", "der", "di", "la", "le", "van", "von"];
    word.chars().all(is_plain)
        && (word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
            || word.starts_with("d'")
            || word.starts_with("d’")
            || is_small.contains(&word))
}

/// Tells whether a line ends with the call of a footnote.
fn ends_with_call(line: &str) -> bool {
    let call = line.trim_end_matches(['.', ',', ' ']).rfind("[^").map(|at| &line[at..]);
    call.is_some_and(|c| c.trim_end_matches(['.', ',', ' ']).ends_with(']'))
        && call.is_some_and(|c| c.matches(']').count() == 1)
}

/// Returns the bytes of a quotation without white space and one pair of marks around all of it.
fn without_marks(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    let marked = marked(text);
    let whole = marked
        .iter()
        .find(|(range, after)| before_mark(text, range.start) == start && *after == end);
    whole.map_or(start..end.max(start), |(range, _)| range.clone())
}

/// A quotation mark that has been opened.
struct Open {
    mark: char,
    start: usize,
}

/// Returns the stretches of a text between quotation marks, and where the closing mark ends, by
/// where they begin.
fn marked(text: &str) -> Vec<(Range<usize>, usize)> {
    let mut out = Vec::new();
    let mut stack: Vec<Open> = Vec::new();
    let mut before: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        let next = at + c.len_utf8();
        let closed = closes(c, before, after)
            .and_then(|opens| stack.iter().rposition(|o| opens.contains(&o.mark)));
        if let Some(found) = closed {
            let start = stack[found].start;
            stack.truncate(found);
            out.push((start..at, next));
        } else if opens(c, before, after) && stack.len() < MAX_DEPTH {
            stack.push(Open { mark: c, start: next });
        }
        before = Some(c);
    }
    // A quotation that goes on in the next paragraph is closed there only.
    if let Some(open) = stack.iter().find(|o| o.mark == '“') {
        out.push((open.start..text.trim_end().len().max(open.start), text.len()));
    }
    out.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
    out
}

/// Returns the marks that a character closes, if it closes any where it stands.
fn closes(c: char, before: Option<char>, after: Option<char>) -> Option<&'static [char]> {
    let in_word = after.is_some_and(char::is_alphanumeric);
    let behind = before.is_some_and(|c| !c.is_whitespace());
    match c {
        '”' => Some(&['“', '„', '”']),
        '“' => Some(&['„']),
        '»' => Some(&['«']),
        '’' if behind && !in_word => Some(&['‘']),
        '"' if behind && !in_word => Some(&['"']),
        '\'' if behind && !in_word => Some(&['\'']),
        _ => None,
    }
}

/// Tells whether a character opens a quotation where it stands.
fn opens(c: char, before: Option<char>, after: Option<char>) -> bool {
    let free = before.is_none_or(|c| c.is_whitespace() || "([{—–-/“‘\"'„«".contains(c));
    let word = after.is_some_and(|c| !c.is_whitespace());
    match c {
        '“' | '„' | '«' => true,
        '‘' | '"' => free && word,
        '\'' => free && after.is_some_and(char::is_alphanumeric),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = quotations(text, MIN_WORDS);
        let shown: Vec<String> = found
            .list
            .iter()
            .map(|q| {
                let around = &q.around;
                let inside = q.inside.map(|n| format!("<{n}")).unwrap_or_default();
                let calls = around.calls.iter().fold(String::new(), |all, c| all + "^" + c);
                format!(
                    "{}{inside}|{}|{}|{}{calls}",
                    q.line,
                    around.before.trim(),
                    q.text.replace('\n', "/"),
                    around.after.trim()
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn words_between_marks_are_quotations() {
        check(
            "He said: \"we grew a lot today\", and left.",
            &["1|He said:|we grew a lot today|, and left."],
        );
        check(
            "A “we grew a lot” b ‘so we grew today’.",
            &["1|A|we grew a lot|b", "1|b|so we grew today|."],
        );
        check(
            "„wir sind viel gewachsen“ «on a bien grandi»",
            &["1||wir sind viel gewachsen|", "1||on a bien grandi|"],
        );
        check("a 5\" pipe, the \"so-called\" boom, it's 'fine'", &[]);
        check(
            "“He said ‘we grew a lot’ today,” she wrote.[^2]",
            &[
                "1||He said ‘we grew a lot’ today,|she wrote.",
                "1<0|He said|we grew a lot|today,” she wrote.",
            ],
        );
        check(
            "\"We grew a lot.\"[^1] Then \"it was all over.\" [^2]",
            &["1||We grew a lot.|^1", "1|Then|it was all over.|^2"],
        );
        check(
            "\"Is it all over now?\" Ann Lee asked. \"We grew a lot.\" Ann Lee left.",
            &["1||Is it all over now?|Ann Lee asked.", "1||We grew a lot.|"],
        );
        check(
            "x\n\n“We grew a lot\n\n“and more than that”",
            &["3||We grew a lot|", "5||and more than that|"],
        );
    }

    #[test]
    fn block_quotes_are_quotations() {
        check(
            "He said:\n\n> We grew\n> a *lot*.\n> — Haijian He[^k]\n",
            &["3|He said:|We grew/a lot.|— Haijian He^k"],
        );
        check("> [!quote] Title\n> “We grew.”\n", &["2||We grew.|"]);
        check(
            "> We grew.[^1]\n>\n> They did not. [^2]\n",
            &["1||We grew.|^1", "3||They did not.|^2"],
        );
        check("> We grew.\n\n— Haijian He", &["1||We grew.|— Haijian He"]);
        check("> We grew. — Haijian He", &["1||We grew.|— Haijian He"]);
        check(
            "> We\n> grew a lot — *Haijian He*, CFO[^1]\n>\n> \"So.\" -- Ann Lee",
            &["1||We/grew a lot|— Haijian He, CFO^1", "4||So.|-- Ann Lee"],
        );
        check(
            "<blockquote><p>We grew.</p>\n<footer>— Haijian He</footer>\n</blockquote>",
            &["1||We grew.|— Haijian He"],
        );
        for whole in ["We grew — a lot", "We grew — a lot. Ann Lee", "We grew — Ann Lee knows it"]
        {
            check(&format!("> {whole}"), &[&format!("1||{whole}|")]);
        }
        check(
            "> \"a b c d\" and \"e f g h\"\n",
            &["1||\"a b c d\" and \"e f g h\"|", "1<0||a b c d|and", "1<0|and|e f g h|"],
        );
    }

    #[test]
    fn a_label_is_who_speaks() {
        let one = "1|Ann Lee:|We grew a lot.|";
        check("> **Ann Lee:** We grew a lot.", &[one]);
        check("> **Ann Lee**: We grew a lot.", &[one]);
        check("> Ann Lee: “We grew a lot.”", &[one]);
        check("> *Ann Lee:*\n> We grew a lot.", &["2|Ann Lee:|We grew a lot.|"]);
        check(
            "He told us:\n\n> Ann d’Arcy (CFO): We grew.\n>\n> And more.\n> **Bob**: No.[^1]\n> Mr. Ray, CEO: So.",
            &["3|Ann d’Arcy (CFO):|We grew.//And more.|", "6|Bob:|No.|^1", "7|Mr. Ray, CEO:|So.|"],
        );
        for whole in [
            "The thing: we grew.",
            "Revenue: it grew.",
            "**Our thing: we** grew.",
            "At 10:30 Ann Lee:x",
            "*We* grew: Ann Lee",
        ] {
            let plain = whole.replace('*', "");
            check(&format!("> {whole}"), &[&format!("1||{plain}|")]);
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_spans_hold_text(text in "([A-Ca-c]{1,3}|[ \n\"'“”‘’„«»>.:,—*\\[\\]^1]){0,80}") {
            for q in quotations(&text, 1).list {
                prop_assert!(text.get(q.span.clone()).is_some());
                prop_assert!(q.line >= 1);
            }
        }
    }
}
