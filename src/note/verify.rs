//! Whether quotations are what was said, by whom it is said they are.

use std::cell::OnceCell;

use crate::index::Reader;
use crate::note::agree::Agreement;
use crate::note::agree::Contradiction;
use crate::note::agree::ContradictionKind;
use crate::note::agree::Judge;
use crate::note::agree::period;
use crate::note::claim::Claim;
use crate::note::claim::claim;
use crate::note::compare::Difference;
use crate::note::compare::Text;
use crate::note::editor::Refusal;
use crate::note::editor::RefusalKind;
use crate::note::editor::put_in;
use crate::note::editor::read;
use crate::note::known::Names;
use crate::note::lookup::Fit;
use crate::note::lookup::Match;
use crate::note::lookup::Quote;
use crate::note::lookup::Sought;
use crate::note::lookup::Stretch;
use crate::note::lookup::Turns;
use crate::note::nearest::Beside;
use crate::note::nearest::Nearest;
use crate::note::quotations::Quotation;
use crate::note::quotations::Quotations;
use crate::note::quotations::quotations;
use crate::note::words::on_one_line;
use crate::note::words::outside_brackets;
use crate::note::words::quote_hash;
use crate::search::SearchError;
use crate::transcript::Anchor;

/// What a quotation turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Every character was said; white space counts as one blank.
    Verbatim,
    /// The words were said, written otherwise: marks, case, blanks, `[ph]`, elisions.
    Repaired,
    /// The words were said, but not by whom or where the text says.
    Misattributed,
    /// The words were said, but in several places.
    Stitched,
    /// Nobody said this.
    NotFound,
}

impl Status {
    /// Every status, from the best to the worst.
    pub const ALL: [Self; 5] =
        [Self::Verbatim, Self::Repaired, Self::Misattributed, Self::Stitched, Self::NotFound];

    /// Returns the name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Repaired => "repaired",
            Self::Misattributed => "misattributed",
            Self::Stitched => "stitched",
            Self::NotFound => "not_found",
        }
    }

    /// Tells whether a quotation of this status can be left as it is.
    pub fn is_sound(self) -> bool {
        matches!(self, Self::Verbatim | Self::Repaired)
    }
}

/// A quotation and what became of it.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The quotation.
    pub quotation: Quotation,
    /// What it is.
    pub status: Status,
    /// Where its words were said: one place, or several in order where it is stitched.
    pub places: Vec<Stretch>,
    /// In how many places these words stand; at least one where it was found.
    pub occurrences: usize,
    /// How it differs from what was said.
    pub differences: Vec<Difference>,
    /// Who the text says said it or where it says it stands, where that is wrong.
    pub contradicted: Option<Contradiction>,
    /// Who the text says said it, where the call does not tell who speaks.
    pub unconfirmed: Option<String>,
    /// The footnotes it calls that the text does not have.
    pub undefined: Vec<String>,
    /// The address the text gives, where the words now stand at another.
    pub moved_from: Option<Anchor>,
    /// Whether its words are others than when they were cited; `None` where no hash tells.
    pub is_edited: Option<bool>,
    /// Why its words, which stand somewhere, are no repair of what was said.
    pub refused: Option<Refusal>,
    /// The words most like it, where it was not found.
    pub nearest: Option<Nearest>,
}

/// Looks up every quotation of a text in the index. Those between quotation marks have at least
/// `min_words` words; one inside another is looked up only where that one was not found.
///
/// # Errors
///
/// An index that cannot be read.
pub fn verify(reader: &Reader, text: &str, min_words: usize) -> Result<Vec<Verified>, SearchError> {
    reader.guard(|| verify_in(reader, text, min_words))
}

fn verify_in(reader: &Reader, text: &str, min_words: usize) -> Result<Vec<Verified>, SearchError> {
    let mut all = quotations(text, min_words);
    let list = std::mem::take(&mut all.list);
    let (turns, judge) = (Turns::new(reader), Judge::new(reader));
    let verifier = Verifier { turns, judge, names: OnceCell::new(), all };
    let mut out: Vec<Option<Verified>> = Vec::with_capacity(list.len());
    for quotation in list {
        let around = quotation.inside.map(|n| out.get(n).and_then(Option::as_ref));
        let is_part = around.is_some_and(|v| v.is_none_or(|v| !v.places.is_empty()));
        out.push(if is_part { None } else { Some(verifier.check_signed(&quotation)?) });
    }
    Ok(out.into_iter().flatten().collect())
}

struct Verifier<'r> {
    turns: Turns<'r>,
    judge: Judge<'r>,
    names: OnceCell<Names>,
    all: Quotations,
}

impl Verifier<'_> {
    /// Checks a quotation; what stands behind a dash at its end is a name only if it was not said.
    fn check_signed(&self, quotation: &Quotation) -> Result<Verified, SearchError> {
        if let Some(unsigned) = &quotation.unsigned {
            let whole = self.check(unsigned)?;
            if whole.status.is_sound() {
                return Ok(whole);
            }
        }
        self.check(quotation)
    }

    fn check(&self, quotation: &Quotation) -> Result<Verified, SearchError> {
        let claim = claim(quotation, &self.all, self.names()?);
        let (text, words) = read(&on_one_line(&quotation.text));
        let outside = outside_brackets(&text, &words);
        let quote = Quote::new(Text { text: &text, words: &words });
        let is_hash_of = |text: &str, hash: &String| *hash == quote_hash(text);
        let is_edited =
            (claim.hash.as_ref()).map(|h| !is_hash_of(&quotation.text, h) && !is_hash_of(&text, h));
        let mut verified = unseen(quotation, is_edited);
        verified.undefined.clone_from(&claim.undefined);
        let wanted = |found: &Match| {
            Ok(match self.agreement(&claim, is_edited, found)? {
                Agreement::Agrees => Fit::Agrees,
                Agreement::Unconfirmed(_) => Fit::Unconfirmed,
                Agreement::Contradicts(_) => Fit::Contradicts,
            })
        };
        let mut refused = None;
        let mut is_settled = |verified: &mut Verified, quote: &Quote<'_>| {
            match self.turns.find(quote, &claim.anchors, &wanted)? {
                Sought::Found(found, occurrences) => {
                    self.settle(verified, found, occurrences, &claim)?;
                    return Ok(true);
                }
                Sought::Refused(refusal) => refused = Some(refusal),
                Sought::Nowhere => {}
            }
            Ok::<bool, SearchError>(false)
        };
        if is_settled(&mut verified, &quote)? {
            return Ok(verified);
        }
        // Words in brackets that were not said are the editor's.
        let is_edited_in = !outside.is_empty() && outside.len() < words.len();
        let said = Quote::new(Text { text: &text, words: &outside });
        let is_mostly_put_in = is_edited_in && words.len() > 2 * outside.len();
        if is_edited_in && !is_mostly_put_in && is_settled(&mut verified, &said)? {
            return Ok(verified);
        }
        if is_mostly_put_in {
            let brackets = put_in(&text).join(" ");
            refused = Some(Refusal::new(RefusalKind::PutIn, &brackets, ""));
        }
        let may_repair = refused.is_none() && !is_edited_in;
        match self.turns.nearest(&quote, may_repair)? {
            Some(Beside::Spaced(found, occurrences)) => {
                self.settle(&mut verified, *found, occurrences, &claim)?;
                return Ok(verified);
            }
            Some(Beside::Other(nearest)) => verified.nearest = Some(*nearest),
            None => {}
        }
        verified.refused = refused;
        let is_apart = verified.refused.as_ref().is_none_or(|r| r.kind == RefusalKind::LeftOut);
        let stitched = if is_edited_in { &said } else { &quote };
        if is_apart && let Some(stitches) = self.turns.stitches(stitched)? {
            verified.status = Status::Stitched;
            verified.places = stitches;
            verified.occurrences = 1;
            verified.nearest = None;
        }
        Ok(verified)
    }

    /// Returns the names that the index knows, read when they are first needed.
    fn names(&self) -> Result<&Names, SearchError> {
        if let Some(names) = self.names.get() {
            return Ok(names);
        }
        let names = Names::read(self.turns.reader)?;
        Ok(self.names.get_or_init(|| names))
    }

    /// Says what a quotation is whose words were found.
    fn settle(
        &self,
        verified: &mut Verified,
        found: Match,
        occurrences: usize,
        claim: &Claim,
    ) -> Result<(), SearchError> {
        verified.occurrences = occurrences;
        verified.status =
            if found.differences.is_empty() { Status::Verbatim } else { Status::Repaired };
        match self.agreement(claim, verified.is_edited, &found)? {
            Agreement::Contradicts(what) => {
                verified.status = Status::Misattributed;
                verified.contradicted = Some(what);
            }
            agreement => {
                if let Agreement::Unconfirmed(who) = agreement {
                    verified.unconfirmed = Some(who);
                }
                let is_there = |a: &Anchor| found.covers(a);
                if !claim.anchors.iter().any(is_there) {
                    verified.moved_from = claim.anchors.first().cloned();
                }
            }
        }
        verified.places = vec![found.stretch()];
        verified.differences = found.differences;
        Ok(())
    }

    /// Holds what a text says against a place where the words stand.
    fn agreement(
        &self,
        claim: &Claim,
        is_edited: Option<bool>,
        found: &Match,
    ) -> Result<Agreement, SearchError> {
        let place = &found.said.turn;
        let call = &place.call.id;
        let wrong_place =
            |stated: &str| Ok(Agreement::contradicts(ContradictionKind::Place, stated, None));
        let is_turn = |a: &Anchor| a.call == *call && a.turn == Some(place.turn.ordinal);
        let is_there = claim.anchors.iter().any(is_turn);
        if !is_there {
            for anchor in claim.anchors.iter().filter(|a| a.call != *call) {
                // A call that there is not may have had another id when its words were cited,
                // which their hash tells.
                let may_be_renamed = claim.hash.is_some() && is_edited == Some(false);
                if !may_be_renamed || self.turns.has_call(anchor)? {
                    return wrong_place(&anchor.to_string());
                }
            }
        }
        let other_turn = claim.turns.iter().find(|turn| **turn != place.turn.ordinal.0);
        if let Some(turn) = other_turn.filter(|_| is_there) {
            return wrong_place(&format!("turn {turn}"));
        }
        for house in &claim.houses {
            let agreement = self.judge.company(house, &place.call)?;
            if agreement != Agreement::Agrees {
                return Ok(agreement);
            }
        }
        for told in &claim.periods {
            let agreement = period(*told, &place.call);
            if agreement != Agreement::Agrees {
                return Ok(agreement);
            }
        }
        let speaker = &place.turn.speaker;
        let mut all = Agreement::Agrees;
        for ways in &claim.speakers {
            match self.judge.speakers(ways, speaker, &place.call)? {
                Agreement::Agrees => {}
                wrong @ Agreement::Contradicts(_) => return Ok(wrong),
                unconfirmed @ Agreement::Unconfirmed(_) => all = unconfirmed,
            }
        }
        let (Some(name), true) = (&speaker.name, claim.speakers.is_empty() && !is_there) else {
            return Ok(all);
        };
        // Where only an address is given, the words may have moved in their speaker's mouth only.
        for anchor in &claim.anchors {
            let there = self.turns.speaker_at(anchor)?;
            if there.is_some_and(|there| there != *name) {
                return wrong_place(&anchor.to_string());
            }
        }
        Ok(all)
    }
}

/// Returns what is told of a quotation before it is looked up.
fn unseen(quotation: &Quotation, is_edited: Option<bool>) -> Verified {
    Verified {
        status: Status::NotFound,
        places: Vec::new(),
        occurrences: 0,
        differences: Vec::new(),
        contradicted: None,
        unconfirmed: None,
        undefined: Vec::new(),
        moved_from: None,
        is_edited,
        refused: None,
        nearest: None,
        quotation: quotation.clone(),
    }
}
