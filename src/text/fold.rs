//! Case, accents and typographic variants folded away.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the text in lower case, without accents, with plain apostrophes.
///
/// Two spellings that fold alike are one word to the index.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Appends the folded text to `out`; see [`fold`].
pub(crate) fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        let from = out.len();
        out.push_str(text);
        out[from..].make_ascii_lowercase();
        return;
    }
    let decomposed = text.nfkd().filter(|c| !is_combining_mark(*c));
    for c in decomposed.flat_map(char::to_lowercase) {
        match c {
            '’' | '‘' | 'ʼ' => out.push('\''),
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ı' => out.push('i'),
            _ if is_combining_mark(c) => {}
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_accents_and_apostrophes_fold() {
        let check = |text: &str, expected: &str| assert_eq!(fold(text), expected, "{text}");
        check("Société Générale", "societe generale");
        check("Itaú BBA", "itau bba");
        check("customer’s", "customer's");
        check("Zürcher", "zurcher");
        check("Straße", "strasse");
        check("ﬁscal", "fiscal");
        check("İstanbul", "istanbul");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
