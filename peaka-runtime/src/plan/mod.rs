//! Compares a declared table with the live one, and plans the writes.
//!
//! Everything here is pure: no connection, no clock.

mod build;
mod change;
mod compare;
mod declared_table;
mod deviation;
mod drift;
mod drift_kinds;
mod live_column;
mod matching;
mod metadata_drift;
mod plan_text;
mod policy;
mod rename_candidate;
mod sync_spec;
mod table_plan;
mod validate;
mod without_value;
mod write;

pub use build::plan;
pub use change::ColumnChange;
pub(crate) use compare::{compare, missing, not_renamed, unmanaged};
pub use declared_table::DeclaredTable;
pub use deviation::PlanDeviation;
pub use drift::{Drift, DriftKind, DriftSource, DriftValue};
pub(crate) use drift::{NULLABILITY, UNIQUENESS};
pub(crate) use drift_kinds::DriftKinds;
pub(crate) use live_column::{LiveColumn, LiveColumns};
pub(crate) use matching::{ColumnsByLookalikeKey, user_columns};
pub use metadata_drift::MetadataDrift;
pub use policy::{Level, Policy};
pub use rename_candidate::RenameCandidate;
pub(crate) use sync_spec::SyncSpec;
pub use table_plan::Plan;
pub(crate) use validate::DeclarationError;
pub(crate) use without_value::{is_not_null_without_default, without_value_note};
pub use write::Write;
pub(crate) use write::WriteRequest;
