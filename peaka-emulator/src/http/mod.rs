//! HTTP: the socket, reading requests, writing responses, the handler of a request, and the request log.
//!
//! It may import `body`, `response`, `service` and `faults`.

mod connection;
mod handler;
mod paced_body;
mod request_log;
mod server;
mod stream;

pub(crate) use handler::Handler;
pub use request_log::LoggedRequest;
pub(crate) use request_log::RequestLog;
pub(crate) use server::serve;
