//! Links from a page to the files that calls were read from, as terminals open them.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::Context;
use crate::cli::args::When;
use crate::render::Color;
use crate::render::Medium;

/// Where Linux tells its name.
const HOST_FILE: &str = "/proc/sys/kernel/hostname";

/// Makes links to the files of an index.
#[derive(Debug)]
pub(super) struct Links {
    /// Where paths begin that are not whole; `None` where there are to be no links.
    base: Option<PathBuf>,
    host: String,
}

impl Links {
    /// Returns what makes links on a page about an index: on a terminal with colour, if nothing
    /// says otherwise.
    pub(super) fn new(index: &Path, context: &Context) -> Self {
        let style = context.output.style();
        let wanted = context.settings.hyperlinks.value == When::Auto
            && (style.color, style.medium) == (Color::On, Medium::Terminal)
            && cfg!(unix);
        if !wanted {
            return Self { base: None, host: String::new() };
        }
        // A path that is not whole was written down from where the index was made, which is
        // beside it as a rule.
        let index = std::path::absolute(index).ok();
        Self { base: index.and_then(|index| Some(index.parent()?.to_owned())), host: host() }
    }

    /// Returns the link to the file at a path; nothing where there is none.
    pub(super) fn url(&self, source: &str) -> Option<String> {
        let path = self.base.as_ref()?.join(source);
        path.is_file().then(|| url(&self.host, &path))
    }
}

/// Returns a path as a link, in which every byte is written out that means something in one.
fn url(host: &str, path: &Path) -> String {
    let mut out = format!("file://{host}");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(*byte));
            }
            _ => write!(out, "%{byte:02X}").expect("memory takes all"),
        }
    }
    out
}

/// Returns the name of this machine, by which a terminal elsewhere knows that a file is not there;
/// nothing where it is not known.
fn host() -> String {
    let told = fs::read_to_string(HOST_FILE).ok().or_else(|| env::var("HOSTNAME").ok());
    let told = told.unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    Some(told.trim()).filter(|name| name.chars().all(is_name)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_nothing_that_a_terminal_obeys() {
        let check = |path: &str, expected: &str| assert_eq!(url("h", Path::new(path)), expected);
        check("/a/b-c_d.e~f.txt", "file://h/a/b-c_d.e~f.txt");
        check("/a b/%;\u{1b}\\\u{7}é?#", "file://h/a%20b/%25%3B%1B%5C%07%C3%A9%3F%23");
    }

    #[test]
    fn only_files_that_are_there_are_linked() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "").unwrap();
        let links = Links { base: Some(folder.path().to_owned()), host: String::new() };
        let at = |name: &str| url("", &folder.path().join(name));
        assert_eq!(links.url("a.txt"), Some(at("a.txt")));
        assert_eq!(links.url(&folder.path().join("a.txt").to_string_lossy()), Some(at("a.txt")));
        assert_eq!((links.url("b.txt"), links.url("")), (None, None));
        let none = Links { base: None, host: String::new() };
        assert_eq!(none.url(&folder.path().join("a.txt").to_string_lossy()), None);
    }
}
