#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// `http` reads a request from a connection and passes it to the `handler`; `in_memory` calls the same `handler` without
// a socket. The handler logs the request, has `service` authorize it, takes the next fault from `faults`, and lets
// `service` execute the operation on its tables. `builder` puts these parts together.
//
// The wire types are deliberately not shared with any client: a field name misspelled in both would pass every test.

mod body;
mod builder;
mod emulator;
mod faults;
mod handler;
mod http;
mod in_memory;
#[cfg(feature = "program")]
pub mod program;
mod response;
mod service;

pub use body::Body;
pub use builder::{Builder, DEFAULT_API_KEY, DEFAULT_PROJECT_ID};
pub use emulator::Emulator;
pub use faults::{Fault, FaultKind, Outcome, Schedule};
pub use handler::LoggedRequest;
pub use in_memory::InMemory;
pub use response::Response;
pub use service::{
    CellSpelling, Discovery, Echo, MetadataEditor, MetadataOptions, MissingDescription,
    OmittedMetadata, Operation, Profile, RefreshDuration, RelationsShape, TimestampSpelling,
    UnknownName,
};
