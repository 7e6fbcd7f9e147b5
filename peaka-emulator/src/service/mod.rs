//! What Peaka does: routes, API keys, tables, columns and metadata in memory, and the bodies of responses and errors.
//!
//! Nothing here knows of sockets or faults. It may import `body` and `response`.

mod api_keys;
mod column_request;
#[cfg(feature = "program")]
mod csv;
mod data_type;
mod error;
mod error_body;
mod execute;
mod json_number;
mod metadata;
mod operation;
mod profile;
mod query;
mod query_result;
mod request_body;
mod rounding;
mod route;
mod routes;
#[cfg(feature = "program")]
mod row_file;
mod rules;
#[cfg(feature = "program")]
mod snapshot;
mod sql;
mod state;
mod stored_value;
mod success_body;
mod table;

pub(crate) use api_keys::{ApiKeys, KeyScope};
pub(crate) use error::{HostSetting, ServiceError};
pub(crate) use error_body::{database_error, framework_error};
pub(crate) use execute::{Effect, MAX_BODY_BYTES, Service};
pub use metadata::{
    Discovery, MetadataEditor, MetadataOptions, MissingDescription, OmittedMetadata,
    RefreshDuration, RelationsShape,
};
pub use operation::Operation;
pub use profile::{CellSpelling, Echo, Profile, TimestampSpelling, UnknownName};
pub(crate) use route::PATH_PREFIX;
pub(crate) use routes::resolve;
#[cfg(feature = "program")]
pub(crate) use row_file::find_by_name;
pub(crate) use rules::Behavior;
pub(crate) use state::State;
pub(crate) use table::Table;
