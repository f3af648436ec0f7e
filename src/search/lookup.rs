//! Words, patterns and figures of a query, looked up in the index's dictionary.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::index::Reader;
use crate::index::idf;
use crate::query::Amount;
use crate::query::Class;
use crate::query::Fuzzy;
use crate::query::Limit;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::TokenClass;
use crate::query::Wild;
use crate::query::Word;
use crate::query::WordForm;
use crate::search::SearchError;
use crate::search::fuzzy::near;
use crate::search::plan::Entry;
use crate::search::plan::Stretch;
use crate::search::plan::Words;
use crate::search::terms::Found;
use crate::search::terms::FoundIn;
use crate::search::terms::Terms;
use crate::search::terms::documents;
use crate::search::terms::exact;
use crate::search::terms::forms;
use crate::search::terms::matching;
use crate::text;
use crate::text::DATE_TOKEN;
use crate::text::FIGURE_MARK;
use crate::text::FigureClass;
use crate::text::SENTENCE_TOKEN;
use crate::text::Stemmer;
use crate::text::Tokens;
use crate::text::number_of_words;
use crate::text::parse_date_token;
use crate::text::parse_figure_token;

/// The most words of the index that a pattern stands for; the most frequent ones are taken.
const MAX_EXPANSION: usize = 4_096;

/// How many words a notice names of those a pattern stands for.
const EXPANSION_SHOWN: usize = 6;

/// Looks words up in the index's dictionary, and notes what the user should know of it.
pub(super) struct Lookup<'r> {
    /// The index.
    pub(super) reader: &'r Reader,
    stemmer: Stemmer,
    /// What was ignored, expanded or unknown.
    pub(super) notices: Vec<Notice>,
}

impl<'r> Lookup<'r> {
    /// Starts with the notices there are already.
    pub(super) fn new(reader: &'r Reader, notices: Vec<Notice>) -> Self {
        Self { reader, stemmer: Stemmer::default(), notices }
    }

    pub(super) fn word(
        &mut self,
        word: &Word,
        span: &Range<usize>,
    ) -> Result<Option<Stretch>, SearchError> {
        let mut slots = Vec::new();
        for token in analysed(&word.text) {
            slots.push(match word.form {
                WordForm::Any => self.any_form(&token, span)?,
                WordForm::Exact => self.exact(&token, span)?,
            });
        }
        if slots.is_empty() {
            let text = format!("`{}` holds nothing that could be searched for", word.text);
            self.notices.push(Notice::at(NoticeKind::Ignored, span.clone(), text));
        }
        Ok(sequence(slots))
    }

    fn exact(&self, token: &str, span: &Range<usize>) -> Result<Stretch, SearchError> {
        let found = exact(self.reader, self.reader.fields().body, token)?;
        Ok(self.words(found, span))
    }

    fn any_form(&self, token: &str, span: &Range<usize>) -> Result<Stretch, SearchError> {
        let stem = self.stemmer.stem(token);
        let prefix = if stem == token && !token.bytes().all(|b| b.is_ascii_lowercase()) {
            token
        } else {
            text::form_prefix(&stem)
        };
        let body = self.reader.fields().body;
        // Segments hold mostly the same words, and to stem one takes longer than to remember it.
        let others = RefCell::new(HashSet::new());
        let same = |term: &str| {
            if term == token {
                return true;
            }
            if others.borrow().contains(term) {
                return false;
            }
            let is_same = self.stemmer.stem(term) == stem;
            if !is_same {
                others.borrow_mut().insert(term.to_owned());
            }
            is_same
        };
        let found = forms(self.reader, body, token, prefix, &same)?;
        Ok(self.words(found, span))
    }

    pub(super) fn prefix(
        &mut self,
        text: &str,
        span: &Range<usize>,
    ) -> Result<Option<Stretch>, SearchError> {
        let mut tokens = analysed(text);
        let Some(last) = tokens.pop() else { return Ok(None) };
        let mut slots = Vec::new();
        for token in tokens {
            slots.push(self.exact(&token, span)?);
        }
        let written = format!("{text}*");
        slots.push(self.pattern(&written, span, &last, &|_| true)?);
        Ok(sequence(slots))
    }

    pub(super) fn wildcard(
        &mut self,
        parts: &[Wild],
        span: &Range<usize>,
    ) -> Result<Stretch, SearchError> {
        let parts: Vec<Wild> = parts
            .iter()
            .map(|part| match part {
                Wild::Text(text) => Wild::Text(text::fold(text)),
                other => other.clone(),
            })
            .collect();
        let prefix = match parts.first() {
            Some(Wild::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let written: String = parts
            .iter()
            .map(|part| match part {
                Wild::Text(text) => text.as_str(),
                Wild::One => "?",
                Wild::Many => "*",
            })
            .collect();
        self.pattern(&written, span, &prefix, &|term| fits(&parts, term))
    }

    pub(super) fn fuzzy(
        &mut self,
        fuzzy: &Fuzzy,
        span: &Range<usize>,
    ) -> Result<Stretch, SearchError> {
        let word = text::fold(&fuzzy.text);
        let edits = usize::from(fuzzy.edits);
        let mut found = near(self.reader, self.reader.fields().body, &word, edits)?;
        found.retain(|term, _| !term.starts_with(FIGURE_MARK));
        Ok(self.expanded(&format!("{}~{edits}", fuzzy.text), span, found))
    }

    pub(super) fn regex(
        &mut self,
        pattern: &str,
        span: &Range<usize>,
    ) -> Result<Stretch, SearchError> {
        let whole = regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
            .case_insensitive(true)
            .size_limit(1 << 20)
            .build()
            .map_err(|error| SearchError::Pattern {
                message: last_line(&error.to_string()),
                span: span.clone(),
            })?;
        self.pattern(&format!("/{pattern}/"), span, "", &|term| whole.is_match(term))
    }

    /// Plans the words that a pattern stands for.
    fn pattern(
        &mut self,
        written: &str,
        span: &Range<usize>,
        prefix: &str,
        keep: &dyn Fn(&str) -> bool,
    ) -> Result<Stretch, SearchError> {
        let is_word = |term: &str| !term.starts_with(FIGURE_MARK) && keep(term);
        let found = matching(self.reader, self.reader.fields().body, prefix, &is_word)?;
        Ok(self.expanded(written, span, found))
    }

    /// Plans the words that were found for a pattern, and says which.
    fn expanded(&mut self, written: &str, span: &Range<usize>, mut found: Terms) -> Stretch {
        let all = found.len();
        let mut by_count: Vec<(u64, String)> =
            found.iter().map(|(term, found)| (found.documents, term.clone())).collect();
        by_count.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        if all > MAX_EXPANSION {
            for (_, term) in by_count.drain(MAX_EXPANSION..) {
                found.remove(&term);
            }
            let text = format!(
                "`{written}` stands for {all} words; the {MAX_EXPANSION} most frequent are searched"
            );
            self.notices.push(Notice::at(NoticeKind::Truncated, span.clone(), text));
        }
        let shown: Vec<&str> =
            by_count.iter().take(EXPANSION_SHOWN).map(|(_, term)| term.as_str()).collect();
        let text = match all {
            0 => format!("`{written}` stands for no word of the index"),
            _ if all > shown.len() => {
                format!("`{written}` stands for {all} words: {}, …", shown.join(", "))
            }
            _ => format!("`{written}` stands for {}", shown.join(", ")),
        };
        self.notices.push(Notice::at(NoticeKind::Expanded, span.clone(), text));
        self.words(found, span)
    }

    /// Plans figures of a class, by their values where they are limited.
    pub(super) fn class(&self, class: &Class, span: &Range<usize>) -> Result<Stretch, SearchError> {
        let kinds: &[&str] = match class.class {
            TokenClass::Money => &[FigureClass::Money.token()],
            TokenClass::Percent => &[FigureClass::Percent.token()],
            TokenClass::Number => &[
                FigureClass::Number.token(),
                FigureClass::Money.token(),
                FigureClass::Percent.token(),
            ],
            TokenClass::Date => &[DATE_TOKEN],
        };
        let body = self.reader.fields().body;
        let mut found = Terms::new();
        for kind in kinds {
            found.extend(match &class.limit {
                None => matching(self.reader, body, kind, &|t| number_of_words(t).0 == *kind)?,
                Some(limit) => matching(self.reader, body, kind, &|t| is_within(limit, t))?,
            });
        }
        let idf = self.idf(&found);
        let mut by_len: BTreeMap<u32, Terms> = BTreeMap::new();
        for (term, found) in found {
            by_len.entry(number_of_words(&term).1).or_default().insert(term, found);
        }
        let of_len = |(len, terms)| Stretch::Words(Arc::new(words_of(terms, len, idf, span)));
        let mut lengths: Vec<Stretch> = by_len.into_iter().map(of_len).collect();
        Ok(match lengths.len() {
            0 => self.words(Terms::new(), span),
            1 => lengths.remove(0),
            _ => Stretch::Or(lengths),
        })
    }

    fn words(&self, found: Terms, span: &Range<usize>) -> Stretch {
        let idf = self.idf(&found);
        Stretch::Words(Arc::new(words_of(found, 1, idf, span)))
    }

    /// Returns the weight of words that stand for one another.
    fn idf(&self, found: &Terms) -> f32 {
        idf(documents(found), self.reader.header().passages)
    }
}

/// Returns terms as words that stand for one another.
fn words_of(found: Terms, len: u32, idf: f32, span: &Range<usize>) -> Words {
    let mut words = Words { terms: Vec::new(), len, idf, span: span.clone(), entries: Vec::new() };
    for (term, Found { segments, .. }) in found {
        for FoundIn { segment, info, row } in segments {
            if words.entries.len() <= segment {
                words.entries.resize(segment + 1, Vec::new());
            }
            words.entries[segment].push(Entry { term: words.terms.len(), info, row });
        }
        words.terms.push(term);
    }
    words
}

/// Returns the words that stand where sentences begin.
pub(super) fn sentence_starts(reader: &Reader) -> Result<Arc<Words>, SearchError> {
    let found = exact(reader, reader.fields().body, SENTENCE_TOKEN)?;
    Ok(Arc::new(words_of(found, 1, 0.0, &(0..0))))
}

/// Returns slots that follow one another as one stretch; a single one is itself.
pub(super) fn sequence(mut slots: Vec<Stretch>) -> Option<Stretch> {
    if slots.len() == 1 {
        return slots.pop();
    }
    (!slots.is_empty()).then_some(Stretch::Sequence(slots))
}

/// Tells whether a token stands for a value that lies within a limit; of a date, all its days.
fn is_within(limit: &Limit, token: &str) -> bool {
    if let Limit::Dates(range) = limit {
        return parse_date_token(token).is_some_and(|(first, last)| {
            range.from.is_none_or(|from| first >= from.to_number())
                && range.to.is_none_or(|to| last <= to.to_number())
        });
    }
    parse_figure_token(token)
        .is_some_and(|(_, currency, value)| is_amount_within(limit, currency, value))
}

/// Tells whether a value lies within a limit; a limit in a currency holds for no other.
fn is_amount_within(limit: &Limit, currency: &str, millionths: u128) -> bool {
    let Ok(value) = i128::try_from(millionths) else { return false };
    let fits = |amount: &Amount| amount.currency.as_deref().is_none_or(|c| c == currency);
    match limit {
        Limit::Less(amount) => fits(amount) && value < amount.millionths,
        Limit::AtMost(amount) => fits(amount) && value <= amount.millionths,
        Limit::Equal(amount) => fits(amount) && value == amount.millionths,
        Limit::AtLeast(amount) => fits(amount) && value >= amount.millionths,
        Limit::More(amount) => fits(amount) && value > amount.millionths,
        Limit::Between(from, to) => {
            fits(from) && (from.millionths..=to.millionths).contains(&value)
        }
        Limit::Dates(_) => false,
    }
}

/// Returns the words of a text as the index has them, each in its fullest form.
fn analysed(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut tokens = Tokens::of_words(text);
    while tokens.advance() {
        if tokens.token().is_primary {
            out.push(tokens.token().text.clone());
        }
    }
    out
}

/// Tells whether a word has the shape of a pattern (greedy, with one place to go back to).
fn fits(parts: &[Wild], word: &str) -> bool {
    let (mut at, mut rest) = (0, word);
    let mut back: Option<(usize, &str)> = None;
    loop {
        let step = match parts.get(at) {
            Some(Wild::Many) => {
                back = Some((at + 1, rest));
                Some(rest)
            }
            Some(Wild::One) => {
                let mut chars = rest.chars();
                chars.next().map(|_| chars.as_str())
            }
            Some(Wild::Text(text)) => rest.strip_prefix(text.as_str()),
            None if rest.is_empty() => return true,
            None => None,
        };
        if let Some(next) = step {
            (at, rest) = (at + 1, next);
            continue;
        }
        let Some((to, from)) = back else { return false };
        let mut chars = from.chars();
        if chars.next().is_none() {
            return false;
        }
        back = Some((to, chars.as_str()));
        (at, rest) = (to, chars.as_str());
    }
}

/// Returns the last line of a message, without what it calls itself.
fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or(message).trim();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_words() {
        let text = |t: &str| Wild::Text(t.to_owned());
        let check = |parts: &[Wild], word: &str, expected: bool| {
            assert_eq!(fits(parts, word), expected, "{word}");
        };
        check(&[text("te"), Wild::One, text("t")], "test", true);
        check(&[text("te"), Wild::One, text("t")], "tet", false);
        check(&[Wild::Many, text("ware")], "software", true);
        check(&[Wild::Many, text("ware")], "wares", false);
        check(&[text("a"), Wild::Many, text("b"), Wild::Many, text("c")], "abxbc", true);
        check(&[Wild::One, Wild::Many], "é", true);
        check(&[Wild::One], "", false);
    }
}
