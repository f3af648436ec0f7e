//! Working out the peaks of a segment.

use std::collections::BTreeMap;
use std::collections::HashMap;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::SegmentReader;
use tantivy::TERMINATED;
use tantivy::postings::Postings;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use crate::index::Columns;
use crate::index::Lengths;
use crate::index::peaks::HANDED_ON;
use crate::index::peaks::LOST_BY_BOILERPLATE;
use crate::index::peaks::MARK;
use crate::index::peaks::NEIGHBOURS;
use crate::index::peaks::NUMBER;
use crate::index::peaks::NUMBERS;
use crate::index::peaks::VERSION;
use crate::index::peaks::checksum;
use crate::index::peaks::left;
use crate::index::peaks::level;
use crate::text::FIGURE_MARK;
use crate::text::Stemmer;

/// Words are common whose forms stand in at least one of so many documents; of others it is quick
/// to read all passages that have them.
const COMMON: u32 = 128;

/// Words of fewer passages than these are never common.
const FEWEST: u64 = 256;

/// More than sums of floats can be off.
const ROUNDING: f32 = 1e-4;

/// Works out the peaks of a segment, with passages weighed by some lengths, and returns the file
/// that holds them.
pub(in crate::index) fn build(
    reader: &SegmentReader,
    columns: &Columns,
    body: Field,
    lengths: Lengths,
) -> tantivy::Result<Vec<u8>> {
    let segment = Weighed::new(columns, lengths);
    let (mut words, mut sums, mut values) = (BTreeMap::new(), Vec::new(), Vec::new());
    let mut counts = vec![0; segment.passages.len()];
    for forms in common(reader, columns, body)? {
        let docs = count(reader, body, &forms, &mut counts)?;
        let start = values.len();
        segment.add_row(&docs, &counts, &mut values);
        for doc in docs {
            counts[doc as usize] = 0;
        }
        let row = sums.len();
        sums.push(crc32fast::hash(&values[start..]));
        words.extend(forms.into_iter().map(|(word, _)| (word, row)));
    }
    Ok(file(&segment.heads, &words, &sums, &values, lengths))
}

/// Lays out the file.
pub(super) fn file(
    heads: &[DocId],
    words: &BTreeMap<String, usize>,
    sums: &[u32],
    values: &[u8],
    lengths: Lengths,
) -> Vec<u8> {
    let number = |n: usize| u32::try_from(n).expect("a segment has fewer than 2^32 of anything");
    let letters: String = words.keys().map(String::as_str).collect();
    let mut numbers = vec![MARK, VERSION, lengths.to_bits()];
    numbers.extend([heads.len(), sums.len(), words.len(), letters.len(), 0].map(number));
    numbers.extend(heads);
    let mut end = 0;
    numbers.extend(words.keys().map(|word| {
        end += word.len();
        number(end)
    }));
    numbers.extend(words.values().copied().map(number));
    numbers.extend(sums);
    let mut bytes: Vec<u8> = numbers.into_iter().flat_map(u32::to_le_bytes).collect();
    bytes.extend(letters.bytes());
    let sum = checksum(&bytes);
    bytes[(NUMBERS - 1) * NUMBER..NUMBERS * NUMBER].copy_from_slice(&sum.to_le_bytes());
    bytes.extend(values);
    bytes
}

/// Words of one stem.
type Forms = Vec<(String, TermInfo)>;

/// Returns the common words, those of one stem together, sorted by the first of them.
fn common(reader: &SegmentReader, columns: &Columns, body: Field) -> tantivy::Result<Vec<Forms>> {
    let enough = FEWEST.max(u64::from(columns.max_doc() / COMMON));
    if u64::from(columns.max_doc()) < FEWEST {
        return Ok(Vec::new());
    }
    let stemmer = Stemmer::default();
    let mut stems: HashMap<String, Forms> = HashMap::new();
    let inverted = reader.inverted_index(body)?;
    let mut terms = inverted.terms().stream()?;
    while terms.advance() {
        let Ok(word) = std::str::from_utf8(terms.key()) else { continue };
        // Nobody looks for one figure alone, or for where sentences begin.
        if word.starts_with(FIGURE_MARK) {
            continue;
        }
        let forms = stems.entry(stemmer.stem(word).into_owned()).or_default();
        forms.push((word.to_owned(), terms.value().clone()));
    }
    let documents = |forms: &Forms| forms.iter().map(|(_, i)| u64::from(i.doc_freq)).sum::<u64>();
    let mut common: Vec<Forms> = stems.into_values().filter(|f| documents(f) >= enough).collect();
    common.sort_unstable_by(|a, b| a[0].0.cmp(&b[0].0));
    Ok(common)
}

/// Counts how often each document has any of some words, and returns those that have one.
fn count(
    reader: &SegmentReader,
    body: Field,
    forms: &Forms,
    counts: &mut [u32],
) -> tantivy::Result<Vec<DocId>> {
    let inverted = reader.inverted_index(body)?;
    let mut docs = Vec::new();
    for (_, info) in forms {
        let option = IndexRecordOption::WithFreqs;
        let mut postings = inverted.read_postings_from_terminfo(info, option)?;
        while postings.doc() != TERMINATED {
            let count = &mut counts[postings.doc() as usize];
            if *count == 0 {
                docs.push(postings.doc());
            }
            *count += postings.term_freq();
            postings.advance();
        }
    }
    if forms.len() > 1 {
        docs.sort_unstable();
    }
    Ok(docs)
}

/// The passages of a segment, and how its words are weighed.
struct Weighed {
    lengths: Lengths,
    /// How many words each document has, and what is left to it of its score for words.
    passages: Vec<(u32, f32)>,
    /// The first documents of the calls.
    heads: Vec<DocId>,
}

/// A passage that has some of the words: its own score, and what those before hand on.
struct Heard {
    doc: DocId,
    own: f32,
    before: f32,
}

impl Weighed {
    fn new(columns: &Columns, lengths: Lengths) -> Self {
        let mut heads = Vec::new();
        let mut head = 0;
        while head < columns.max_doc() {
            heads.push(head);
            head = columns.call_end(head);
        }
        let passage = |doc| {
            let (words, is_boilerplate) = columns.words_and_boilerplate(doc);
            (words, if is_boilerplate { 1.0 - LOST_BY_BOILERPLATE } else { 1.0 })
        };
        Self { lengths, passages: (0..columns.max_doc()).map(passage).collect(), heads }
    }

    /// Appends the peak of each call, for words that some documents have so often.
    fn add_row(&self, docs: &[DocId], counts: &[u32], values: &mut Vec<u8>) {
        let mut heard = Vec::new();
        let mut docs = docs.iter().copied().peekable();
        for next in self.heads.iter().skip(1).chain([&DocId::MAX]) {
            heard.clear();
            let (mut handed, mut last) = (0.0, 0);
            while let Some(doc) = docs.next_if(|doc| doc < next) {
                let own =
                    self.lengths.saturate(counts[doc as usize], self.passages[doc as usize].0);
                let before = handed * left(doc - last);
                heard.push(Heard { doc, own, before });
                (handed, last) = (before + own, doc);
            }
            values.push(self.peak(&heard));
        }
    }

    /// Returns the level of the most that a passage of a call scores for words of the weight 1,
    /// from those that have some of them, rising.
    fn peak(&self, heard: &[Heard]) -> u8 {
        let (mut most, mut after, mut last) = (0.0_f32, 0.0, DocId::MAX);
        for Heard { doc, own, before } in heard.iter().rev() {
            let gap = last.saturating_sub(*doc);
            let from_behind = if last == DocId::MAX { 0.0 } else { after * left(gap) };
            let (_, is_left) = self.passages[*doc as usize];
            most = most.max((own + NEIGHBOURS * (before + from_behind)) * is_left);
            // Nobody else is given more than who stands beside one that has some.
            let beside = (before + own) * HANDED_ON + from_behind / HANDED_ON;
            let ahead = (from_behind + own) * HANDED_ON + before / HANDED_ON;
            most = most.max(NEIGHBOURS * beside.max(ahead));
            (after, last) = (from_behind + own, *doc);
        }
        level(most * (1.0 + ROUNDING))
    }
}
