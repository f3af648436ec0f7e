//! Plain words: a text without operators, for questions typed as sentences.

use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::Query;
use crate::query::Word;
use crate::query::WordForm;
use crate::query::lexer;
use crate::query::limits;

/// Reads a text as plain words.
pub(super) fn parse(text: &str) -> Query {
    let mut words = Vec::new();
    let mut notices = Vec::new();
    let mut at = 0;
    for piece in text.split_whitespace() {
        let start = at + text[at..].find(piece).unwrap_or_default();
        at = start + piece.len();
        if piece.chars().all(lexer::is_mark) {
            continue;
        }
        if words.len() == limits::TERMS {
            let said = format!("all words after the first {} are ignored", limits::TERMS);
            notices.push(Notice::at(NoticeKind::Ignored, start..text.len(), said));
            break;
        }
        let word = Word { text: piece.to_owned(), form: WordForm::Any };
        words.push(Node { kind: NodeKind::Word(word), span: start..at });
    }
    if words.is_empty() {
        notices.push(Notice::new(NoticeKind::Ignored, "the query holds no words"));
    }
    let span = words.first().map_or(0, |w| w.span.start)..at;
    let root = match words.len() {
        0 | 1 => words.pop(),
        _ => Some(Node { kind: NodeKind::Or(words), span }),
    };
    Query { text: text.to_owned(), root, filters: Vec::new(), notices }
}
