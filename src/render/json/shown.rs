//! A call, or the place around an anchor.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::render::json::SCHEMA_VERSION;
use crate::render::json::facts::Call;
use crate::render::json::facts::Exchange;
use crate::render::json::facts::Person;
use crate::render::json::facts::Turn;
use crate::render::json::page;
use crate::search;

#[derive(Serialize)]
struct Shown<'a> {
    schema_version: u32,
    call: Call<'a>,
    participants: Vec<Person<'a>>,
    turns: Vec<ShownTurn<'a>>,
}

#[derive(Serialize)]
struct ShownTurn<'a> {
    #[serde(flatten)]
    turn: Turn<'a>,
    exchange: Option<Exchange<'a>>,
    passages: Vec<Passage<'a>>,
}

#[derive(Serialize)]
struct Passage<'a> {
    anchor: String,
    text: &'a str,
    begins_paragraph: bool,
    meant: bool,
}

/// Writes a call, or a part of it, as one value.
pub fn shown(out: &mut dyn Write, shown: &search::Shown) -> io::Result<()> {
    let value = Shown {
        schema_version: SCHEMA_VERSION,
        call: (&*shown.call).into(),
        participants: shown.participants.iter().map(Person::from).collect(),
        turns: shown.turns.iter().map(ShownTurn::from).collect(),
    };
    page(out, &value)
}

impl<'a> From<&'a search::ShownTurn> for ShownTurn<'a> {
    fn from(turn: &'a search::ShownTurn) -> Self {
        Self {
            turn: (&turn.turn).into(),
            exchange: turn.exchange.as_ref().map(Exchange::from),
            passages: turn.passages.iter().map(Passage::from).collect(),
        }
    }
}

impl<'a> From<&'a search::ShownPassage> for Passage<'a> {
    fn from(passage: &'a search::ShownPassage) -> Self {
        Self {
            anchor: passage.anchor.to_string(),
            text: &passage.text,
            begins_paragraph: passage.begins_paragraph,
            meant: passage.is_meant,
        }
    }
}
