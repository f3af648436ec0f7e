//! Working out the peaks of a segment.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::ops::Range;

use tantivy::DocId;
use tantivy::InvertedIndexReader;
use tantivy::SegmentReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use crate::index::Columns;
use crate::index::Lengths;
use crate::index::peaks::MARK;
use crate::index::peaks::NUMBER;
use crate::index::peaks::NUMBERS;
use crate::index::peaks::VERSION;
use crate::index::peaks::checksum;
use crate::index::peaks::heard::Counts;
use crate::index::peaks::heard::Heard;
use crate::index::peaks::heard::Weighed;
use crate::text::FIGURE_MARK;
use crate::text::Stemmer;

/// Words are common whose forms stand in at least one of so many documents; of others it is quick
/// to read all passages that have them.
const COMMON: u32 = 128;

/// Words of fewer passages than these are never common.
const FEWEST: u64 = 256;

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
    let mut heard = Heard::default();
    let mut counts = Counts::new(columns.max_doc() as usize);
    let inverted = reader.inverted_index(body)?;
    let all = Words::read(&inverted, columns.max_doc())?;
    for forms in all.common(columns.max_doc()) {
        if let [word] = &forms[..] {
            each_block(&inverted, &word.info, |docs, freqs| heard.add(&segment, docs, freqs))?;
        } else {
            for word in &forms {
                each_block(&inverted, &word.info, |docs, freqs| counts.add(docs, freqs))?;
            }
            let (docs, freqs) = counts.take();
            heard.add(&segment, docs, freqs);
        }
        let start = values.len();
        heard.take_peaks(&segment, &mut values);
        words.extend(forms.iter().map(|word| (all.letters(word).to_owned(), sums.len())));
        sums.push(crc32fast::hash(&values[start..]));
    }
    Ok(file(&segment.heads, &words, &sums, &values, lengths))
}

/// Goes through the documents that have a word, some at a time, with how often they have it.
fn each_block(
    inverted: &InvertedIndexReader,
    info: &TermInfo,
    mut each: impl FnMut(&[DocId], &[u32]),
) -> tantivy::Result<()> {
    let option = IndexRecordOption::WithFreqs;
    let mut postings = inverted.read_block_postings_from_terminfo(info, option)?;
    while !postings.docs().is_empty() {
        each(postings.docs(), postings.freqs());
        postings.advance();
    }
    Ok(())
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

/// The words of a segment that may be common, sorted.
struct Words {
    /// The letters of all of them.
    letters: String,
    sorted: Vec<Word>,
    /// How many documents have words of a stem, each counted by itself.
    documents: Vec<u64>,
}

/// A word of a segment.
struct Word {
    letters: Range<usize>,
    info: TermInfo,
    /// The number of its stem.
    stem: usize,
}

impl Words {
    fn read(inverted: &InvertedIndexReader, max_doc: DocId) -> tantivy::Result<Self> {
        let mut all = Self { letters: String::new(), sorted: Vec::new(), documents: Vec::new() };
        if u64::from(max_doc) < FEWEST {
            return Ok(all);
        }
        let stemmer = Stemmer::default();
        let mut stems: HashMap<String, usize> = HashMap::new();
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            let Ok(word) = std::str::from_utf8(terms.key()) else { continue };
            // Nobody looks for one figure alone, or for where sentences begin.
            if word.starts_with(FIGURE_MARK) {
                continue;
            }
            let stem = stemmer.stem(word);
            let stem = stems.get(&*stem).copied().unwrap_or_else(|| {
                all.documents.push(0);
                stems.insert(stem.into_owned(), all.documents.len() - 1);
                all.documents.len() - 1
            });
            let info = terms.value().clone();
            all.documents[stem] += u64::from(info.doc_freq);
            let start = all.letters.len();
            all.letters.push_str(word);
            all.sorted.push(Word { letters: start..all.letters.len(), info, stem });
        }
        Ok(all)
    }

    fn letters(&self, word: &Word) -> &str {
        &self.letters[word.letters.clone()]
    }

    /// Returns the common words, those of one stem together, sorted by the first of them.
    fn common(&self, max_doc: DocId) -> Vec<Vec<&Word>> {
        let enough = FEWEST.max(u64::from(max_doc / COMMON));
        let mut common: Vec<Vec<&Word>> = Vec::new();
        let mut places = vec![None; self.documents.len()];
        for word in self.sorted.iter().filter(|word| self.documents[word.stem] >= enough) {
            let place = *places[word.stem].get_or_insert(common.len());
            match common.get_mut(place) {
                Some(forms) => forms.push(word),
                None => common.push(vec![word]),
            }
        }
        common
    }
}
