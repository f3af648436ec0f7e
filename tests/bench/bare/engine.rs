//! Asking tantivy as it comes: what earmark is measured against.
//!
//! The passages are earmark's; the parser and the snippets are tantivy's own.

use std::path::Path;

use tantivy::DocAddress;
use tantivy::Index;
use tantivy::IndexReader;
use tantivy::ReloadPolicy;
use tantivy::Searcher;
use tantivy::TantivyDocument;
use tantivy::collector::TopDocs;
use tantivy::query::Query;
use tantivy::query::QueryParser;
use tantivy::schema::Field;
use tantivy::schema::Value as _;
use tantivy::snippet::SnippetGenerator;

/// Any failure.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// An index opened for reading.
pub(crate) struct Bare {
    searcher: Searcher,
    parser: QueryParser,
    fuzzy: QueryParser,
    text: Field,
}

/// What is shown of a hit.
pub(crate) struct Shown {
    /// Everything stored.
    pub(crate) document: TantivyDocument,
    /// The snippet with its marks.
    pub(crate) snippet: String,
}

impl Bare {
    /// Opens the index in a folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        let index = Index::open_in_dir(folder)?;
        let text = index.schema().get_field("text")?;
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let mut parser = QueryParser::for_index(&index, vec![text]);
        parser.set_conjunction_by_default();
        parser.allow_regexes();
        let mut fuzzy = QueryParser::for_index(&index, vec![text]);
        fuzzy.set_conjunction_by_default();
        fuzzy.set_field_fuzzy(text, false, 1, true);
        Ok(Self { searcher: reader.searcher(), parser, fuzzy, text })
    }

    /// Reads a query in tantivy's language; `~` before it makes all its words fuzzy.
    pub(crate) fn parse(&self, query: &str) -> Result<Box<dyn Query>, Failure> {
        Ok(match query.strip_prefix('~') {
            Some(fuzzy) => self.fuzzy.parse_query(fuzzy)?,
            None => self.parser.parse_query(query)?,
        })
    }

    /// Returns the places of the ten best passages.
    pub(crate) fn ids(&self, query: &str) -> Result<Vec<DocAddress>, Failure> {
        let query = self.parse(query)?;
        let found = self.searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
        Ok(found.into_iter().map(|(_, address)| address).collect())
    }

    /// Returns the ten best passages with all that is stored and their snippets.
    pub(crate) fn shown(&self, query: &str) -> Result<Vec<Shown>, Failure> {
        let query = self.parse(query)?;
        let found = self.searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
        let mut snippets = SnippetGenerator::create(&self.searcher, &*query, self.text)?;
        // The passage as a whole, as earmark shows it.
        snippets.set_max_num_chars(1_000);
        let show = |(_, address): (f32, DocAddress)| -> Result<Shown, Failure> {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let text = document.get_first(self.text).and_then(|v| v.as_str()).unwrap_or_default();
            let snippet = snippets.snippet(text).to_html();
            Ok(Shown { document, snippet })
        };
        found.into_iter().map(show).collect()
    }
}
