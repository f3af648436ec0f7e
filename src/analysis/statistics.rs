//! The statistics of words, each with where it comes from.
//!
//! - *Log-likelihood* G²: T. Dunning, "Accurate Methods for the Statistics of Surprise and
//!   Coincidence", Computational Linguistics 19(1), 1993. It tells how sure it is that a word is
//!   said more often in one place than in another: above 3.84 by chance in 1 of 20 cases, above
//!   6.63 in 1 of 100, above 10.83 in 1 of 1,000.
//! - *Pointwise mutual information*: K. Church and P. Hanks, "Word Association Norms, Mutual
//!   Information, and Lexicography", Computational Linguistics 16(1), 1990, in bits. It tells how
//!   strongly two words attract each other, and favours rare ones.
//! - *Log ratio*: A. Hardie, "Log Ratio – an informal introduction", 2014: the binary logarithm of
//!   the ratio of two rates; 1 is twice as often, −1 half as often. Where a word is not said at
//!   all, half a mention stands for none.

/// How often a word is said in one place, and what else is, against everywhere else.
///
/// All numbers are of words; `here` and `elsewhere` have no word in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Contrast {
    /// How often the word is said here.
    pub(super) count: u64,
    /// How many words are said here.
    pub(super) here: u64,
    /// How often the word is said elsewhere.
    pub(super) other_count: u64,
    /// How many words are said elsewhere.
    pub(super) elsewhere: u64,
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
impl Contrast {
    /// Returns how often the word would be said here if it were said evenly.
    pub(super) fn expected(self) -> f64 {
        let all = (self.here + self.elsewhere) as f64;
        if all == 0.0 { 0.0 } else { self.here as f64 * self.total() / all }
    }

    /// Returns G² of the table of four cells: the word and all others, here and elsewhere.
    pub(super) fn log_likelihood(self) -> f64 {
        let (here, elsewhere) = (self.here as f64, self.elsewhere as f64);
        let all = here + elsewhere;
        let (word, others) = (self.total(), all - self.total());
        let cells = [
            (self.count as f64, here * word),
            (self.other_count as f64, elsewhere * word),
            (here - self.count as f64, here * others),
            (elsewhere - self.other_count as f64, elsewhere * others),
        ];
        let part = |(observed, product): (f64, f64)| {
            if observed <= 0.0 { 0.0 } else { observed * (observed * all / product).ln() }
        };
        // Rounding may leave a little less than nothing.
        (2.0 * cells.into_iter().map(part).sum::<f64>()).max(0.0)
    }

    /// Returns the pointwise mutual information of the word and the place, in bits.
    pub(super) fn mutual_information(self) -> f64 {
        (self.count as f64 / self.expected()).log2()
    }

    /// Returns the log ratio of the rate here to the rate elsewhere; `None` where nothing is said
    /// at one of the two.
    pub(super) fn log_ratio(self) -> Option<f64> {
        let rate = |count: u64, words: u64| {
            let count = if count == 0 { 0.5 } else { count as f64 };
            (words > 0).then(|| count / words as f64)
        };
        let ratio = rate(self.count, self.here)? / rate(self.other_count, self.elsewhere)?;
        Some(ratio.log2())
    }

    fn total(self) -> f64 {
        (self.count + self.other_count) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 0.01, "{a} {b}");
    }

    #[test]
    fn numbers_are_those_of_the_literature() {
        // Dunning 1993, table 2: "the swiss" (110 of 221 and 2,442 − 110 of 31,777).
        let table = Contrast { count: 110, here: 221, other_count: 2_442, elsewhere: 31_556 };
        close(table.log_likelihood(), 270.72);
        // The same rate on both sides is no news.
        let even = Contrast { count: 10, here: 1_000, other_count: 20, elsewhere: 2_000 };
        close(even.log_likelihood(), 0.0);
        close(even.mutual_information(), 0.0);
        close(even.log_ratio().unwrap(), 0.0);
        let twice = Contrast { count: 20, here: 1_000, other_count: 20, elsewhere: 2_000 };
        close(twice.log_ratio().unwrap(), 1.0);
        close(twice.expected(), 40.0 / 3.0);
        let new = Contrast { count: 4, here: 1_000, other_count: 0, elsewhere: 1_000 };
        close(new.log_ratio().unwrap(), 3.0);
        assert_eq!(Contrast { elsewhere: 0, ..new }.log_ratio(), None);
    }
}
