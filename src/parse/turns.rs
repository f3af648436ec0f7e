//! Turns as the flow decided them, before anybody is named.

use std::ops::Range;

use crate::parse::flow::Decided;
use crate::parse::flow::Part;
use crate::parse::units::Unit;
use crate::transcript::Role;
use crate::transcript::Section;

/// A stretch of units that one speaker says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stretch {
    /// The units of the turn.
    pub(crate) units: Range<usize>,
    /// The words of the turn.
    pub(crate) words: Range<usize>,
    /// The part it plays.
    pub(crate) part: Part,
    /// How likely its role is right.
    pub(crate) sure: f32,
}

impl Stretch {
    /// Returns the role.
    pub(crate) fn role(&self) -> Role {
        self.part.role()
    }

    /// Returns the section.
    pub(crate) fn section(&self) -> Section {
        self.part.section()
    }
}

/// Gathers units into turns.
pub(crate) fn stretches(units: &[Unit], decided: &[Decided]) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for (u, (unit, decided)) in units.iter().zip(decided).enumerate() {
        match out.last_mut() {
            Some(last) if !decided.begins => {
                last.units.end = u + 1;
                last.words.end = unit.words.end;
                last.sure = last.sure.min(decided.sure);
            }
            _ => out.push(Stretch {
                units: u..u + 1,
                words: unit.words.clone(),
                part: decided.part,
                sure: decided.sure,
            }),
        }
    }
    out
}
