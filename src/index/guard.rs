//! The line of defence against a damaged file: it may lead the engine anywhere.

use std::any::Any;
use std::panic;
use std::panic::AssertUnwindSafe;

/// Runs what reads an index, and returns what a panic said where there was one.
///
/// What is read goes into new values only, and the engine's caches bear to be left at any point.
pub fn caught<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(read)).map_err(|cause| said(cause.as_ref()))
}

fn said(cause: &(dyn Any + Send)) -> String {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("unknown").to_owned()
}
