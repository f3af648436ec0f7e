//! Running a plan over the segments: counting what matches, and finding the best of it.

use std::ops::Range;

use tantivy::DocId;
use tantivy::TERMINATED;
use tantivy::schema::IndexRecordOption;

use crate::index::Reader;
use crate::index::Segment;
use crate::search::Options;
use crate::search::Ranked;
use crate::search::SearchError;
use crate::search::bitset::BitSet;
use crate::search::collect::Collector;
use crate::search::facets::TurnCounts;
use crate::search::inherit::Inheritance;
use crate::search::inherit::Weights;
use crate::search::opener::Opener;
use crate::search::plan::Plan;
use crate::search::promise::Promise;
use crate::search::promise::Promises;
use crate::search::searcher::Explain;
use crate::search::subject::Subject;
use crate::search::topk::Candidate;
use crate::search::wanted::Matched;
use crate::search::wanted::Wanted;
use crate::search::wanted::is_counted_quickly;
use crate::search::window;
use crate::search::window::Detail;
use crate::search::window::Window;

/// Whether it matters how much matches beside the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Totals {
    /// It is counted.
    Needed,
    /// It need not be.
    Unneeded,
}

/// Which calls are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LookAt {
    /// All that have passages that match.
    All,
    /// Those that can have one of the best.
    Promising,
}

/// What a plan found.
#[derive(Default)]
pub(super) struct Found {
    /// How many passages match.
    pub(super) total: u64,
    /// How many hits there are in all.
    pub(super) groups: u64,
    /// Those asked for, in order.
    pub(super) best: Vec<Candidate>,
    /// Where they stand, if they are to be counted by facets.
    pub(super) turns: TurnCounts,
    /// All of them, by segment and document, if the search is to be explained.
    pub(super) matched: Vec<(usize, DocId)>,
}

/// Finds the best passages that match, and counts all of them if that is needed; what is known of
/// the others is then only a part.
pub(super) fn run(
    reader: &Reader,
    plan: &Plan,
    subjects: &[Subject],
    options: &Options,
    totals: Totals,
) -> Result<Found, SearchError> {
    let mut collector = Collector::new(reader, options, plan);
    let mut found = Found::default();
    let look_at = LookAt::new(plan, options, &collector, totals);
    let mut scans = Vec::new();
    let mut counted = 0;
    for number in 0..reader.segments().len() {
        let mut scan = Scan::open(reader, number, plan, subjects, options, look_at)?;
        if look_at == LookAt::All || scan.promises.is_none() {
            scan.all(options, &mut found, &mut collector)?;
            continue;
        }
        if totals == Totals::Needed {
            counted += scan.count(plan)?;
        }
        scans.push(scan);
    }
    visit(&mut scans, plan, &mut collector)?;
    found.total += counted;
    let (groups, mut best) = collector.finish(plan)?;
    best.drain(..options.offset.min(best.len()));
    // Passages stand for themselves, also those that were only counted.
    let groups = if options.by == Ranked::Passage { found.total } else { groups };
    Ok(Found { groups, best, ..found })
}

impl LookAt {
    fn new(plan: &Plan, options: &Options, collector: &Collector, totals: Totals) -> Self {
        let is_ranked = options.by == Ranked::Passage && collector.is_by_score();
        let all_matter = !options.facets.is_empty() || options.explain == Explain::Yes;
        let is_short = options.limit.saturating_add(options.offset) <= LONG;
        let is_counted = is_short && is_counted_quickly(plan);
        if is_ranked && !all_matter && (totals == Totals::Unneeded || is_counted) {
            Self::Promising
        } else {
            Self::All
        }
    }
}

/// Of a list of more hits than these so many calls are looked at that it is quicker to count and
/// score in one go.
const LONG: usize = 1_000;

/// How many calls are visited first, as many in each segment, to learn what others must come up to.
const FIRST: usize = 16;

/// Calls are laid out together of which one begins at most so many documents after the other: to
/// find the next in the postings costs as much as to go through some.
const TOGETHER: DocId = 512;

/// Visits calls as long as they can have passages that are among the best: those that promise
/// most first, then the others in the order of documents.
fn visit(
    scans: &mut [Scan<'_>],
    plan: &Plan,
    collector: &mut Collector,
) -> Result<(), SearchError> {
    let mut visited = Vec::new();
    let first = FIRST.div_ceil(scans.len().max(1));
    for scan in &mut *scans {
        let first = scan.first(first);
        for Promise { head, at_most } in &first {
            if !collector.is_too_low(*at_most) {
                scan.calls(&[*head], collector)?;
            }
        }
        visited.push(first.into_iter().map(|promise| promise.head).collect::<Vec<_>>());
    }
    collector.settle();
    for (scan, visited) in scans.iter_mut().zip(visited) {
        let promising = scan.promising(&visited, collector);
        if !promising.is_empty() {
            scan.rewind(plan)?;
        }
        let mut rest = promising.into_iter().peekable();
        let mut together = Vec::new();
        while let Some(promise) = rest.next() {
            if !collector.is_too_low(promise.at_most) {
                together.push(promise.head);
            }
            let (Some(first), Some(last)) = (together.first(), together.last()) else { continue };
            let is_near = |next: &Promise| {
                next.head <= last + TOGETHER && next.head < first + window::DOCUMENTS
            };
            if !rest.peek().is_some_and(is_near) {
                scan.calls(&together, collector)?;
                together.clear();
            }
        }
    }
    Ok(())
}

/// A plan that is run over a segment.
struct Scan<'r> {
    reader: &'r Reader,
    segment: &'r Segment,
    number: usize,
    wanted: Wanted,
    window: Window,
    inheritance: Inheritance,
    /// What the calls promise, where that can be told.
    promises: Option<Promises>,
    matched: Matched,
}

impl<'r> Scan<'r> {
    fn open(
        reader: &'r Reader,
        number: usize,
        plan: &Plan,
        subjects: &[Subject],
        options: &Options,
        look_at: LookAt,
    ) -> Result<Self, SearchError> {
        let segment = &reader.segments()[number];
        let opener = Opener::new(reader, segment);
        let mut wanted = Wanted::open(plan, &opener)?;
        let detail = match (wanted.detail(), look_at) {
            (Detail::Peaks, _) if options.by != Ranked::Passage => Detail::Counts,
            (Detail::Positions, LookAt::Promising) => Detail::PositionsOfFew,
            (detail, _) => detail,
        };
        let weights = Weights::of(options.by);
        let (mut window, inheritance) = opener.inheritance(plan, subjects, weights, detail)?;
        let least = wanted.least().filter(|_| options.by == Ranked::Passage);
        let mut promises = least.and_then(|least| Promises::new(&mut window, &inheritance, least));
        if let (Some(promises), LookAt::Promising) = (&mut promises, look_at)
            && let Some(calls) = wanted.calls(&segment.columns, promises.heads())
        {
            promises.keep(&calls);
            wanted = Wanted::open(plan, &opener)?;
        }
        window.rewind(IndexRecordOption::WithFreqs)?;
        let matched = Matched::default();
        Ok(Self { reader, segment, number, wanted, window, inheritance, promises, matched })
    }

    /// Returns so many of the calls that promise most, in the order of documents.
    fn first(&self, many: usize) -> Vec<Promise> {
        self.promises.as_ref().map_or_else(Vec::new, |promises| promises.best(many))
    }

    /// Returns the calls that can have one of the best still and were not visited, in the order of
    /// documents.
    fn promising(&self, visited: &[DocId], collector: &Collector) -> Vec<Promise> {
        let least = collector.least();
        let promises = self.promises.iter().flat_map(|promises| promises.at_least(least));
        promises.filter(|promise| visited.binary_search(&promise.head).is_err()).collect()
    }

    /// Goes back to before the first document.
    fn rewind(&mut self, plan: &Plan) -> Result<(), SearchError> {
        self.wanted = Wanted::open(plan, &Opener::new(self.reader, self.segment))?;
        self.window.rewind(IndexRecordOption::WithFreqs)
    }

    /// Counts what matches, of a plan that [is counted quickly](is_counted_quickly), without looking
    /// how often words stand anywhere.
    fn count(&mut self, plan: &Plan) -> Result<u64, SearchError> {
        let has_deletes = self.segment.reader.has_deletes();
        if let Some(counted) = self.wanted.known_count(&self.window).filter(|_| !has_deletes) {
            return Ok(counted);
        }
        self.window.rewind(IndexRecordOption::Basic)?;
        let mut total = 0;
        let mut doc = self.wanted.next(&mut self.window, 0);
        while doc != TERMINATED {
            self.window.begin_anywhere(doc, self.reader.folder())?;
            self.find(None);
            total += self.matched.places.len();
            let end = self.window.docs().end;
            doc = self.wanted.next(&mut self.window, end);
        }
        self.rewind(plan)?;
        Ok(total)
    }

    /// Looks at every passage that matches.
    fn all(
        &mut self,
        options: &Options,
        found: &mut Found,
        collector: &mut Collector,
    ) -> Result<(), SearchError> {
        let mut doc = self.wanted.next(&mut self.window, 0);
        while doc != TERMINATED {
            self.window.begin(doc, self.reader.folder())?;
            self.find(None);
            found.note(self, options);
            let all = self.matched.places.len();
            found.total += all;
            let handed_on = self.hand_on(collector);
            collector.pass_over(all - handed_on);
            let end = self.window.docs().end;
            doc = self.wanted.next(&mut self.window, end);
        }
        Ok(())
    }

    /// Looks at the calls that begin with some documents, rising; calls of a segment must come in
    /// the order of documents.
    fn calls(&mut self, heads: &[DocId], collector: &mut Collector) -> Result<(), SearchError> {
        let (Some(first), Some(last)) = (heads.first(), heads.last()) else { return Ok(()) };
        self.window.begin_with(*first..*last, self.reader.folder())?;
        let mut within = BitSet::default();
        within.clear(self.window.docs().len());
        for head in heads {
            within.insert_all(&self.window.call_around((head - first) as usize));
        }
        self.find(Some(&within));
        self.hand_on(collector);
        Ok(())
    }

    /// Finds what matches in the window, or only within some places of it.
    fn find(&mut self, within: Option<&BitSet>) {
        let Self { wanted, window, matched, segment, .. } = self;
        wanted.find(window, within, matched);
        if segment.reader.has_deletes() {
            matched.places.retain(|at| !segment.reader.is_deleted(window.document(at)));
        }
    }

    /// Hands passages of the window on with their scores, and returns how many: none of a call
    /// none of whose passages can be among the best.
    fn hand_on(&mut self, collector: &mut Collector) -> u64 {
        let Self { window, matched, number, segment, inheritance, promises, .. } = self;
        let (mut handed_on, mut calls) = (0, Vec::new());
        let mut next = matched.places.next(0);
        while let Some(place) = next {
            let call = window.call_around(place);
            next = matched.places.next(call.end);
            let head = window.document(call.start);
            let promised = promises.as_ref().map(|promises| promises.of_call(head));
            if promised.is_some_and(|score| collector.is_too_low(score)) {
                continue;
            }
            if collector.is_scored() {
                let own = matched.best_of(&call);
                let is_too_low = |score| collector.is_too_low(score);
                let score = inheritance.call_score(window, &call, own, &is_too_low);
                calls.extend(score.map(|score| (score, call)));
                continue;
            }
            for place in matched.places.iter(&call) {
                collector.take(segment, Candidate::new(0.0, *number, window.document(place)));
                handed_on += 1;
            }
        }
        // What may score most comes first: after it, fewer of the others are worth a look.
        calls.sort_by(|(a, _), (b, _)| b.at_most.total_cmp(&a.at_most));
        for (score, call) in calls {
            if collector.is_too_low(score.at_most) {
                break;
            }
            inheritance.enter(window, &call, score);
            for place in matched.places.iter(&call) {
                let doc = window.document(place);
                let own = matched.scores.as_ref().map(|scores| scores[place]);
                let score = inheritance.parts(doc, own).sum();
                collector.take(segment, Candidate::new(score, *number, doc));
                handed_on += 1;
            }
        }
        handed_on
    }
}

impl Matched {
    /// Returns the most that a passage of a call scores by itself, where that is known.
    fn best_of(&self, call: &Range<usize>) -> Option<f32> {
        let scores = self.scores.as_ref()?;
        Some(self.places.iter(call).map(|place| scores[place]).fold(0.0, f32::max))
    }
}

impl Found {
    /// Takes note of what matches in a window.
    fn note(&mut self, scan: &Scan<'_>, options: &Options) {
        if options.facets.is_empty() && options.explain == Explain::No {
            return;
        }
        let Scan { matched, window, segment, number, .. } = scan;
        for place in matched.places.iter(&window.places()) {
            let doc = window.document(place);
            if !options.facets.is_empty() {
                self.turns.push(*number, segment.columns.turn_start(doc));
            }
            if options.explain == Explain::Yes {
                self.matched.push((*number, doc));
            }
        }
    }
}
