//! Offices as people write them: `CFO` and "Chief Financial Officer" are one.

/// Short forms of offices and what they stand for.
const SHORT_FORMS: [(&str, &str); 18] = [
    ("ceo", "chief executive officer"),
    ("cfo", "chief financial officer"),
    ("coo", "chief operating officer"),
    ("cto", "chief technology officer"),
    ("cmo", "chief marketing officer"),
    ("cio", "chief information officer"),
    ("cco", "chief commercial officer"),
    ("cro", "chief revenue officer"),
    ("cpo", "chief product officer"),
    ("cso", "chief strategy officer"),
    ("evp", "executive vice president"),
    ("svp", "senior vice president"),
    ("avp", "assistant vice president"),
    ("vp", "vice president"),
    ("md", "managing director"),
    ("ir", "investor relations"),
    ("gm", "general manager"),
    ("gc", "general counsel"),
];

/// Returns the words of an office in lower case, short forms written out, so that two ways to
/// write one office compare equal.
pub fn office_words(title: &str) -> Vec<String> {
    let lower = title.to_lowercase().replace('.', "");
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let written_out = words.flat_map(|word| {
        let long = SHORT_FORMS.iter().find(|(short, _)| *short == word).map(|(_, long)| *long);
        long.unwrap_or(word).split(' ')
    });
    written_out.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_written_out() {
        let check = |title: &str, words: &str| assert_eq!(office_words(title).join(" "), words);
        check("CFO", "chief financial officer");
        check("Chief Financial Officer", "chief financial officer");
        check("EVP & C.F.O.", "executive vice president chief financial officer");
        check("Senior Director of IR", "senior director of investor relations");
    }
}
