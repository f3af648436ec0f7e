//! A person of the roster: name, office, firm, and what speaks for each role.

use std::ops::Range;

use crate::parse::names::misheard;
use crate::parse::names::near;
use crate::parse::names::same_given;
use crate::parse::titles::Office;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Shape;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::parse::tokens::id_of;
use crate::transcript::Role;

/// A person by place in the roster.
pub(crate) type PersonId = usize;

/// Somebody the words name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Person {
    /// The name, as full as the text gives it.
    pub(crate) name: String,
    /// The folded parts of the name.
    pub(crate) parts: Vec<String>,
    /// Other single names by which the call speaks of the person.
    pub(crate) also: Vec<String>,
    /// What speaks for each role: executive, analyst, operator.
    pub(crate) votes: Votes,
    /// The office, as the text gives it.
    pub(crate) title: Option<String>,
    /// The firm, as the text gives it.
    pub(crate) firm: Option<String>,
    /// The first word that names the person.
    pub(crate) first: usize,
}

/// What speaks for each role a person may have.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Votes {
    /// For an executive.
    pub(crate) executive: f32,
    /// For an analyst.
    pub(crate) analyst: f32,
    /// For the operator.
    pub(crate) operator: f32,
}

impl Votes {
    pub(crate) fn for_role(role: Role, weight: f32) -> Self {
        let mut votes = Self::default();
        match role {
            Role::Executive => votes.executive = weight,
            Role::Analyst => votes.analyst = weight,
            Role::Operator => votes.operator = weight,
            Role::Unknown => {}
        }
        votes
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.executive += other.executive;
        self.analyst += other.analyst;
        self.operator += other.operator;
    }

    /// Returns the role that most speaks for, if one does.
    pub(crate) fn role(self) -> Role {
        let most = self.executive.max(self.analyst).max(self.operator);
        if most <= 0.0 {
            Role::Unknown
        } else if self.executive >= most {
            Role::Executive
        } else if self.analyst >= most {
            Role::Analyst
        } else {
            Role::Operator
        }
    }
}

impl Person {
    /// Returns the office, as a class.
    pub(crate) fn office(&self) -> Office {
        Office::of(self.title.as_deref())
    }

    /// Returns the role the words speak for.
    pub(crate) fn role(&self) -> Role {
        self.votes.role()
    }

    /// Tells whether only initials stand for the given names: `B.J. Lee`.
    pub(crate) fn goes_by_initials(&self) -> bool {
        let given = self.name.split(' ').next().unwrap_or_default();
        let letters = given.chars().filter(|c| *c != '.').count();
        self.name.contains(char::is_lowercase)
            && (2..4).contains(&letters)
            && given.chars().all(|c| c == '.' || c.is_uppercase())
    }

    pub(crate) fn given(&self) -> WordId {
        id_of(&self.parts[0])
    }
}

/// Words of the names of companies and things.
const THINGS: [WordId; 34] = [
    id("corporation"),
    id("corp"),
    id("company"),
    id("companies"),
    id("inc"),
    id("ltd"),
    id("llc"),
    id("plc"),
    id("bank"),
    id("services"),
    id("holdings"),
    id("technologies"),
    id("systems"),
    id("energy"),
    id("investment"),
    id("investments"),
    id("communications"),
    id("industries"),
    id("international"),
    id("partners"),
    id("capital"),
    id("insurance"),
    id("health"),
    id("foods"),
    id("brands"),
    id("trust"),
    id("therapeutics"),
    id("pharmaceuticals"),
    id("properties"),
    id("resources"),
    id("entertainment"),
    id("bancorp"),
    id("cloud"),
    id("oil"),
];

/// Tells whether a run of capitalised words names a company or a thing.
pub(crate) fn is_no_person(words: &[Word], name: &Range<usize>) -> bool {
    let own = &words[name.clone()];
    let possessive = own.last().is_some_and(|w| w.base != w.id);
    possessive
        || runs_on_to_possessive(words, name.end)
        || own.iter().any(|w| THINGS.contains(&w.base))
        || own.len() == 1 && own[0].shape == Shape::Upper
}

/// Tells whether capitalised words run on from here to a possessive: `Acme General Group's CFO`.
fn runs_on_to_possessive(words: &[Word], end: usize) -> bool {
    (end..end + 4)
        .take_while(|&i| {
            let joins = |w: &Word| w.after == Mark::Space && w.base == w.id;
            words.get(i).is_some_and(|w| w.capital() && !w.opens) && joins(&words[i - 1])
        })
        .any(|i| words[i].base != words[i].id)
}

/// Tells whether two full names may be one person's, the given name said short in a way that no
/// table knows: `Laurans Lee` and `Larry Lee`.
pub(crate) fn same_begun(known: &[String], said: &[String]) -> bool {
    let (Some(given), Some(other)) = (known.first(), said.first()) else { return false };
    let begun = |s: &str| s.get(..2).map(str::to_owned);
    known.len() > 1
        && said.len() > 1
        && known.last() == said.last()
        && begun(given).is_some_and(|b| begun(other) == Some(b))
}

/// Tells whether two names are spellings of one person's.
pub(crate) fn same_person(
    known: &[String],
    said: &[String],
    known_role: Role,
    said_role: Role,
) -> bool {
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return false };
    let (Some(said_first), Some(said_last)) = (said.first(), said.last()) else { return false };
    if known == said {
        return true;
    }
    let roles_fit =
        known_role == said_role || known_role == Role::Unknown || said_role == Role::Unknown;
    let given = |a: &str, b: &str| {
        a == b
            || same_given(id_of(a), id_of(b))
            || (a.len() == 1 || b.len() == 1) && a.chars().next() == b.chars().next()
    };
    if known.len() == 1 || said.len() == 1 {
        let (one, all) = if known.len() == 1 { (first, said) } else { (said_first, known) };
        return roles_fit && all.iter().any(|p| p.len() > 1 && p == one)
            || roles_fit && given(&all[0], one) && one.len() > 1
            || roles_fit && one.len() > 4 && near(&all[0], one);
    }
    let given_fits =
        given(first, said_first) || known[1..known.len() - 1].iter().any(|m| given(m, said_first));
    if last == said_last {
        return given_fits || roles_fit && near(first, said_first);
    }
    roles_fit && first == said_first && (near(last, said_last) || misheard(last, said_last))
}
