//! Numbers as people read them, wherever they are told.

/// Returns a number with its thousands parted: `33,120`.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns a number with what is counted, in the plural where it is one: `1 call`, `12 calls`.
pub fn counted(n: u64, what: &str) -> String {
    let ending = if n == 1 { "" } else { "s" };
    format!("{} {what}{ending}", number(n))
}

/// Returns a size in bytes in the unit that fits: `812 bytes`, `21.4 kB`, `3.0 MB`.
#[expect(clippy::cast_precision_loss, reason = "rounded to one digit anyway")]
pub fn bytes(n: u64) -> String {
    const UNITS: [(&str, f64); 3] = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)];
    // What would be rounded up to 1000.0 of a unit is 1.0 of the next.
    let fits = |unit: f64| n as f64 >= unit * 0.999_95;
    match UNITS.into_iter().find(|(_, unit)| fits(*unit)) {
        Some((name, unit)) => format!("{:.1} {name}", n as f64 / unit),
        None => counted(n, "byte"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_parted_by_thousands() {
        let check = |n, expected: &str| assert_eq!(number(n), expected);
        check(0, "0");
        check(999, "999");
        check(1_000, "1,000");
        check(1_234_567, "1,234,567");
        assert_eq!(counted(1, "call"), "1 call");
        assert_eq!(counted(1_836, "call"), "1,836 calls");
    }

    #[test]
    fn sizes_have_the_unit_that_fits() {
        let check = |n, expected: &str| assert_eq!(bytes(n), expected);
        check(1, "1 byte");
        check(812, "812 bytes");
        check(21_440, "21.4 kB");
        check(999_999, "1.0 MB");
        check(3_000_000_000, "3.0 GB");
    }
}
