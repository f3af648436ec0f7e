//! Clues in questions: whom of the company an analyst names, calls or thanks.

use crate::parse::clues::Cast;
use crate::parse::clues::Clue;
use crate::parse::clues::EDGE;
use crate::parse::cues::Cue;
use crate::parse::tokens::Mark;
use crate::parse::verdict::Method;
use crate::transcript::Role;

impl Cast<'_> {
    /// Finds clues in the question right before a turn, and in those before it in the thread.
    pub(crate) fn analyst_before(
        &self,
        before: usize,
        t: usize,
        candidate: usize,
        out: &mut Vec<Clue>,
    ) {
        let turn = &self.turns[before].words;
        let others = self.others_named(before, candidate);
        let first = others && self.is_first_named(before, candidate);
        let alone = match (others, first) {
            (false, _) => "alone",
            (true, true) => "among-first",
            (true, false) => "among",
        };
        for (n, m) in self.named(before, candidate).enumerate() {
            let words =
                (m.words.start.saturating_sub(3)).max(turn.start)..(m.words.end + 3).min(turn.end);
            let near_end = turn.end.saturating_sub(m.words.end) < EDGE;
            let near_start = m.words.start.saturating_sub(turn.start) < EDGE;
            let after = self.words[m.words.end - 1].after;
            let vocative = after > Mark::Space
                && (self.words[m.words.start].opens
                    || m.words.start > turn.start
                        && self.words[m.words.start - 1].after > Mark::Space
                    || m.words.start <= turn.start + 3);
            let cues = [Cue::Quotes, Cue::Thanks, Cue::Greets];
            let kind = match (self.cue_at(before, m, &cues), vocative) {
                (Some(f), _) if f.cue == Cue::Quotes => "question-quotes",
                (Some(f), _) if f.cue == Cue::Greets => "question-greets",
                (Some(_), _) => "question-thanks",
                (None, true) if near_end => "question-calls-late",
                (None, true) if near_start => "question-calls-early",
                (None, true) => "question-calls",
                (None, false) if near_end => "question-names-late",
                (None, false) => "question-names",
            };
            if n < 3 {
                out.push(Clue::told(kind, alone, Method::Address, &words));
            }
        }
        if self.named(before, candidate).next().is_none() {
            if others {
                out.push(Clue::new("question-names-others", ""));
            }
            let thread = self.turns[..before].iter().enumerate().rev();
            let thread = thread.take_while(|(_, s)| s.role() != Role::Operator).take(8);
            for (i, _) in thread.filter(|(_, s)| s.role() == Role::Analyst) {
                if let Some(m) = self.named(i, candidate).next() {
                    out.push(Clue::told("thread-names", alone, Method::Address, &m.words));
                    break;
                }
            }
        }
        debug_assert!(before < t);
    }

    /// Tells whether a candidate is the first of the candidates whom a turn names.
    fn is_first_named(&self, turn: usize, candidate: usize) -> bool {
        let mentions = &self.roster.mentions[self.mentions[turn].clone()];
        let first = mentions.iter().find(|m| m.people.iter().any(|p| self.people.contains(p)));
        first.is_some_and(|m| m.people.contains(&self.people[candidate]))
    }

    /// Finds clues in the question to which somebody else has already answered.
    pub(crate) fn question_behind(&self, t: usize, candidate: usize, out: &mut Vec<Clue>) {
        let thread = self.turns[..t].iter().enumerate().rev().take(6);
        let mut thread = thread.take_while(|(_, s)| s.role() != Role::Operator);
        let Some((question, _)) = thread.find(|(_, s)| s.role() == Role::Analyst) else { return };
        let spoken = &self.roster.mentions[self.mentions[question].clone()];
        let others = spoken.iter().any(|m| m.people.iter().any(|p| self.people.contains(p)));
        match self.named(question, candidate).last() {
            Some(m) => {
                let first = self.is_first_named(question, candidate);
                let class = if first { "first" } else { "later" };
                out.push(Clue::told("question-behind-names", class, Method::Address, &m.words));
            }
            None if others => out.push(Clue::new("question-behind-names-others", "")),
            None => {}
        }
    }

    fn others_named(&self, turn: usize, candidate: usize) -> bool {
        (0..self.people.len()).any(|o| o != candidate && self.named(turn, o).next().is_some())
    }
}
