//! Tells whether people speak in a plain text, by its words, sentences and lines.
//!
//! The test is kind to short and rough transcripts and hard on lists, tables, logs, settings and
//! source code. Whether prose was spoken or written it cannot tell: who gives a folder of essays
//! gets them indexed.

use crate::numbers::counted;

/// How much of a text is looked at, in bytes: what a file is shows at its beginning.
const SAMPLE: usize = 1 << 14;

/// The least share of words made of letters; calls full of figures have 85 %, tables under 50 %.
const LEAST_LETTERS: f64 = 0.6;

/// The least share of words in lines that look spoken; in a list hardly any line does.
const LEAST_SPOKEN: f64 = 0.5;

/// The share of lines that look like source code, from which a text is code.
const MOST_CODE: f64 = 0.25;

/// The share of lines that begin with a time of day and a date, from which a text is a log.
const MOST_STAMPED: f64 = 0.5;

/// The share of lines with equally many cells, from which a text is a table.
const MOST_TABULAR: f64 = 0.9;

/// The fewest words that a line without marks must have to be speech written down by a machine.
const LONG_LINE: usize = 25;

/// The fewest words of a text.
const FEWEST_WORDS: usize = 5;

/// How many sentences a turn has at most, on average: a text with fewer labels has them by chance.
const SENTENCES_A_TURN: usize = 25;

/// How many words a sentence has at most, on average; spoken ones have 15 to 25.
const LONGEST_SENTENCES: usize = 80;

/// The longest line that can be source code, in bytes.
const CODE_LINE: usize = 200;

/// Returns what shows that people speak in a text, or what it seems to be instead.
pub(super) fn judge(text: &str) -> Result<String, String> {
    let sample = sample(text);
    let looks: Vec<Look> = sample.lines().map(str::trim).filter_map(Look::of).collect();
    let sum = |count: fn(&Look) -> usize| looks.iter().map(count).sum::<usize>();
    let lines = looks.len();
    let words = sum(|l| l.words);
    let fail = |reason: &str| Err(reason.to_owned());

    if words < FEWEST_WORDS {
        return fail("too few words");
    }
    if share(sum(|l| usize::from(l.kind == Kind::Code)), lines) > MOST_CODE {
        return fail("looks like source code or settings");
    }
    if is_table(sample) {
        return fail("looks like a table");
    }
    if lines > 2 && share(sum(|l| usize::from(l.kind == Kind::Stamped)), lines) > MOST_STAMPED {
        return fail("looks like a log");
    }
    if share(sum(|l| l.letters), words) < LEAST_LETTERS {
        return fail("too few of its words are made of letters");
    }
    let spoken = sum(|l| if l.is_spoken() { l.words } else { 0 });
    if share(spoken, words) < LEAST_SPOKEN {
        return fail("looks like a list");
    }
    let labels = sum(|l| usize::from(l.kind == Kind::Labelled));
    let sentences = sum(|l| l.sentences);
    if labels > 1 && labels * SENTENCES_A_TURN > sentences {
        Ok(format!("{} that begin with a speaker label", counted(labels as u64, "line")))
    } else if sentences * LONGEST_SENTENCES > words {
        Ok(format!(
            "{} of sentences in the first {}",
            counted(sentences as u64, "end"),
            counted(words as u64, "word")
        ))
    } else if looks.iter().any(|l| l.words >= LONG_LINE) || is_flowing(sample) {
        Ok(format!("{} of running text, with hardly a mark", counted(words as u64, "word")))
    } else {
        fail("has neither sentences nor speaker labels")
    }
}

/// Returns the beginning of a text, to the end of its line where that is near.
fn sample(text: &str) -> &str {
    let Some(end) = (SAMPLE..text.len()).find(|&at| text.is_char_boundary(at)) else {
        return text;
    };
    let line_end = text.as_bytes()[end..].iter().take(SAMPLE).position(|&b| b == b'\n');
    &text[..end + line_end.unwrap_or_default()]
}

#[allow(clippy::cast_precision_loss, reason = "counts in a sample are small")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// What one line looks like.
#[derive(Debug, Default)]
struct Look {
    /// Words and numbers; two Chinese or Japanese signs count as one.
    words: usize,
    /// The words made of letters.
    letters: usize,
    /// The sentences that end in the line.
    sentences: usize,
    ends_sentence: bool,
    kind: Kind,
}

/// What kind of line one is, by its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    /// Of a program or of settings.
    Code,
    /// Of a log: it begins with a time.
    Stamped,
    /// With a name and a colon before its words.
    Labelled,
    #[default]
    Plain,
}

impl Kind {
    fn of(line: &str) -> Self {
        if is_code(line) {
            Self::Code
        } else if is_stamped(line) {
            Self::Stamped
        } else if is_labelled(line) {
            Self::Labelled
        } else {
            Self::Plain
        }
    }
}

impl Look {
    /// Looks at a line; nothing where it holds no letter and no digit.
    fn of(line: &str) -> Option<Self> {
        let mut look = Self::default();
        for token in line.split_whitespace() {
            look.take(token);
        }
        if look.words == 0 {
            return None;
        }
        look.kind = Kind::of(line);
        Some(look)
    }

    fn take(&mut self, token: &str) {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        if !bare.is_empty() {
            let ideographs =
                if bare.is_ascii() { 0 } else { bare.chars().filter(|&c| is_ideograph(c)).count() };
            let words = (ideographs / 2).max(1);
            self.words += words;
            let joins = |c: char| matches!(c, '\'' | '’' | '-' | '–' | '—' | '.' | '&' | '/');
            if ideographs > 0 || bare.chars().all(|c| c.is_alphabetic() || joins(c)) {
                self.letters += words;
            }
        }
        let closing = |c: char| matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»');
        let end = token.trim_end_matches(closing);
        self.ends_sentence = end.ends_with(['.', '?', '!', '…', '。', '？', '！']);
        let inner = if token.is_ascii() { 0 } else { token.matches(['。', '？', '！']).count() };
        self.sentences += inner.max(usize::from(self.ends_sentence && self.words > 1));
    }

    /// Tells whether the line looks like speech, or like a piece of it that was broken off.
    fn is_spoken(&self) -> bool {
        self.kind == Kind::Labelled || self.ends_sentence || self.words >= 5
    }
}

/// Tells whether a character is a sign of Chinese, Japanese or Korean writing.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// Tells whether a line begins with a name and a colon, and words follow.
fn is_labelled(line: &str) -> bool {
    let Some((label, words)) = line.split_once(':') else { return false };
    let label = label.trim_start_matches(['*', '>', ' ']);
    let is_name = label.chars().next().is_some_and(char::is_uppercase)
        && label.split_whitespace().count() <= 6
        && label.chars().all(|c| c.is_alphanumeric() || " .,'’-–—()&/".contains(c));
    let ends = words.trim_end().ends_with(['.', '?', '!', '…', '。', '？', '！']);
    is_name && (ends || words.split_whitespace().count() >= 4)
}

/// Tells whether a line looks like one of a program or of settings.
fn is_code(line: &str) -> bool {
    if line.len() > CODE_LINE {
        return false;
    }
    let starts = ["//", "/*", "#", "@", "</", "<div", "$ "];
    let ends = [";", "{", " }", "};", "});", "(", "[", "],", "},", "\",", "->"];
    let holds = ["=>", "::", "();", "</", "/>", "&&", " || ", " == ", "!=", "${"];
    line == "}"
        || starts.iter().any(|s| line.starts_with(s))
        || ends.iter().any(|e| line.ends_with(e))
        || holds.iter().any(|h| line.contains(h))
        || is_setting(line)
}

/// Tells whether a line is `key = value`, `key=value`, `[section]` or a `def name(…):`.
fn is_setting(line: &str) -> bool {
    let is_key = |key: &str| {
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_.-\"".contains(c))
    };
    let section = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    line.split_once('=').is_some_and(|(key, value)| is_key(key.trim_end()) && !value.is_empty())
        || section.is_some_and(|name| {
            is_key(name.trim_matches(['[', ']'])) && name.contains(['.', '_', '['])
        })
        || (line.starts_with("def ") || line.starts_with("class ")) && line.ends_with(':')
}

/// Tells whether a line begins as those of a log do: a date with a time, or a level.
fn is_stamped(line: &str) -> bool {
    let line = line.trim_start_matches(['[', '(']);
    let mut tokens = line.split([' ', 'T', '\t']).filter(|t| !t.is_empty());
    let first = tokens.next().unwrap_or_default();
    let second = tokens.next().unwrap_or_default();
    let third = tokens.next().unwrap_or_default();
    let is_date = |text: &str| {
        text.len() >= 8
            && text.starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || "-/.".contains(c))
    };
    let is_time = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit()) && text.matches(':').count() >= 1
    };
    let is_day =
        |text: &str| matches!(text.len(), 1..=2) && text.bytes().all(|b| b.is_ascii_digit());
    let levels = ["TRACE", "DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL"];
    let bare = first.trim_matches(|c: char| !c.is_alphanumeric());
    is_date(first) && is_time(second)
        || first.len() == 3 && is_day(second) && is_time(third)
        || levels.contains(&bare)
}

/// Tells whether nearly all lines have the same number of cells, more than one.
fn is_table(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(200).collect();
    [('\t', 1, 3), ('|', 1, 3), (';', 1, 3), (',', 2, 5)].into_iter().any(|(mark, marks, least)| {
        if lines.len() < least {
            return false;
        }
        let mut counts: Vec<usize> = lines.iter().map(|line| marks_in(line, mark)).collect();
        counts.sort_unstable();
        let usual = counts.get(counts.len() / 2).copied().unwrap_or_default();
        let same = counts.iter().filter(|&&n| n == usual).count();
        usual >= marks && share(same, counts.len()) >= MOST_TABULAR
    })
}

/// Counts a mark outside of double quotes.
fn marks_in(line: &str, mark: char) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for c in line.chars() {
        quoted ^= c == '"';
        count += usize::from(c == mark && !quoted);
    }
    count
}

/// Tells whether some paragraph is long, of long lines that are no list.
fn is_flowing(text: &str) -> bool {
    let is_item = |line: &str| line.trim_start().starts_with(['-', '*', '•', '+']);
    text.split("\n\n").filter(|paragraph| !paragraph.lines().any(is_item)).any(|paragraph| {
        let words = paragraph.split_whitespace().count();
        words >= LONG_LINE && words >= 8 * paragraph.lines().count()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        let judged = judge(text);
        assert_eq!(judged.as_deref().map_err(String::as_str), expected, "{text}");
    }

    #[test]
    fn small_and_rough_transcripts_pass() {
        check(
            "Good morning, everyone.\nOur backlog grew by 39%.\nThank you..",
            Ok("3 ends of sentences in the first 10 words"),
        );
        check(
            "Alice: did you see the numbers\nBob: yes, RMB1.39 billion.\n",
            Ok("2 lines that begin with a speaker label"),
        );
        check(
            "大家好，感谢各位参加今天的会议。现在请提问。",
            Ok("2 ends of sentences in the first 10 words"),
        );
        check(
            &"so we think that the backlog will grow and ".repeat(5),
            Ok("45 words of running text, with hardly a mark"),
        );
        check(
            &"so we think that the backlog will grow and so on\n".repeat(5),
            Ok("55 words of running text, with hardly a mark"),
        );
    }

    #[test]
    fn lists_are_no_transcripts() {
        check("milk\neggs\nbread\n2 kg flour\nbutter\n", Err("looks like a list"));
        check("Milk: 2 l\nEggs: 12\nBread\nButter\nRemember!\n", Err("looks like a list"));
        check(
            &"- buy milk and eggs today\n".repeat(20),
            Err("has neither sentences nor speaker labels"),
        );
        check("hello", Err("too few words"));
        check(
            "1.5 2.5 3.5 4.5\n1.1 2.2 3.3 4.4\n",
            Err("too few of its words are made of letters"),
        );
    }

    #[test]
    fn tables_and_logs_are_no_transcripts() {
        check(
            "token | speaker | ts\nGood | 0 | 1\nmorning | 0 | 2\neveryone. | 0 | 3\n",
            Err("looks like a table"),
        );
        check(&"0001,NVDA,Nasdaq,\"NVIDIA CORP, the\"\n".repeat(9), Err("looks like a table"));
        for line in [
            "2024-05-01T10:00:01Z the server has been started.\n",
            "[2024-05-01 10:00:01] the server has been started.\n",
            "May  1 10:00:01 host sshd[12]: the server has been started.\n",
            "INFO the server has been started.\n",
        ] {
            check(&line.repeat(5), Err("looks like a log"));
        }
    }

    #[test]
    fn code_and_settings_are_no_transcripts() {
        let code = Err("looks like source code or settings");
        check(
            "[package]\nname = \"earmark\"\nversion = \"0.1.0\"\n\n[dependencies]\nserde = \"1\"\n",
            code,
        );
        check(
            "/// Says hello. Says it twice.\nfn main() {\n    println!(\"hello. hello.\");\n}\n",
            code,
        );
        check(include_str!("prose.rs"), code);
        check(include_str!("../../Cargo.toml"), code);
    }

    #[test]
    #[allow(clippy::print_stderr, reason = "a test that skips says so")]
    fn real_calls_are_transcripts() {
        let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
        let folders =
            [("transcripts/seed", 1), ("transcripts/formats", 1), ("transcripts/flat", 20)];
        for (folder, every) in folders {
            if !shared.join(folder).is_dir() {
                eprintln!("skipped: there is no ../shared/{folder}");
                continue;
            }
            let files = crate::corpus::walk(&shared.join(folder)).files;
            let texts = files.iter().filter(|f| f.extension().is_some_and(|e| e == "txt"));
            for file in texts.step_by(every) {
                let text = std::fs::read(file).unwrap();
                let judged = judge(&String::from_utf8_lossy(&text));
                assert!(judged.is_ok(), "{}: {judged:?}", file.display());
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "\\PC*", many in 0..40_usize) {
            let _ = (judge(&text), judge(&text.repeat(many * 100)));
        }
    }
}
