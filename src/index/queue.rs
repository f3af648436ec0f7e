//! Documents on their way to the engine: few enough that memory stays bounded.
//!
//! The engine's own queue has room for ten thousand calls, and reading is quicker than writing:
//! without a bound of our own all that is indexed would wait there at once.

use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use tantivy::TantivyDocument;
use tantivy::schema::Document;

/// The most documents that wait: some ten calls, enough that no thread has nothing to do.
const MOST_WAITING: usize = 1024;

/// The longest that a call waits for room: an engine that has failed takes nothing any more, and
/// tells so only when it is given something.
const PATIENCE: Duration = Duration::from_millis(500);

/// How many documents wait.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<usize>,
    fewer: Condvar,
}

/// A document that waits to be taken by the engine.
pub(super) struct Waiting {
    document: TantivyDocument,
    _place: Arc<Place>,
}

/// The places in the queue of the documents of one call, left with the last of them.
struct Place {
    queue: Arc<Queue>,
    documents: usize,
}

impl Queue {
    /// Gives the documents of a call places in the queue, once it has room or has had none for
    /// long; a call alone always has.
    pub(super) fn enter(
        self: &Arc<Self>,
        documents: Vec<TantivyDocument>,
    ) -> impl ExactSizeIterator<Item = Waiting> {
        let count = documents.len();
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |waiting: &mut usize| *waiting > 0 && *waiting + count > MOST_WAITING;
        let waiting = self.fewer.wait_timeout_while(waiting, PATIENCE, is_full);
        *waiting.unwrap_or_else(PoisonError::into_inner).0 += count;
        let place = Arc::new(Place { queue: self.clone(), documents: count });
        documents.into_iter().map(move |document| Waiting { document, _place: place.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *self.queue.waiting.lock().unwrap_or_else(PoisonError::into_inner) -= self.documents;
        self.queue.fewer.notify_all();
    }
}

impl Document for Waiting {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        Document::iter_fields_and_values(&self.document)
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_to_a_full_queue_waits_until_it_has_room() {
        let queue = Arc::new(Queue::default());
        let documents = |count| vec![TantivyDocument::default(); count];
        let first: Vec<Waiting> = queue.enter(documents(MOST_WAITING + 1)).collect();
        let entering = queue.clone();
        let second =
            std::thread::spawn(move || entering.enter(documents(2)).collect::<Vec<_>>().len());
        for document in first {
            document.into_tantivy_document();
        }
        assert_eq!(second.join().unwrap(), 2);
        assert_eq!(*queue.waiting.lock().unwrap(), 0);
    }

    #[test]
    fn nobody_waits_for_ever() {
        let queue = Arc::new(Queue::default());
        let documents = || vec![TantivyDocument::default(); MOST_WAITING];
        let kept: Vec<Waiting> = queue.enter(documents()).chain(queue.enter(documents())).collect();
        assert_eq!(kept.len(), 2 * MOST_WAITING);
    }
}
