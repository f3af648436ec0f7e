//! How good ranked lists are: nDCG (linear gain), MRR, recall and success, as `trec_eval` counts
//! them, averaged over the queries that have a judged answer.

use std::collections::BTreeMap;

/// The grade of each judged document of a query; what is not judged is 0.
pub type Judged = BTreeMap<String, u32>;

/// Averages over queries.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Scores {
    pub queries: usize,
    pub ndcg_10: f64,
    pub mrr_10: f64,
    pub recall_10: f64,
    pub recall_100: f64,
    pub success_1: f64,
}

impl Scores {
    /// Adds a query's ranked list, best first; a query without an answer does not count.
    #[allow(clippy::cast_precision_loss, reason = "ranks and counts are small")]
    pub fn add(&mut self, ranked: &[String], judged: &Judged) {
        let mut good: Vec<u32> = judged.values().copied().filter(|grade| *grade > 0).collect();
        if good.is_empty() {
            return;
        }
        good.sort_unstable_by(|a, b| b.cmp(a));
        let gains: Vec<u32> =
            ranked.iter().take(100).map(|d| judged.get(d).copied().unwrap_or(0)).collect();
        let found = |depth: usize| gains.iter().take(depth).filter(|g| **g > 0).count() as f64;
        let first = gains.iter().take(10).position(|g| *g > 0);
        self.queries += 1;
        self.ndcg_10 += gain(&gains) / gain(&good);
        self.mrr_10 += first.map_or(0.0, |at| 1.0 / (at + 1) as f64);
        self.recall_10 += found(10) / good.len() as f64;
        self.recall_100 += found(100) / good.len() as f64;
        self.success_1 += f64::from(u8::from(first == Some(0)));
    }

    /// Returns the averages as a row of the table.
    #[allow(clippy::cast_precision_loss, reason = "counts are small")]
    pub fn row(&self, name: &str) -> String {
        let all = self.queries.max(1) as f64;
        let [ndcg, mrr, r10, r100, s1] =
            [self.ndcg_10, self.mrr_10, self.recall_10, self.recall_100, self.success_1]
                .map(|sum| sum / all);
        let queries = self.queries;
        format!("{name:<10} {queries:>7} {ndcg:>8.3} {mrr:>7.3} {r10:>6.3} {r100:>6.3} {s1:>6.3}")
    }
}

/// The head of the table.
pub const HEAD: &str = "set        queries  nDCG@10  MRR@10   R@10  R@100    S@1";

/// Discounted cumulative gain of the first ten.
#[allow(clippy::cast_precision_loss, reason = "ranks and grades are small")]
fn gain(gains: &[u32]) -> f64 {
    let discounted = gains.iter().take(10).enumerate();
    discounted.map(|(at, gain)| f64::from(*gain) / ((at + 2) as f64).log2()).sum()
}
