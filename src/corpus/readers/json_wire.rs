//! The names and shapes of earmark's own JSON, as they are read.
//!
//! Lists and objects must be what they are; any other value may be of the wrong kind without
//! losing the call: it is kept as it was written, for an issue to name it.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::Error;
use serde::de::IgnoredAny;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;
use serde::de::value::MapAccessDeserializer;

/// The newest version of these names and shapes that is understood whole.
pub(super) const NEWEST: u64 = 1;

/// One transcript.
#[derive(Deserialize)]
#[serde(expecting = "a transcript")]
pub(super) struct Call<'a> {
    #[serde(borrow, default)]
    pub(super) id: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) company: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) ticker: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) title: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) date: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) quarter: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) schema_version: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) participants: Option<Vec<Object<Person<'a>>>>,
    #[serde(borrow)]
    pub(super) turns: Vec<Object<Turn<'a>>>,
}

/// The fields of [`Call`], and those that are written but not read.
pub(super) const CALL_FIELDS: [&str; 11] = [
    "id",
    "company",
    "ticker",
    "title",
    "date",
    "quarter",
    "source",
    "schema_version",
    "issues",
    "participants",
    "turns",
];

/// Somebody named by the source.
#[derive(Deserialize)]
pub(super) struct Person<'a> {
    #[serde(borrow, default)]
    pub(super) name: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) role: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) title: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) firm: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) firm_said: Loose<'a>,
}

/// One turn.
#[derive(Deserialize)]
pub(super) struct Turn<'a> {
    #[serde(borrow, default)]
    pub(super) ordinal: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) speaker: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) role: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) title: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) firm: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) firm_said: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) section: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) attribution: Option<Object<Attribution<'a>>>,
    #[serde(default)]
    pub(super) paragraphs: Paragraphs,
    #[serde(borrow, default)]
    pub(super) span: Option<Vec<Loose<'a>>>,
    #[serde(borrow, default)]
    pub(super) start: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) end: Loose<'a>,
}

/// How a turn was given its speaker.
#[derive(Deserialize)]
pub(super) struct Attribution<'a> {
    #[serde(borrow, default)]
    pub(super) method: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) confidence: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) evidence: Loose<'a>,
}

/// An object; a derived `Deserialize` alone would also take a list of its fields.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Visit<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(Visit(PhantomData))
    }
}

/// A value that should be a text or a number, and may be anything.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Loose<'a> {
    /// Not given, or `null`.
    #[default]
    Absent,
    Text(Cow<'a, str>),
    Whole(u64),
    Number(f64),
    /// Something else, told by what it is.
    Other(&'static str),
}

impl fmt::Display for Loose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("null"),
            Self::Text(text) => f.write_str(text),
            Self::Whole(n) => write!(f, "{n}"),
            Self::Number(n) => write!(f, "{n}"),
            Self::Other(what) => f.write_str(what),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;

        impl<'de> Visitor<'de> for Visit {
            type Value = Loose<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Loose::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Loose::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_u64<E: Error>(self, n: u64) -> Result<Self::Value, E> {
                Ok(Loose::Whole(n))
            }

            #[allow(clippy::cast_precision_loss, reason = "shown to a person, never computed with")]
            fn visit_i64<E: Error>(self, n: i64) -> Result<Self::Value, E> {
                Ok(Loose::Number(n as f64))
            }

            fn visit_f64<E: Error>(self, n: f64) -> Result<Self::Value, E> {
                Ok(Loose::Number(n))
            }

            fn visit_bool<E: Error>(self, yes: bool) -> Result<Self::Value, E> {
                Ok(Loose::Other(if yes { "true" } else { "false" }))
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Loose::Absent)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Loose::Other("[…]"))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Loose::Other("{…}"))
            }
        }

        deserializer.deserialize_any(Visit)
    }
}

/// The words of a turn: a list of paragraphs, or one alone.
#[derive(Default)]
pub(super) struct Paragraphs(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Paragraphs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;

        impl<'de> Visitor<'de> for Visit {
            type Value = Paragraphs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of texts")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Paragraphs(vec![text.to_owned()]))
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Paragraphs::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut paragraphs = Vec::new();
                while let Some(paragraph) = seq.next_element::<String>()? {
                    paragraphs.push(paragraph);
                }
                Ok(Paragraphs(paragraphs))
            }
        }

        deserializer.deserialize_any(Visit)
    }
}
