//! Generates the code of `#[derive(BiTable)]`.

mod flatten;
mod snapshot;
mod table;

pub(crate) use table::{expand_impl, expand_stub};
