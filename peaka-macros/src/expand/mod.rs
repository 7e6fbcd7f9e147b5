//! Generates the code of `#[derive(BiTable)]`.
//!
//! It may import `read` and `emit`, and what they import.

mod flatten;
mod snapshot;
mod table;

pub(crate) use table::{expand_impl, expand_stub};
