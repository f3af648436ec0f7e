//! Plain words: a text without operators, for questions typed as sentences.

use crate::numbers::number;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::Query;
use crate::query::Word;
use crate::query::WordForm;
use crate::query::lexer;
use crate::query::limits;

/// Words that tell how a question is put, not what it asks about; passed over beside others.
const FUNCTION_WORDS: [&str; 74] = [
    "a", "about", "after", "all", "among", "an", "and", "any", "are", "as", "at", "be", "been",
    "before", "between", "but", "by", "can", "could", "did", "do", "does", "during", "each", "for",
    "from", "had", "has", "have", "how", "if", "in", "into", "is", "it", "its", "of", "on", "or",
    "over", "should", "some", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "through", "to", "under", "until", "was", "were", "what",
    "when", "where", "which", "while", "who", "whom", "whose", "why", "will", "with", "within",
    "would", "you",
];

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
            let said =
                format!("all words after the first {} are ignored", number(limits::TERMS as u64));
            notices.push(Notice::at(NoticeKind::Ignored, start..text.len(), said));
            break;
        }
        let word = Word { text: piece.to_owned(), form: WordForm::Any };
        words.push(Node { kind: NodeKind::Word(word), span: start..at });
    }
    pass_over_function_words(&mut words, &mut notices);
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

/// Takes function words out and says which, unless there are no others.
fn pass_over_function_words(words: &mut Vec<Node>, notices: &mut Vec<Notice>) {
    let text = |node: &Node| match &node.kind {
        NodeKind::Word(word) => {
            word.text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
        }
        _ => String::new(),
    };
    let is_function = |node: &Node| FUNCTION_WORDS.contains(&text(node).as_str());
    if words.iter().all(is_function) {
        return;
    }
    let mut passed: Vec<String> = words.iter().filter(|w| is_function(w)).map(text).collect();
    if passed.is_empty() {
        return;
    }
    words.retain(|w| !is_function(w));
    passed.sort_unstable();
    passed.dedup();
    let named: Vec<String> = passed.iter().map(|w| format!("`{w}`")).collect();
    let said = format!("not searched for: {}", named.join(", "));
    notices.push(Notice::new(NoticeKind::Ignored, said));
}
