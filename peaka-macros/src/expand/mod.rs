//! Generates the code of `#[derive(BiTable)]`.

mod column;
mod flatten;
mod golden_sql;
mod joined_columns;
mod named_columns;
mod reference;
mod snapshot;
mod table;

pub(crate) use table::{expand_impl, expand_stub};
