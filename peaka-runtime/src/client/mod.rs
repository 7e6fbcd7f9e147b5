//! The client: the operations of the API, and everything between them and the network.

mod api;
mod api_key;
mod base_url;
mod builder;
mod excerpt;
mod failure;
mod http;
mod key_encodings;
mod key_file;
mod key_info;
mod key_search;
mod key_source;
mod limits;
mod metadata;
mod network;
mod operation;
mod policy;
mod query;
mod response_shape;
mod retry;
mod retry_after;
mod runtime;
mod table_finder;
mod transport;
mod zone;

pub use api::Client;
pub(crate) use api::to_json;
pub(crate) use api_key::REDACTED_KEY;
pub use builder::ClientBuilder;
pub(crate) use failure::ReadError;
pub use key_file::is_readable_by_others;
pub use key_info::KeyInfo;
pub(crate) use operation::Operation;
pub(crate) use table_finder::TableFinder;
pub use transport::{InMemoryOutcome, InMemoryService};
pub use zone::Zone;
