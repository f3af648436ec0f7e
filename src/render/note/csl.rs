//! The sources of a note as CSL-JSON, which Zotero and Pandoc read.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::render::json::pretty;
use crate::render::note::Source;

#[derive(Serialize)]
struct Item {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    genre: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Issued>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    note: String,
}

#[derive(Serialize)]
struct Name {
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<String>,
    family: String,
}

#[derive(Serialize)]
struct Issued {
    #[serde(rename = "date-parts")]
    date_parts: [[u16; 3]; 1],
}

/// Writes the sources of a note's quotations, one for each footnote.
pub fn sources(out: &mut dyn Write, sources: &[Source]) -> io::Result<()> {
    let mut items: Vec<Item> = Vec::new();
    for source in sources {
        if items.iter().all(|item| item.id != source.quote.footnote) {
            items.push(item(source));
        }
    }
    out.write_all(&pretty(&items)?)?;
    writeln!(out)
}

fn item(source: &Source) -> Item {
    let quote = &source.quote;
    let (call, turn) = source.place.as_ref().map(|(call, turn)| (&**call, turn)).unzip();
    let event = call.map(|c| {
        let company = c.holder();
        let period = c.quarter.map(|q| format!("{} earnings call", q.spoken()));
        match (company, period, &c.title) {
            (Some(company), Some(period), _) => format!("{company}, {period}"),
            (_, _, Some(title)) => title.clone(),
            _ => c.id.to_string(),
        }
    });
    let date = call.and_then(|c| c.date);
    let name = turn.and_then(|t| t.speaker.name.as_deref());
    Item {
        id: quote.footnote.clone(),
        kind: "speech",
        genre: "Earnings call",
        title: event.unwrap_or_else(|| quote.citation.clone()),
        author: name.map(author).into_iter().collect(),
        issued: date
            .map(|d| Issued { date_parts: [[d.year(), u16::from(d.month()), u16::from(d.day())]] }),
        section: turn.map(|t| format!("turn {}", t.ordinal)),
        note: format!("{} ({})", quote.citation, quote.anchor),
    }
}

fn author(name: &str) -> Name {
    match name.rsplit_once(' ') {
        Some((given, family)) => Name { given: Some(given.to_owned()), family: family.to_owned() },
        None => Name { given: None, family: name.to_owned() },
    }
}
