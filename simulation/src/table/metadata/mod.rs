//! The metadata of a run: what programs declare, what is live, and requests. Live metadata is parsed without the runtime,
//! so that the checks do not repeat its mistakes.

mod declaration;
mod declared_value;
mod live_metadata;
mod metadata_request;

pub(crate) use declaration::{COLUMNS, MetadataDeclaration, QUESTIONS, SQLS, TABLE, TEXTS, VALUES};
pub(crate) use declared_value::{DeclaredValue, Found};
pub(crate) use live_metadata::{Content, Item, LiveMetadata};
pub(crate) use metadata_request::MetadataRequest;
