//! BM25 (Robertson and Zaragoza, *The Probabilistic Relevance Framework*, 2009), over passages.

/// How fast a word that comes again counts less.
const K1: f32 = 1.2;

/// How much a long passage counts against its words; passages are of much the same length.
const B: f32 = 0.75;

/// The length in words below which a passage gains nothing from being shorter: "Is that in the
/// backlog?" says less about backlog than a passage that goes into it.
const SHORTEST: u32 = 40;

/// Returns the weight of a word that `with` of `all` passages have; never below zero.
#[expect(clippy::cast_precision_loss, reason = "weights need no more than a float's digits")]
pub fn idf(with: u64, all: u64) -> f32 {
    let (with, all) = (with.min(all) as f32, all as f32);
    ((all - with + 0.5) / (with + 0.5)).ln_1p()
}

/// How the length of a passage tells on its words.
#[derive(Debug, Clone, Copy)]
pub struct Lengths {
    /// What each word of a passage's length counts against it.
    per_word: f32,
}

impl Lengths {
    /// Takes the average from the number of words and passages in the index.
    #[expect(clippy::cast_precision_loss, reason = "an average needs no more digits")]
    pub fn new(words: u64, passages: u64) -> Self {
        let average = (words as f32 / passages.max(1) as f32).max(1.0);
        Self { per_word: K1 * B / average }
    }

    /// Returns how much `count` occurrences in a passage of `length` words weigh, from 0 to
    /// `K1 + 1`.
    pub fn saturate(self, count: u32, length: u32) -> f32 {
        weight(count, self.norm(length))
    }

    /// Returns what a passage's length of so many words counts against each of them.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    pub(super) fn norm(self, length: u32) -> f32 {
        K1 * (1.0 - B) + self.per_word * length.max(SHORTEST) as f32
    }

    /// Returns the most by which a weight can be larger if passages count by these lengths and not
    /// by others: 1 or more.
    pub(super) fn most_against(self, others: Self) -> f32 {
        (others.per_word / self.per_word).max(1.0)
    }

    /// Returns what tells these lengths from others, as a file keeps it.
    pub(super) fn to_bits(self) -> u32 {
        self.per_word.to_bits()
    }

    /// Reads lengths from what a file keeps of them.
    pub(super) fn from_bits(bits: u32) -> Self {
        Self { per_word: f32::from_bits(bits) }
    }
}

/// Returns how much `count` occurrences weigh in a passage whose length counts so much against
/// them, from 0 to `K1 + 1`.
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
pub(super) fn weight(count: u32, norm: f32) -> f32 {
    let count = count as f32;
    count * (K1 + 1.0) / (count + norm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_and_short_passages_weigh_more() {
        assert!(idf(1, 100) > idf(50, 100));
        assert!(idf(100, 100) > 0.0);
        let lengths = Lengths::new(1000, 10);
        assert!(lengths.saturate(1, 60) > lengths.saturate(1, 100));
        assert!(lengths.saturate(1, 5) <= lengths.saturate(1, 40));
        assert!(lengths.saturate(2, 100) > lengths.saturate(1, 100));
        assert!(lengths.saturate(1000, 100) < K1 + 1.0);
    }
}
