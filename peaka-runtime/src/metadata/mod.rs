//! The metadata of tables: what Peaka's AI knows of them. Like a sync of columns, a sync of metadata reads, plans,
//! writes only what differs, and reads again.
//!
//! It may import `write_tracker` and the modules before it.

mod api;
mod catalog;
mod column;
mod golden_sql;
mod history;
mod live;
mod plan;
mod plan_text;
mod raw;
mod reader;
mod relation;
mod run;
mod spec;
mod sync_metadata;
mod table;
mod write;

pub use column::ColumnMetadata;
pub use golden_sql::StoredGoldenSql;
pub use plan::MetadataPlan;
pub use relation::{Relation, RelationType};
pub(crate) use spec::MetadataSpec;
pub use sync_metadata::SyncMetadata;
pub use table::{RefreshStatus, TableMetadata};
