//! Words as they are written: plain ones, patterns, and those that are operators.

use crate::query::Fuzzy;
use crate::query::NodeKind;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::Operator;
use crate::query::Place;
use crate::query::QueryError;
use crate::query::QueryErrorKind;
use crate::query::Wild;
use crate::query::Word;
use crate::query::WordForm;
use crate::query::lexer::Lexer;
use crate::query::lexer::TokenKind;
use crate::query::lexer::bracket;
use crate::query::lexer::ends_word;
use crate::query::lexer::is_quote;
use crate::query::lexer::operator;
use crate::query::limits;

/// A character of a word; one after a backslash has no meaning but itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    pub(super) char: char,
    pub(super) meaning: Meaning,
}

/// Whether a character can have a meaning in the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Free,
    Escaped,
}

impl Glyph {
    fn is(self, char: char) -> bool {
        self.meaning == Meaning::Free && self.char == char
    }
}

/// Tells whether a character is a mark that alone is never searched for.
pub(in crate::query) fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '$' | '%')
        || matches!(c, '‘' | '’' | '…' | '•' | '·' | '–' | '—' | '−' | '´' | '¿' | '¡')
}

/// Tells whether how a text is read depends on what stands around it: it begins like a regular
/// expression, a comparison or an open bracket, or holds a backslash.
fn depends_on_others(text: &str) -> bool {
    let compares = |c| matches!(c, '/' | '<' | '>' | '=' | ':' | '≥' | '≤' | '^' | '~');
    let open = text.starts_with('[') && bracket::inside(text).is_none();
    open || text.starts_with(compares) || text.contains('\\')
}

/// Tells whether a text, written as it is, is read as that word and nothing else.
pub(in crate::query) fn reads_as_word(text: &str) -> bool {
    if depends_on_others(text) {
        return false;
    }
    let Ok((tokens, _)) = super::lex(text) else { return false };
    match tokens.as_slice() {
        [token] => token.kind == TokenKind::Operand(word(text, WordForm::Any)),
        _ => false,
    }
}

/// Tells whether a text, written as it is inside quotes, is read as that word and nothing else.
pub(in crate::query) fn reads_as_slot(text: &str) -> bool {
    if depends_on_others(text) || text == "OR" {
        return false;
    }
    let quoted = format!("\"{text}\"");
    let Ok((tokens, _)) = super::lex(&quoted) else { return false };
    match tokens.as_slice() {
        [token] => token.kind == TokenKind::Operand(word(text, WordForm::Exact)),
        _ => false,
    }
}

fn word(text: &str, form: WordForm) -> NodeKind {
    NodeKind::Word(Word { text: text.to_owned(), form })
}

impl Lexer<'_> {
    /// Reads a word outside quotes, whatever it turns out to be.
    pub(super) fn run(&mut self, form: WordForm) -> Result<(), QueryError> {
        let start = self.at;
        let token_start = if form == WordForm::Exact { start - 1 } else { start };
        let glyphs = self.glyphs(ends_word);
        if form == WordForm::Any && (self.operator(start)? || self.field(start)?) {
            return Ok(());
        }
        if glyphs.iter().all(|g| g.is('*')) && !glyphs.is_empty() {
            self.push(TokenKind::Everything, token_start..self.at);
            return Ok(());
        }
        let Some(kind) = self.operand(&glyphs, form, start)? else { return Ok(()) };
        if form == WordForm::Any {
            self.notice_operator_words(start);
        } else if !matches!(kind, NodeKind::Word(_)) {
            self.ignored(token_start..token_start + 1, "a pattern looks at exact forms anyway");
        }
        self.push(TokenKind::Operand(kind), token_start..self.at);
        self.count(start)
    }

    /// Takes the word that has just been read as an operator, if it is one.
    fn operator(&mut self, start: usize) -> Result<bool, QueryError> {
        let raw = &self.text[start..self.at];
        let called = self.peek() == Some('(');
        if called && raw.eq_ignore_ascii_case("syn") {
            let kind = self.synonyms(start)?;
            self.push(TokenKind::Operand(kind), start..self.at);
            self.skip_boost();
            self.count(start)?;
            return Ok(true);
        }
        if raw.starts_with('~') {
            let end = std::mem::replace(&mut self.at, start);
            let between = self.is_between();
            self.at = end;
            if let Some((kind, ours)) = operator::tilde(&self.text[start..end]).filter(|_| between)
            {
                self.push(kind, start..end);
                self.translated(start..end, &ours);
                return Ok(true);
            }
        }
        let fail = |kind| QueryError { kind, span: start..self.at };
        let Some(reading) = operator::read(raw, called).map_err(fail)? else { return Ok(false) };
        let span = start..self.at;
        match reading.ours {
            Some(ours) if reading.assumed => {
                let text = format!("`{raw}` is read as {ours}");
                self.notices.push(Notice::at(NoticeKind::Reading, span.clone(), text));
            }
            Some(ours) => self.translated(span.clone(), &ours),
            None => {}
        }
        if matches!(reading.kind, TokenKind::NearCall(..)) {
            self.at += 1;
        }
        self.push(reading.kind, span.start..self.at);
        Ok(true)
    }

    /// Reads `syn(…)` from its parenthesis on.
    pub(super) fn synonyms(&mut self, start: usize) -> Result<NodeKind, QueryError> {
        let open = self.at;
        self.at += 1;
        let glyphs = self.glyphs(|c| c == ')');
        if self.peek().is_none() {
            let kind = QueryErrorKind::UnclosedParenthesis;
            return Err(QueryError { kind, span: open..open + 1 });
        }
        self.at += 1;
        let kept = glyphs.iter().filter(|g| g.meaning == Meaning::Escaped || !is_quote(g.char));
        let text: String = kept.map(|g| g.char).collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.is_empty() {
            let kind =
                QueryErrorKind::MissingOperand { operator: Operator::Synonyms, place: Place::In };
            return Err(QueryError { kind, span: start..self.at });
        }
        Ok(NodeKind::Synonyms(words.join(" ")))
    }

    /// Reads characters up to one that ends them; a backslash takes the meaning of the next, and
    /// brackets at the beginning (`[Foreign Language]`) are taken whole.
    pub(super) fn glyphs(&mut self, ends: impl Fn(char) -> bool) -> Vec<Glyph> {
        let rest = &self.text[self.at..];
        let mark = bracket::inside(rest).map_or(0, |name| name.len() + 2);
        let literal = |char| Glyph { char, meaning: Meaning::Escaped };
        let mut glyphs: Vec<Glyph> = rest[..mark].chars().map(literal).collect();
        let mut chars = rest.char_indices().skip(glyphs.len());
        let mut end = rest.len();
        while let Some((offset, c)) = chars.next() {
            if ends(c) {
                end = offset;
                break;
            }
            let escaped = if c == '\\' { chars.next() } else { None };
            glyphs.push(match escaped {
                Some((_, char)) => literal(char),
                None => Glyph { char: c, meaning: Meaning::Free },
            });
        }
        self.at += end;
        glyphs
    }

    /// Returns what a word asks for; `None` where it has only marks, which is said.
    pub(super) fn operand(
        &mut self,
        glyphs: &[Glyph],
        form: WordForm,
        start: usize,
    ) -> Result<Option<NodeKind>, QueryError> {
        let marks = |g: &Glyph| g.meaning == Meaning::Free && is_mark(g.char);
        let wild =
            glyphs.iter().any(|g| g.is('*')) || glyphs.iter().filter(|g| g.is('?')).count() > 1;
        if glyphs.iter().all(marks) && !wild {
            self.ignored(start..self.at, "it holds no word");
            return Ok(None);
        }
        let raw = &self.text[start..self.at];
        let boosted = raw.rfind('^').map_or(0, |at| boost(&raw[at..]));
        let weighed = glyphs.len().checked_sub(boosted).filter(|at| boosted > 0 && *at > 0);
        let mut glyphs = glyphs;
        if let Some(at) = weighed.filter(|at| {
            glyphs[*at].is('^') && !glyphs[..*at].iter().all(|g| g.char.is_ascii_digit())
        }) {
            glyphs = &glyphs[..at];
            self.ignored(self.at - boosted..self.at, "parts of a query are not weighed");
        }
        let end =
            |g: &Glyph| g.meaning == Meaning::Free && matches!(g.char, ',' | ';' | ':' | '.' | '!');
        let core = &glyphs[..glyphs.iter().rposition(|g| !end(g)).map_or(0, |i| i + 1)];
        if let Some(fuzzy) = self.fuzzy(core, start)? {
            return Ok(Some(NodeKind::Fuzzy(fuzzy)));
        }
        if core.iter().any(|g| g.is('*') || g.is('?')) {
            return self.pattern(core, start).map(Some);
        }
        let text: String = glyphs.iter().map(|g| g.char).collect();
        Ok(Some(NodeKind::Word(Word { text, form })))
    }

    /// Reads `word~`, `word~1`, `word~2`.
    fn fuzzy(&self, glyphs: &[Glyph], start: usize) -> Result<Option<Fuzzy>, QueryError> {
        let Some(tilde) = glyphs.iter().rposition(|g| g.is('~')).filter(|i| *i > 0) else {
            return Ok(None);
        };
        let (word, number) = glyphs.split_at(tilde);
        let number: String = number[1..].iter().map(|g| g.char).collect();
        if !number.chars().all(|c| c.is_ascii_digit() || c == '.') {
            return Ok(None);
        }
        let span = start..self.at;
        if word.iter().any(|g| g.is('*') || g.is('?')) {
            let kind = QueryErrorKind::MixedPattern { text: self.text[span.clone()].to_owned() };
            return Err(QueryError { kind, span });
        }
        let edits = if number.is_empty() { Some(1) } else { number.parse().ok() };
        let Some(edits) = edits.filter(|n| (1..=limits::EDITS).contains(&u32::from(*n))) else {
            let text = self.text[span.clone()].to_owned();
            let kind = QueryErrorKind::InvalidNumber { text, least: 1, most: limits::EDITS };
            return Err(QueryError { kind, span });
        };
        let text = word.iter().map(|g| g.char).collect();
        Ok(Some(Fuzzy { text, edits }))
    }

    /// Reads a word with wildcards.
    fn pattern(&mut self, glyphs: &[Glyph], start: usize) -> Result<NodeKind, QueryError> {
        let mut parts: Vec<Wild> = Vec::new();
        for glyph in glyphs {
            match (parts.last_mut(), glyph) {
                (Some(Wild::Many), g) if g.is('*') => {}
                (_, g) if g.is('*') => parts.push(Wild::Many),
                (_, g) if g.is('?') => parts.push(Wild::One),
                (Some(Wild::Text(text)), g) => text.push(g.char),
                (_, g) => parts.push(Wild::Text(g.char.to_string())),
            }
        }
        let span = start..self.at;
        let literal = |p: &Wild| matches!(p, Wild::Text(t) if t.contains(char::is_alphanumeric));
        if !parts.iter().any(literal) {
            let kind = QueryErrorKind::TooBroad { pattern: self.text[span.clone()].to_owned() };
            return Err(QueryError { kind, span });
        }
        if let [Wild::Text(text), Wild::One] = parts.as_slice() {
            let notice = format!(
                "`?` stands for one letter: `{text}?` finds words one letter longer; for a question \
                 in plain words, leave it out"
            );
            self.notices.push(Notice::at(NoticeKind::Reading, span, notice));
        }
        Ok(match parts.as_mut_slice() {
            [Wild::Text(text), Wild::Many] => NodeKind::Prefix(std::mem::take(text)),
            _ => NodeKind::Wildcard(parts),
        })
    }

    /// Says that a word which looks like an operator is read as a word.
    fn notice_operator_words(&mut self, start: usize) {
        let raw = &self.text[start..self.at];
        let upper = raw.to_ascii_uppercase();
        let text = match upper.as_str() {
            "AND" | "OR" | "NOT" | "NEAR" => {
                format!("`{raw}` is read as a word; the operator is `{upper}`")
            }
            "XOR" | "ANDNOT" | "WITHIN" if raw == upper => {
                format!("`{raw}` is read as a word; it is no operator here")
            }
            _ => return,
        };
        self.notices.push(Notice::at(NoticeKind::Word, start..self.at, text));
    }
}

/// Returns how many bytes of `^2` or `^0.5` a text begins with.
pub(super) fn boost(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('^') else { return 0 };
    let length =
        rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let ends = rest[length..].chars().next().is_none_or(ends_word);
    if length > 0 && ends { length + 1 } else { 0 }
}
