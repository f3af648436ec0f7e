//! Who gets which id; see [the rules](super).

use std::collections::HashMap;

/// How a call is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// As JSON in earmark's own shape: such a call is a person's word.
    AsJson,
    /// In any other way.
    Otherwise,
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Claim {
    /// The call has the id it asked for.
    Granted(String),
    /// Another call has it; the call has this one instead.
    Renamed(String),
    /// The same call is given as JSON, which is taken.
    GivesWay,
    /// The same bytes have been read as the call of this id.
    SameBytes(String),
}

impl Claim {
    /// Returns the id, if the call got one.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Granted(id) | Self::Renamed(id) => Some(id),
            Self::GivesWay | Self::SameBytes(_) => None,
        }
    }
}

/// The ids claimed so far.
#[derive(Debug, Default)]
pub(super) struct Claims {
    by_id: HashMap<String, Given>,
    by_hash: HashMap<String, String>,
}

impl Claims {
    /// Claims an id for the call read from bytes of this hash.
    pub(super) fn claim(&mut self, base: &str, hash: &str, given: Given) -> Claim {
        if let Some(id) = self.by_hash.get(hash) {
            return Claim::SameBytes(id.clone());
        }
        if given == Given::Otherwise && self.by_id.get(base) == Some(&Given::AsJson) {
            return Claim::GivesWay;
        }
        let id = self.free(base);
        self.by_id.insert(id.clone(), given);
        self.by_hash.insert(hash.to_owned(), id.clone());
        if id == base { Claim::Granted(id) } else { Claim::Renamed(id) }
    }

    fn free(&self, base: &str) -> String {
        if !self.by_id.contains_key(base) {
            return base.to_owned();
        }
        let numbered = (2..).map(|n: u64| format!("{base}-{n}"));
        numbered.into_iter().find(|id| !self.by_id.contains_key(id)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_claim_wins_and_json_before_others() {
        let mut claims = Claims::default();
        let mut check = |base: &str, hash: &str, given, expected: Claim| {
            assert_eq!(claims.claim(base, hash, given), expected);
        };
        check("a", "1", Given::AsJson, Claim::Granted("a".into()));
        check("a", "2", Given::AsJson, Claim::Renamed("a-2".into()));
        check("a", "3", Given::Otherwise, Claim::GivesWay);
        check("b", "4", Given::Otherwise, Claim::Granted("b".into()));
        check("b", "5", Given::Otherwise, Claim::Renamed("b-2".into()));
        check("c", "4", Given::Otherwise, Claim::SameBytes("b".into()));
    }
}
