//! Who speaks in the turns of a segment, from its columns: whoever counts all speech by speaker
//! needs no more, and to read the record of every turn takes many times as long.

use std::cell::OnceCell;
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
use crate::transcript::Speaker;

/// Who speaks in the turns of a segment.
pub(super) struct Voices<'s> {
    segment: &'s Segment,
    /// The columns of names and of firms, opened when they are first asked for: most that is
    /// computed of passages is not of speakers.
    columns: OnceCell<[FacetColumn<'s>; 2]>,
    /// Those heard so far.
    heard: RefCell<BTreeMap<Voice, Arc<Speaker>>>,
}

/// A speaker, by the ranks of the name and the firm, and the role.
type Voice = (Option<u64>, Option<u64>, Role);

impl<'s> Voices<'s> {
    /// Listens to a segment.
    pub(super) fn of(segment: &'s Segment) -> Self {
        Self { segment, columns: OnceCell::new(), heard: RefCell::default() }
    }

    /// Returns who speaks in the turn of a passage: the name, the role and an analyst's canonical
    /// firm, but no office.
    pub(super) fn speaker(&self, doc: DocId) -> Result<Arc<Speaker>, SearchError> {
        let [names, firms] = self.columns()?;
        let key: Voice = (names.rank(doc), firms.rank(doc), role(self.segment, doc));
        if let Some(known) = self.heard.borrow().get(&key) {
            return Ok(known.clone());
        }
        let name = key.0.map(|rank| names.name(rank)).transpose()?;
        let firm = key.1.map(|rank| firms.name(rank)).transpose()?;
        let firm = firm.map(|name| Firm::new(&name, &name));
        let speaker = Arc::new(Speaker { name, role: key.2, title: None, firm });
        self.heard.borrow_mut().insert(key, speaker.clone());
        Ok(speaker)
    }

    /// Returns the columns of names and of firms.
    fn columns(&self) -> Result<&[FacetColumn<'s>; 2], SearchError> {
        if let Some(columns) = self.columns.get() {
            return Ok(columns);
        }
        let opened = [self.segment.facet(Facet::Speaker)?, self.segment.facet(Facet::Firm)?];
        Ok(self.columns.get_or_init(|| opened))
    }
}

/// Returns the role of who speaks in the turn of a passage.
pub(super) fn role(segment: &Segment, doc: DocId) -> Role {
    let is_role = |role: &Role| segment.columns.is_by(doc, *role);
    Role::ALL.into_iter().find(is_role).unwrap_or_default()
}
