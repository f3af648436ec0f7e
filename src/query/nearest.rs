//! The nearest of a few names, for "did you mean".

/// Returns the candidate whose name is fewest edits away, the first of equals; `None` where none
/// is near: one edit for short names, two from five letters, three from eight.
pub(crate) fn nearest<'n, T: Copy>(
    name: &str,
    candidates: impl IntoIterator<Item = T>,
    text: impl Fn(T) -> &'n str,
) -> Option<T> {
    let name: Vec<char> = name.to_lowercase().chars().take(LONGEST).collect();
    let allowed = match name.len() {
        0..=4 => 1,
        5..=7 => 2,
        _ => 3,
    };
    let scored = candidates.into_iter().map(|c| (edits(&name, text(c)), c));
    let best = scored.min_by_key(|(edits, _)| *edits)?;
    (best.0 <= allowed).then_some(best.1)
}

/// Names longer than this are near to nothing; it bounds the work on hostile input.
const LONGEST: usize = 32;

/// Returns how many insertions, deletions, replacements and swaps of neighbours lead from one
/// text to the other.
fn edits(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_count_swaps_once() {
        let check = |a: &str, b: &str, n| {
            assert_eq!(edits(&a.chars().collect::<Vec<_>>(), b), n, "{a} {b}");
        };
        check("", "abc", 3);
        check("rol", "role", 1);
        check("form", "from", 1);
        check("kitten", "sitting", 3);
    }
}
