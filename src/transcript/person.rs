//! Names of people: which spellings may mean one person.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Returns each given name of the table with the nicknames it goes by, all in lower case.
pub fn nicknames() -> impl Iterator<Item = (&'static str, std::str::Split<'static, char>)> {
    let rows = include_str!("nicknames.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t')).map(|(name, nicks)| (name, nicks.split(' ')))
}

/// Each given name with the names it may stand for.
static NICKNAMES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut table: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, nicks) in nicknames() {
        for nick in nicks {
            table.entry(name).or_default().push(nick);
            table.entry(nick).or_default().push(name);
        }
    }
    table
});

/// What may stand behind a family name and is no part of it.
const SUFFIXES: [&str; 7] = ["jr", "sr", "ii", "iii", "iv", "phd", "cfa"];

/// Returns the parts of a name in lower case, dots and apostrophes left out, without what stands
/// behind the family name.
pub fn name_parts(name: &str) -> Vec<String> {
    let lower = name.to_lowercase().replace(['.', '\'', '’', ','], "");
    let mut parts: Vec<String> = lower.split_whitespace().map(str::to_owned).collect();
    while parts.len() > 2 && parts.last().is_some_and(|p| SUFFIXES.contains(&p.as_str())) {
        parts.pop();
    }
    parts
}

/// Tells whether two names, as [`name_parts`], may be spellings of one person's: the same family
/// name, and given names that are the same, a nickname or an initial of each other. A name of
/// one part is the same as itself alone.
pub fn may_be_one_person(a: &[String], b: &[String]) -> bool {
    let (Some((a_family, a_given)), Some((b_family, b_given))) = (a.split_last(), b.split_last())
    else {
        return false;
    };
    let (Some((a_first, a_middle)), Some((b_first, b_middle))) =
        (a_given.split_first(), b_given.split_first())
    else {
        return a == b;
    };
    let is_nickname = |a: &str, b: &str| NICKNAMES.get(a).is_some_and(|n| n.contains(&b));
    let is_initial = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
    let fits = |a: &str, b: &str| a == b || is_initial(a, b) || is_initial(b, a);
    let middle_fits = a_middle.is_empty()
        || b_middle.is_empty()
        || a_middle.len() == b_middle.len()
            && a_middle.iter().zip(b_middle).all(|(a, b)| fits(a, b));
    a_family == b_family && (fits(a_first, b_first) || is_nickname(a_first, b_first)) && middle_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_person_are_told_from_two_people() {
        let check = |a: &str, b: &str, expected: bool| {
            let (a, b) = (name_parts(a), name_parts(b));
            assert_eq!(may_be_one_person(&a, &b), expected, "{a:?} {b:?}");
            assert_eq!(may_be_one_person(&b, &a), expected, "{b:?} {a:?}");
        };
        check("Tim Cook", "Timothy D. Cook", true);
        check("Timothy D. Cook", "Timothy Donald Cook", true);
        check("Timothy D. Cook", "Timothy E. Cook", false);
        check("T. Cook", "Tim Cook", true);
        check("A.J. Rice", "AJ Rice", true);
        check("Robert Iger Jr.", "Bob Iger", true);
        check("Tim Cook", "Tom Cook", false);
        check("Tim Cook", "Tim Crook", false);
        check("Cook", "Tim Cook", false);
        check("Sofia", "sofia", true);
    }
}
