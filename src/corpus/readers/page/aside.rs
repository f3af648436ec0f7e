//! What stands on a page and nobody speaks: adverts, rules, numbers of pages, the notice and the
//! links at its end.

use super::Line;
use super::script;

/// How many lines an advert has at most.
const LONGEST_ADVERT: usize = 16;

/// How an advert between or behind the turns begins.
const ADVERTS: [&str; 7] = [
    " stocks we like better than ",
    "don't miss this second chance at a potentially lucrative opportunity",
    "don’t miss this second chance at a potentially lucrative opportunity",
    "should you invest $1,000 in ",
    "should you buy stock in ",
    "where to invest $1,000 right now",
    "this stock could be like buying ",
];

/// How its last line begins.
const ADVERT_ENDS: [&str; 3] = [
    "*stock advisor returns as of",
    "stock advisor returns as of",
    "*average returns of all recommendations",
];

/// The shortest line that may be a printed one, in bytes; the longest has twice as many.
const FULL_LINE: usize = 60;

/// The fewest such lines by which to tell.
const FEWEST_FULL: usize = 8;

/// How the lines of a page end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// With paragraphs.
    Paragraphs,
    /// Within sentences, as printed lines do.
    Anywhere,
}

/// Returns for each line whether it is of an advert.
///
/// An advert whose end cannot be told is its first line alone: what follows may be speech.
pub(super) fn adverts(lines: &[Line<'_>]) -> Vec<bool> {
    let mut out = vec![false; lines.len()];
    for (at, line) in lines.iter().enumerate() {
        if out[at] || line.text.len() > 160 {
            continue;
        }
        let lower = line.text.to_lowercase();
        if !ADVERTS.iter().any(|advert| lower.contains(advert))
            || line.ends_sentence() && !lower.ends_with('?')
        {
            continue;
        }
        let within = lines[at..].iter().take(LONGEST_ADVERT);
        let end = within
            .map(|l| l.text.to_lowercase())
            .position(|lower| ADVERT_ENDS.iter().any(|end| lower.starts_with(end)));
        out[at..=at + end.unwrap_or_default()].fill(true);
    }
    out
}

/// Tells by most lines how they end.
pub(super) fn ends(lines: &[Line<'_>]) -> Ends {
    let is_full = |line: &Line<'_>| (FULL_LINE..2 * FULL_LINE + 20).contains(&line.text.len());
    let count = |fits: &dyn Fn(&Line<'_>) -> bool| lines.iter().filter(|line| fits(line)).count();
    let printed = count(&is_full);
    let cut = count(&|line| is_full(line) && !line.ends_sentence());
    let long = count(&|line| line.text.len() > 4 * FULL_LINE);
    if printed >= FEWEST_FULL && cut * 2 > printed && long * 4 < printed {
        Ends::Anywhere
    } else {
        Ends::Paragraphs
    }
}

/// Tells whether a line is a rule.
pub(super) fn is_rule(line: &str) -> bool {
    line.len() > 4 && line.chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | '—'))
}

/// Tells whether a line is the number of a page: it stands beside a line of the page's own.
pub(super) fn is_page_number(lines: &[Line<'_>], at: usize) -> bool {
    let text = &lines[at].text;
    let beside = |at: Option<usize>| {
        at.and_then(|at| lines.get(at)).is_some_and(|l| script::is_furniture(&l.text))
    };
    text.len() <= 3
        && text.bytes().all(|b| b.is_ascii_digit())
        && (beside(at.checked_sub(1)) || beside(Some(at + 1)))
}

/// Tells whether a line is of the page's end, behind which nobody speaks: the publisher's notice,
/// readers' comments, links to other pages.
pub(super) fn ends_page(line: &str) -> bool {
    let lower = line.to_lowercase();
    let about = ["errors, omissions", "copyright", "is a textual representation", "produced for"];
    let links = [
        "comment on this article",
        "comments (",
        "editor's note: ",
        "editor’s note: ",
        "if you have any additional questions about our online transcripts",
        "read more current ",
        "recommended for you",
        "this article was written by",
        "view all earnings call transcripts",
    ];
    lower.contains("transcript") && about.iter().any(|a| lower.contains(a))
        || lower.starts_with("the information contained herein is a textual representation")
        || lower.starts_with("this article is a transcript")
        || links.iter().any(|link| lower.starts_with(link))
}
