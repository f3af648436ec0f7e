//! Finds places in JSON without reading it: elements, keys, and the path to an offset.
//!
//! It steps from mark to mark in linear time and constant depth of calls; broken JSON is stepped
//! over as far as it goes.

use std::ops::Range;

/// The most steps that a path is told in; earmark's own shape has three.
const LONGEST_PATH: usize = 8;

/// A mark of JSON, outside of strings, and a string as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    OpenList,
    OpenObject,
    Close,
    Comma,
    Colon,
    /// A string, without its quotes.
    Text(Range<usize>),
}

/// The marks of a text, with the offset of each.
struct Marks<'a> {
    bytes: &'a [u8],
    at: usize,
}

fn marks(text: &str) -> Marks<'_> {
    Marks { bytes: text.as_bytes(), at: 0 }
}

impl Iterator for Marks<'_> {
    type Item = (usize, Mark);

    fn next(&mut self) -> Option<Self::Item> {
        let is_mark = |b: &u8| matches!(b, b'[' | b'{' | b']' | b'}' | b',' | b':' | b'"');
        let at = self.at + self.bytes[self.at..].iter().position(is_mark)?;
        self.at = at + 1;
        let mark = match self.bytes[at] {
            b'[' => Mark::OpenList,
            b'{' => Mark::OpenObject,
            b']' | b'}' => Mark::Close,
            b',' => Mark::Comma,
            b':' => Mark::Colon,
            _ => {
                let end = string_end(self.bytes, at + 1);
                self.at = (end + 1).min(self.bytes.len());
                Mark::Text(at + 1..end)
            }
        };
        Some((at, mark))
    }
}

/// Returns where the quote stands that ends a string; the end of the text where none does.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) =
        bytes.get(at..).and_then(|rest| rest.iter().position(|b| matches!(b, b'"' | b'\\')))
    {
        if bytes[at + found] == b'"' {
            return at + found;
        }
        at += found + 2;
    }
    bytes.len()
}

/// Returns where the elements of the outermost list stand, without the white space around them.
pub(super) fn elements(text: &str) -> Vec<Range<usize>> {
    let mut elements = Vec::new();
    let (mut depth, mut from) = (0_usize, 0);
    for (at, mark) in marks(text) {
        let ends_element = matches!((&mark, depth), (Mark::Close | Mark::Comma, 1));
        if ends_element {
            let rest = text[from..at].trim_start();
            let start = at - rest.len();
            let len = rest.trim_end().len();
            if len > 0 {
                elements.push(start..start + len);
            }
        }
        match mark {
            Mark::OpenList | Mark::OpenObject => {
                if depth == 0 {
                    from = at + 1;
                }
                depth += 1;
            }
            Mark::Close => depth = depth.saturating_sub(1),
            _ if ends_element => from = at + 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    elements
}

/// Returns the keys of the first object of a text, or of the first in its outermost list.
pub(super) fn keys(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let mut object = None;
    let mut last: Option<Range<usize>> = None;
    let mut done = false;
    marks(text)
        .map_while(move |(_, mark)| {
            if done {
                return None;
            }
            let string = last.take();
            let mut key = None;
            match mark {
                Mark::OpenObject => {
                    depth += 1;
                    object = object.or(Some(depth));
                }
                Mark::OpenList => depth += 1,
                Mark::Close => {
                    done = object == Some(depth);
                    depth = depth.saturating_sub(1);
                }
                Mark::Text(range) => last = Some(range),
                Mark::Colon if object == Some(depth) => key = string.map(|range| &text[range]),
                _ => {}
            }
            Some(key)
        })
        .flatten()
}

/// Tells whether a text is one list or object from its first byte to its last, as far as its
/// brackets tell.
pub(super) fn is_whole(text: &str) -> bool {
    let mut depth = 0_usize;
    for (at, mark) in marks(text) {
        match mark {
            Mark::OpenList | Mark::OpenObject => depth += 1,
            Mark::Close if depth <= 1 => return depth == 1 && at + 1 == text.len(),
            Mark::Close => depth -= 1,
            _ => {}
        }
    }
    false
}

/// Returns the path to what stands at an offset, as people write it: `turns[3].paragraphs[0]`;
/// empty at the outermost place, and cut after [`LONGEST_PATH`] steps.
pub(super) fn path_at(text: &str, offset: usize) -> String {
    enum Step {
        Place(usize),
        Key(Range<usize>),
    }
    let mut path: Vec<Step> = Vec::new();
    let mut beyond = 0_usize;
    let mut last = 0..0;
    for (at, mark) in marks(text) {
        if at > offset {
            break;
        }
        match mark {
            Mark::OpenList | Mark::OpenObject if path.len() == LONGEST_PATH => beyond += 1,
            Mark::Close if beyond > 0 => beyond -= 1,
            _ if beyond > 0 => {}
            Mark::OpenList => path.push(Step::Place(0)),
            Mark::OpenObject => path.push(Step::Key(0..0)),
            Mark::Close => {
                path.pop();
            }
            Mark::Text(range) => last = range,
            Mark::Comma => match path.last_mut() {
                Some(Step::Place(n)) => *n += 1,
                Some(Step::Key(key)) => *key = 0..0,
                None => {}
            },
            Mark::Colon => {
                if let Some(Step::Key(key)) = path.last_mut() {
                    *key = last.clone();
                }
            }
        }
    }
    let mut told = String::new();
    for step in path {
        match step {
            Step::Place(n) => {
                told.push('[');
                told.push_str(&n.to_string());
                told.push(']');
            }
            Step::Key(key) if key.is_empty() => {}
            Step::Key(key) => {
                if !told.is_empty() {
                    told.push('.');
                }
                told.push_str(&text[key]);
            }
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let elements: Vec<_> = elements(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(elements, expected, "{text}");
    }

    #[test]
    fn elements_are_found_past_strings_and_brackets() {
        check("[]", &[]);
        check("[1, 2 ,3]", &["1", "2", "3"]);
        check(r#" [ {"a": "],\"}"} , [1, {}] ] "#, &[r#"{"a": "],\"}"}"#, "[1, {}]"]);
        check(r#"[{"a": 1}, {"b""#, &[r#"{"a": 1}"#]);
    }

    #[test]
    fn keys_are_those_of_the_first_object() {
        let keys = |text: &'static str| keys(text).collect::<Vec<_>>();
        assert_eq!(keys(r#"{"a": "b", "c": {"d": 1}, "e": ["f"]}"#), ["a", "c", "e"]);
        assert_eq!(keys(r#"[{"a": 1}, {"b": 2}]"#), ["a"]);
        assert!(keys(r#"["a", 1]"#).is_empty());
    }

    #[test]
    fn whole_values_end_where_the_text_does() {
        assert!(is_whole(r#"{"a": "}"}"#));
        for text in [r#"{"a": 1"#, r#"{"a": 1} x"#, r"{}{}", "", "]", "1"] {
            assert!(!is_whole(text), "{text}");
        }
    }

    #[test]
    fn paths_are_written_as_people_write_them() {
        let text = r#"{"turns": [{"a": 1}, {"paragraphs": ["x", 5]}], "b": 2}"#;
        let path = |part: &str| path_at(text, text.find(part).unwrap());
        assert_eq!(path("5"), "turns[1].paragraphs[1]");
        assert_eq!(path("1}"), "turns[0].a");
        assert_eq!(path("2}"), "b");
        assert_eq!(path_at(text, text.len()), "");
        assert_eq!(path_at(&"[".repeat(100), 99), "[0]".repeat(LONGEST_PATH));
    }

    proptest! {
        #[test]
        fn no_text_is_too_broken(text in r#"([\[\]{},:"\\ a1]|é)*"#, offset in 0..50_usize) {
            for range in elements(&text) {
                prop_assert!(text.get(range).is_some());
            }
            let _ = (keys(&text).count(), is_whole(&text), path_at(&text, offset));
        }
    }
}
