//! How large a query may be, so that no input exhausts time or memory.

/// The most bytes; a page of text has about 3,000.
pub(crate) const BYTES: usize = 64 * 1024;
/// The most words, classes and values.
pub(crate) const TERMS: usize = 1024;
/// The deepest nesting of parentheses and operators, in the text and in the tree.
pub(crate) const DEPTH: usize = 64;
/// The largest number an operator takes; longer than any turn of a hundred minutes.
pub(crate) const NUMBER: u32 = 10_000;
/// The words between operands of a NEAR that does not say.
pub(crate) const DEFAULT_DISTANCE: u32 = 10;
/// The most edits a fuzzy word allows.
pub(crate) const EDITS: u32 = 2;
