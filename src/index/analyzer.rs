//! The analysis of [`crate::text`] as the engine calls it.

use tantivy::tokenizer::Token;
use tantivy::tokenizer::TokenStream;
use tantivy::tokenizer::Tokenizer;

use crate::text::Tokens;

/// The analysis of [`crate::text`] for the engine.
#[derive(Clone, Default)]
pub(super) struct Analyzer {
    token: Token,
}

impl Tokenizer for Analyzer {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream { tokens: Tokens::with_sentences(text), token: &mut self.token }
    }
}

/// The words of one text.
pub(super) struct Stream<'a> {
    tokens: Tokens<'a>,
    token: &'a mut Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if !self.tokens.advance() {
            return false;
        }
        let token = self.tokens.token_mut();
        // The texts are swapped, not copied: each side writes its own anew.
        std::mem::swap(&mut self.token.text, &mut token.text);
        self.token.position = token.position as usize;
        self.token.offset_from = token.span.start;
        self.token.offset_to = token.span.end;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
