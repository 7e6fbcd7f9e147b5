//! HTTP: the socket, reading requests and writing responses.
//!
//! It may import `body`, `response`, `service`, `faults` and `handler`.

mod connection;
mod host;
mod paced_body;
mod server;
mod stream;

pub(crate) use connection::Shared;
pub(crate) use host::AllowedHosts;
pub(crate) use server::serve;
