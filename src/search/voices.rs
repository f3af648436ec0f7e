//! Who speaks in the turns of a segment, from its columns: whoever counts all speech by speaker
//! needs no more, and to read the record of every turn takes many times as long.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::DocId;

use crate::index::Facet;
use crate::index::FacetColumn;
use crate::index::Segment;
use crate::search::SearchError;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Speaker;

/// Who speaks in the turns of a segment.
pub(super) struct Voices<'s> {
    segment: &'s Segment,
    names: FacetColumn<'s>,
    firms: FacetColumn<'s>,
    /// Those heard so far.
    heard: RefCell<BTreeMap<Voice, Arc<Speaker>>>,
}

/// A speaker, by the ranks of the name and the firm, and the role.
type Voice = (Option<u64>, Option<u64>, Role);

impl<'s> Voices<'s> {
    /// Opens the columns.
    pub(super) fn open(segment: &'s Segment) -> Result<Self, SearchError> {
        let (names, firms) = (segment.facet(Facet::Speaker)?, segment.facet(Facet::Firm)?);
        Ok(Self { segment, names, firms, heard: RefCell::default() })
    }

    /// Returns who speaks in the turn of a passage: the name, the role and an analyst's canonical
    /// firm, but no office.
    pub(super) fn speaker(&self, doc: DocId) -> Result<Arc<Speaker>, SearchError> {
        let is_role = |role: &Role| self.segment.columns.is_by(doc, *role);
        let role = Role::ALL.into_iter().find(is_role).unwrap_or_default();
        let key: Voice = (self.names.rank(doc), self.firms.rank(doc), role);
        if let Some(known) = self.heard.borrow().get(&key) {
            return Ok(known.clone());
        }
        let name = key.0.map(|rank| self.names.name(rank)).transpose()?;
        let firm = key.1.map(|rank| self.firms.name(rank)).transpose()?;
        let firm = firm.map(|name| Firm::new(&name, &name));
        let speaker = Arc::new(Speaker { name, role, title: None, firm });
        self.heard.borrow_mut().insert(key, speaker.clone());
        Ok(speaker)
    }

    /// Returns the section of a passage.
    pub(super) fn section(&self, doc: DocId) -> Section {
        let is_section = |section: &Section| self.segment.columns.is_in(doc, *section);
        Section::ALL.into_iter().find(is_section).unwrap_or_default()
    }
}
