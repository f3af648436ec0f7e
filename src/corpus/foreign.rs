//! Formats that are known by their look and that no reader takes: never to be read as text.

use super::readers::Sample;

/// How far into a file its marks are looked for, in characters.
const HEAD: usize = 1024;

/// The first bytes that formats begin with.
const MAGIC: [(&[u8], &str); 15] = [
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3\0", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
    (b"RIFF", "sound or a film"),
];

/// The extensions of formats whose content looks like text, and would be read as such.
const EXTENSIONS: [(&[&str], &str); 9] = [
    (&["html", "htm", "xhtml", "mhtml"], "HTML"),
    (&["xml", "xsl", "svg", "rss"], "XML"),
    (&["csv", "tsv"], "a table"),
    (&["vtt", "srt", "ass", "sbv"], "subtitles"),
    (&["md", "markdown", "rst", "adoc", "tex"], "marked-up text"),
    (&["nlp", "ctm", "stm", "rttm", "eaf", "textgrid"], "a list of words"),
    (&["toml", "yaml", "yml", "ini", "cfg", "conf", "lock", "env"], "settings"),
    (&["rs", "py", "js", "ts", "c", "h", "cpp", "java", "go", "sh", "sql", "css"], "source code"),
    (&["pdf", "docx", "doc", "rtf", "odt", "epub", "parquet", "gz", "zst", "zip"], "a format"),
];

/// Returns why a file is not to be read as text: the format it is in and that no reader takes.
pub(super) fn format(sample: &Sample<'_>) -> Option<String> {
    let unread = |what: &str| format!("{what}, which cannot be read");
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| sample.bytes.starts_with(magic)) {
        return Some(unread(what));
    }
    if sample.bytes.get(4..8) == Some(b"ftyp") {
        return Some(unread("sound or a film"));
    }
    let text = sample.text?;
    if let Some(what) = markup(text) {
        return Some(unread(what));
    }
    let extension = sample.extension();
    let known = EXTENSIONS.iter().find(|(names, _)| names.contains(&extension.as_str()));
    known.map(|(_, what)| format!("`.{extension}`: {}", unread(what)))
}

/// Returns the mark-up a text begins with.
fn markup(text: &str) -> Option<&'static str> {
    let head = text.trim_start();
    let end = head.char_indices().nth(HEAD).map_or(head.len(), |(at, _)| at);
    let head = &head[..end];
    let lower = head.to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Some("HTML");
    }
    if lower.starts_with("<?xml") || lower.starts_with("<!--") && lower.contains("<html") {
        return Some(if lower.contains("<html") { "HTML" } else { "XML" });
    }
    if head.starts_with("WEBVTT") || head.lines().take(3).any(is_subtitle_time) {
        return Some("subtitles");
    }
    None
}

/// Tells whether a line is the time of a subtitle: `00:00:01,000 --> 00:00:04,000`.
fn is_subtitle_time(line: &str) -> bool {
    let starts_with_digit = |text: &str| text.trim().starts_with(|c: char| c.is_ascii_digit());
    line.split_once("-->")
        .is_some_and(|(from, to)| starts_with_digit(from) && starts_with_digit(to))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn check(name: &str, text: &str, expected: &str) {
        let sample = Sample::of_text(Path::new(name), text);
        assert_eq!(format(&sample).unwrap_or_default(), expected, "{name} {text}");
    }

    #[test]
    fn formats_are_known_by_what_stands_in_them() {
        check("a.txt", "<html><p>Hello.", "HTML, which cannot be read");
        check("a", "<?xml version='1.0'?>\n<event>", "XML, which cannot be read");
        check("a", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello.", "subtitles, which cannot be read");
        check("a.txt", "%PDF-1.4\n%%EOF", "PDF, which cannot be read");
    }

    #[test]
    fn formats_that_look_like_text_are_known_by_their_names() {
        check("A.CSV", "hello, all", "`.csv`: a table, which cannot be read");
        check("a.md", "Hello.", "`.md`: marked-up text, which cannot be read");
        check("a.toml", "Hello.", "`.toml`: settings, which cannot be read");
    }

    #[test]
    fn plain_text_is_left_to_be_judged() {
        for name in ["a.txt", "a", "-", "a.text", "a.v2", "a.transcript"] {
            check(name, "Operator --> go ahead.\nThe <html> tag.", "");
        }
    }
}
