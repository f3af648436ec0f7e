//! Whether what a text says of a quotation is so of a place where its words stand.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::index::Reader;
use crate::index::meta_words;
use crate::note::known::House;
use crate::note::known::may_be_one_house;
use crate::note::mentions::ANALYST;
use crate::note::mentions::Person;
use crate::note::occasion::PeriodOf;
use crate::note::occasion::Told;
use crate::note::phrase::WordList;
use crate::note::stated::Form;
use crate::note::stated::Stated;
use crate::note::words::words;
use crate::search::SearchError;
use crate::search::all_calls;
use crate::search::read_said;
use crate::search::said_in_a_row;
use crate::transcript::Call;
use crate::transcript::Companies;
use crate::transcript::Date;
use crate::transcript::Firm;
use crate::transcript::Holder;
use crate::transcript::Period;
use crate::transcript::PeriodPart;
use crate::transcript::Role;
use crate::transcript::Speaker;
use crate::transcript::canonical_firm_name;
use crate::transcript::may_be_one_person;
use crate::transcript::name_parts;
use crate::transcript::nicknames;
use crate::transcript::office_words;

/// What a text says that is not so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// What it is about.
    pub kind: ContradictionKind,
    /// What the text says.
    pub stated: String,
    /// What is so, in words; `None` where that is told of the place in any case.
    pub found: Option<String>,
}

/// What a text may say wrongly of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContradictionKind {
    /// The place: an anchor, or a turn.
    Place,
    /// The company whose call it is from.
    Company,
    /// The quarter of the call.
    Quarter,
    /// Who said it.
    Speaker,
    /// The office of who said it.
    Office,
    /// Where who said it works.
    Firm,
}

impl ContradictionKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Place, Self::Company, Self::Quarter, Self::Speaker, Self::Office, Self::Firm];

    /// Returns the name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Company => "company",
            Self::Quarter => "quarter",
            Self::Speaker => "speaker",
            Self::Office => "office",
            Self::Firm => "firm",
        }
    }
}

/// What a text says of a quotation, held against a place where its words stand; the better is
/// less.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agreement {
    /// It is so, or nothing speaks against it.
    Agrees,
    /// Who it says speaks there is not told by the call.
    Unconfirmed(String),
    /// It is not so.
    Contradicts(Contradiction),
}

impl Agreement {
    pub(super) fn contradicts(kind: ContradictionKind, stated: &str, found: Option<&str>) -> Self {
        let (stated, found) = (stated.to_owned(), found.map(str::to_owned));
        Self::Contradicts(Contradiction { kind, stated, found })
    }
}

/// Words of names that say that the name is not known.
const PLACEHOLDERS: WordList = WordList(
    "\
    unidentified unknown speaker participant representative analyst executive male female \
    company",
);

/// In how many places it is looked up how a word is written.
const MAX_LOOKED_AT: usize = 10;

/// Offices that one person of a company holds, and that no other is taken for.
const CHIEFS: [&str; 3] = ["chief executive", "chief financial", "chief operating"];

/// An index as what is said of its calls is held against it.
pub(super) struct Judge<'r> {
    reader: &'r Reader,
    /// The companies of all calls, read when they are first needed.
    calls: OnceCell<(Companies, Vec<Arc<Call>>)>,
}

impl<'r> Judge<'r> {
    /// Takes an index.
    pub(super) fn new(reader: &'r Reader) -> Self {
        Self { reader, calls: OnceCell::new() }
    }

    /// Holds the company that a text tells against that of a call.
    pub(super) fn company(&self, house: &House, call: &Call) -> Result<Agreement, SearchError> {
        Ok(if house.is_company() && self.is_of(house, call)? == Some(false) {
            Agreement::contradicts(ContradictionKind::Company, &house.written, call.holder())
        } else {
            Agreement::Agrees
        })
    }

    /// Holds who a text says speaks, in one way or another, against the speaker of a turn.
    pub(super) fn speakers(
        &self,
        ways: &[Stated],
        speaker: &Speaker,
        call: &Call,
    ) -> Result<Agreement, SearchError> {
        let mut best: Option<Agreement> = None;
        for stated in ways {
            let found = self.speaker(stated, speaker, call)?;
            if best.as_ref().is_none_or(|best| is_better(&found, best)) {
                best = Some(found);
            }
        }
        Ok(best.unwrap_or(Agreement::Agrees))
    }

    fn speaker(
        &self,
        stated: &Stated,
        speaker: &Speaker,
        call: &Call,
    ) -> Result<Agreement, SearchError> {
        let name = speaker.name.as_deref().filter(|name| is_name(name));
        let mut people = Vec::new();
        for person in &stated.people {
            if stated.form == Form::Verb || person.is_known || self.is_surely_name(person)? {
                people.push(person);
            }
        }
        if people.is_empty() && !stated.people.is_empty() {
            return Ok(Agreement::Agrees);
        }
        if let Some(first) = people.first() {
            let Some(name) = name else { return Ok(Agreement::Unconfirmed(first.written.clone())) };
            if !people.iter().any(|person| is_same_person(&person.name, name)) {
                let is_like =
                    |person: &&&Person| !person.is_known && is_relative(&person.name, name);
                return Ok(match people.iter().find(is_like) {
                    Some(like) => Agreement::Unconfirmed(like.written.clone()),
                    None => {
                        Agreement::contradicts(ContradictionKind::Speaker, &first.written, None)
                    }
                });
            }
        }
        if let Some(wrong) = wrong_office(&stated.offices, speaker) {
            return Ok(Agreement::contradicts(ContradictionKind::Office, &wrong, None));
        }
        let alone = people.is_empty() && stated.offices.is_empty();
        for house in &stated.houses {
            let found = self.employer(house, speaker, call, alone)?;
            if found != Agreement::Agrees {
                return Ok(found);
            }
        }
        let office = stated.offices.first().filter(|_| people.is_empty());
        Ok(match office {
            Some(office) if !is_told(office, speaker) => {
                Agreement::Unconfirmed(shown_office(office))
            }
            _ => Agreement::Agrees,
        })
    }

    /// Holds for whom a speaker is said to speak against what is known.
    fn employer(
        &self,
        house: &House,
        speaker: &Speaker,
        call: &Call,
        alone: bool,
    ) -> Result<Agreement, SearchError> {
        let wrong = |kind, found| Ok(Agreement::contradicts(kind, &house.written, found));
        let is_of_call = self.is_of(house, call)?;
        // Some calls give the firm where others give the office.
        let firm = speaker.firm.as_ref();
        let given = [firm.map(Firm::name), firm.map(Firm::said), speaker.title.as_deref()];
        if given.into_iter().flatten().any(|name| is_firm(house, name)) {
            return Ok(Agreement::Agrees);
        }
        match (speaker.role, &speaker.firm) {
            (Role::Analyst, firm) => {
                if alone && house.is_company() && house.firm.is_none() {
                    // A company does not say what it is asked.
                    let kind = ContradictionKind::Company;
                    return if is_of_call == Some(false) {
                        wrong(kind, call.holder())
                    } else if speaker.name.is_some() {
                        wrong(ContradictionKind::Speaker, None)
                    } else {
                        Ok(Agreement::Agrees)
                    };
                }
                match firm {
                    Some(firm) if is_of_call != Some(true) => {
                        wrong(ContradictionKind::Firm, Some(firm.name()))
                    }
                    _ => Ok(Agreement::Agrees),
                }
            }
            (Role::Executive, _) if is_of_call == Some(false) => {
                let kind = if house.is_company() {
                    ContradictionKind::Company
                } else {
                    ContradictionKind::Firm
                };
                wrong(kind, call.holder())
            }
            (Role::Unknown, _) if house.is_company() && is_of_call == Some(false) => {
                // It may be the firm of somebody who asks.
                if house.firm.is_none() {
                    wrong(ContradictionKind::Company, call.holder())
                } else {
                    Ok(Agreement::Agrees)
                }
            }
            _ => Ok(Agreement::Agrees),
        }
    }

    /// Tells whether a company is the one that holds a call; `None` where that is not known.
    fn is_of(&self, house: &House, call: &Call) -> Result<Option<bool>, SearchError> {
        let Some(holder) = call.holder() else { return Ok(None) };
        let folded = |name: &str| meta_words(name).join(" ");
        let is_name = house.companies.contains(&folded(holder));
        let ticker = call.ticker.as_deref().map(folded);
        let is_symbol = house.symbol.is_some() && house.symbol == ticker;
        let is_firm = house.firm.is_some() && house.firm.as_deref() == canonical_firm_name(holder);
        if is_name || is_symbol || is_firm || may_be_one_house(&house.written, holder) {
            return Ok(Some(true));
        }
        if !house.is_company() {
            return Ok(Some(false));
        }
        let (companies, calls) = self.calls()?;
        let settled = |call: &Call| Holder::of(call).map(|holder| companies.settle(&holder));
        let is_meant = |call: &&Arc<Call>| {
            let is_named =
                call.company.as_deref().is_some_and(|c| house.companies.contains(&folded(c)));
            is_named || house.symbol.is_some() && house.symbol == call.ticker.as_deref().map(folded)
        };
        let meant: BTreeSet<Holder> =
            calls.iter().filter(is_meant).filter_map(|call| settled(call)).collect();
        Ok(settled(call).map(|holder| meant.contains(&holder)))
    }

    fn calls(&self) -> Result<&(Companies, Vec<Arc<Call>>), SearchError> {
        if let Some(calls) = self.calls.get() {
            return Ok(calls);
        }
        let calls = all_calls(self.reader)?;
        let mut companies = Companies::default();
        for call in &calls {
            companies.note(call, 1);
        }
        Ok(self.calls.get_or_init(|| (companies, calls)))
    }

    /// Tells whether the words of a name that nobody in the index has are surely a person's: the
    /// first is a given name and no common word, or none of them is a common word.
    fn is_surely_name(&self, person: &Person) -> Result<bool, SearchError> {
        let mut words = person.name.split(' ');
        let given = words.next().unwrap_or_default();
        if self.is_common(given)? {
            return Ok(false);
        }
        if nicknames().any(|(name, mut nicks)| name == given || nicks.any(|n| n == given)) {
            return Ok(true);
        }
        for word in words {
            if self.is_common(word)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Tells whether the calls have a word in small letters.
    fn is_common(&self, word: &str) -> Result<bool, SearchError> {
        for place in said_in_a_row(self.reader, &[word], MAX_LOOKED_AT)?.first {
            let said = read_said(self.reader, place)?;
            let written = words(&said.text).get(place.word as usize).map(|w| w.span.clone());
            if written.is_some_and(|span| said.text[span].starts_with(char::is_lowercase)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Holds the period that a text tells against those of a call: the fiscal one and that of its day.
/// Where the day is not known, something may also have been said in the quarter after.
pub(super) fn period(told: Told, call: &Call) -> Agreement {
    let Some(quarter) = call.quarter else {
        let is_other = call.date.is_some_and(|date| quarter_of(date) != told.period);
        // The fiscal period of the call is not known.
        return match (told.of, is_other, call.date) {
            (PeriodOf::Day, true, Some(date)) => Agreement::contradicts(
                ContradictionKind::Quarter,
                &told.period.spoken(),
                Some(&date.to_string()),
            ),
            _ => Agreement::Agrees,
        };
    };
    let is_day = call.date.is_some_and(|date| quarter_of(date) == told.period);
    let is_after = told.of == PeriodOf::Day && call.date.is_none() && follows(quarter, told.period);
    let is_unknown = quarter.year.is_none();
    if quarter == told.period || is_day || is_after || is_unknown {
        return Agreement::Agrees;
    }
    let found = match call.date {
        Some(date) => format!("{}, held on {date}", quarter.spoken()),
        None => quarter.spoken(),
    };
    Agreement::contradicts(ContradictionKind::Quarter, &told.period.spoken(), Some(&found))
}

/// Returns the quarter of the calendar that a day is in.
fn quarter_of(date: Date) -> Period {
    let part = match date.month() {
        1..=3 => PeriodPart::Q1,
        4..=6 => PeriodPart::Q2,
        7..=9 => PeriodPart::Q3,
        _ => PeriodPart::Q4,
    };
    Period { year: Some(date.year()), part }
}

/// Tells whether a quarter is the one after a period.
fn follows(before: Period, after: Period) -> bool {
    use PeriodPart::{FullYear, H1, H2, Q1, Q2, Q3, Q4};
    let (next, is_new_year) = match before.part {
        Q1 => (Q2, false),
        Q2 | H1 => (Q3, false),
        Q3 => (Q4, false),
        Q4 | H2 | FullYear => (Q1, true),
    };
    let year = before.year.map(|year| year + u16::from(is_new_year));
    after == Period { year, part: next }
}

fn is_better(a: &Agreement, b: &Agreement) -> bool {
    let rank = |agreement: &Agreement| match agreement {
        Agreement::Agrees => 0,
        Agreement::Unconfirmed(_) => 1,
        Agreement::Contradicts(_) => 2,
    };
    rank(a) < rank(b)
}

/// Tells whether a speaker's name is one, not a word for somebody unknown.
fn is_name(name: &str) -> bool {
    let words = meta_words(name);
    !words.iter().any(|w| PLACEHOLDERS.has(w) || w.chars().all(char::is_numeric))
}

fn is_firm(house: &House, name: &str) -> bool {
    let canonical = |name: &str| canonical_firm_name(name).unwrap_or(name).to_lowercase();
    let is_meant = house.firm.as_deref().is_some_and(|firm| canonical(firm) == canonical(name));
    is_meant || may_be_one_house(&house.written, name)
}

/// Returns the office that a speaker is said to hold and surely does not.
fn wrong_office(offices: &[String], speaker: &Speaker) -> Option<String> {
    let office = offices.first()?;
    if offices.iter().any(|office| is_told(office, speaker)) {
        return None;
    }
    let is_wrong = match (office.as_str(), speaker.role) {
        (ANALYST, role) => role == Role::Executive && speaker.name.is_some(),
        (_, Role::Analyst | Role::Operator) => speaker.name.is_some(),
        (office, _) => {
            let title = office_words(speaker.title.as_deref().unwrap_or_default()).join(" ");
            let is_chief = |words: &str| CHIEFS.iter().any(|chief| words.contains(chief));
            title.contains("chief") && (is_chief(office) || is_chief(&title))
        }
    };
    is_wrong.then(|| shown_office(office))
}

/// Tells whether it is known that a speaker holds an office.
fn is_told(office: &str, speaker: &Speaker) -> bool {
    if office == ANALYST {
        return matches!(speaker.role, Role::Analyst | Role::Unknown);
    }
    // Some calls give the office where others give the firm.
    let given = [speaker.title.as_deref(), speaker.firm.as_ref().map(Firm::said)];
    let title = office_words(&given.map(Option::unwrap_or_default).join(" ")).join(" ");
    let plain = |words: &str| words.replace("finance", "financial").replace(" officer", "");
    plain(&title).contains(&plain(office))
}

/// Returns an office as it is mostly written.
fn shown_office(office: &str) -> String {
    let short = ["ceo", "cfo", "coo"].into_iter().find(|s| office_words(s).join(" ") == office);
    short.map_or_else(|| office.to_owned(), str::to_uppercase)
}

/// Tells whether two names may be of one person: all words of one are words of the other, or
/// they are spellings of one name.
pub(super) fn is_same_person(folded: &str, name: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<String>) = (folded.split(' ').collect(), meta_words(name));
    if a.len() == 1 {
        // A surname alone is the last of the words.
        return b.last().is_some_and(|last| *last == folded);
    }
    let all_in_b = a.iter().all(|w| b.iter().any(|x| x == w));
    let all_in_a = b.iter().all(|w| a.contains(&w.as_str()));
    all_in_b || all_in_a || may_be_one_person(&name_parts(folded), &name_parts(&b.join(" ")))
}

/// Tells whether two names have one family name, so that the given name may be another of the
/// same person's.
fn is_relative(folded: &str, name: &str) -> bool {
    let last = |words: &[String]| words.last().cloned();
    let (a, b) = (name_parts(folded), name_parts(&meta_words(name).join(" ")));
    last(&a).is_some() && last(&a) == last(&b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_longer_and_shorter_names() {
        for (folded, name, same) in [
            ("david simon", "David E. Simon", true),
            ("wang", "Yulin Wang", true),
            ("yulin", "Yulin Wang", false),
            ("brian gong", "Brian Wang", false),
            ("tim cook", "Timothy D. Cook", true),
        ] {
            assert_eq!(is_same_person(folded, name), same, "{name}");
        }
    }

    #[test]
    fn an_office_is_wrong_only_where_another_is_known() {
        let check = |office: &str, role: Role, title: &str, firm: &str, is_wrong: bool| {
            let text = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
            let firm = text(firm).map(|firm| Firm::from_said(&firm));
            let speaker = Speaker { name: text("Ann Lee"), role, title: text(title), firm };
            let found = wrong_office(&[office.to_owned()], &speaker);
            assert_eq!(found.is_some(), is_wrong, "{office} {title}: {found:?}");
        };
        let (ceo, cfo) = ("chief executive officer", "chief financial officer");
        check(cfo, Role::Executive, "CEO", "", true);
        check(ceo, Role::Executive, "Chairman & CEO", "", false);
        check(ceo, Role::Executive, "President", "", false);
        check(ceo, Role::Executive, "", "", false);
        check(cfo, Role::Analyst, "", "UBS", true);
        check(cfo, Role::Analyst, "", "Chief Financial Officer", false);
        check(ANALYST, Role::Executive, "", "", true);
        check(ANALYST, Role::Unknown, "", "", false);
    }

    #[test]
    fn a_quarter_is_the_fiscal_one_or_that_of_the_day() {
        let check = |quarter: &str, date: Option<(u16, u8, u8)>, said: &str, of, agrees: bool| {
            let call = Call {
                quarter: quarter.parse().ok(),
                date: date.and_then(|(y, m, d)| Date::new(y, m, d)),
                ..Call::default()
            };
            let told = Told { period: said.parse().unwrap(), of };
            let found = period(told, &call);
            assert_eq!(found == Agreement::Agrees, agrees, "{quarter} {date:?} {said}: {found:?}");
        };
        let (of_call, day) = (PeriodOf::Call, PeriodOf::Day);
        let may = Some((2021, 5, 18));
        check("2021-Q1", may, "2021-Q1", of_call, true);
        check("2021-Q1", may, "2021-Q2", day, true);
        check("2021-Q1", may, "2021-Q2", of_call, true);
        check("2021-Q1", may, "2021-Q3", day, false);
        check("2021-Q1", None, "2021-Q2", day, true);
        check("2021-Q4", None, "2022-Q1", day, true);
        check("2021-Q1", None, "2021-Q2", of_call, false);
        check("2021-Q1", None, "2021-Q3", day, false);
        check("Q1", None, "2021-Q3", of_call, true);
        check("", None, "2021-Q3", of_call, true);
        check("", may, "2021-Q1", of_call, true);
        check("", may, "2021-Q4", day, false);
    }
}
