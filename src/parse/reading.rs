//! A text as far as it is understood before anybody is named: words, cues, roster, turns.

use crate::parse::cues::Found;
use crate::parse::cues::cues;
use crate::parse::facts::facts;
use crate::parse::flow;
use crate::parse::flow::Fixed;
use crate::parse::lines::Line;
use crate::parse::lines::Lines;
use crate::parse::lines::Style;
use crate::parse::lines::lines;
use crate::parse::roster::Roster;
use crate::parse::roster::roster;
use crate::parse::sights::Scene;
use crate::parse::tokens::Word;
use crate::parse::tokens::words;
use crate::parse::turns::Stretch;
use crate::parse::turns::stretches;
use crate::parse::units::Unit;
use crate::parse::units::units;
use crate::transcript::Call;

/// A text as far as it is understood before anybody is named.
pub(crate) struct Reading {
    /// The facts of the call that its words tell.
    pub(crate) call: Call,
    pub(crate) words: Vec<Word>,
    pub(crate) cues: Vec<Found>,
    pub(crate) roster: Roster,
    pub(crate) style: Style,
    pub(crate) lines: Vec<Line>,
    pub(crate) units: Vec<Unit>,
    pub(crate) stretches: Vec<Stretch>,
}

impl Reading {
    /// Reads a text without labels.
    pub(crate) fn of(text: &str) -> Self {
        Self::by(text, lines(text), &[], flow::learned())
    }

    /// Reads a text of whose units something is already known.
    pub(crate) fn fixed(text: &str, lines: Lines, fixed: &[Option<Fixed>]) -> Self {
        Self::by(text, lines, fixed, flow::learned())
    }

    /// Reads a text by given weights of the flow.
    pub(crate) fn by(
        text: &str,
        lines: Lines,
        fixed: &[Option<Fixed>],
        weights: &flow::Weights,
    ) -> Self {
        let words = words(text);
        let units = units(&lines, &words);
        let cues = cues(&words);
        let call = facts(text, &words);
        let roster = roster(text, &words, &cues, call.company.as_deref());
        let decided = {
            let scene = Scene::new(&words, &cues, &roster, lines.style, &units);
            flow::decide(text, &scene, fixed, weights)
        };
        let stretches = stretches(&units, &decided);
        Self { call, words, cues, roster, style: lines.style, lines: lines.lines, units, stretches }
    }
}
