//! Handles requests: the service, its faults and the log. Nothing here knows of sockets.
//!
//! It may import `body`, `response`, `service` and `faults`.

mod edit_queue;
mod handle;
mod request_log;

pub(crate) use edit_queue::EditQueue;
pub(crate) use handle::Handler;
pub use request_log::LoggedRequest;
pub(crate) use request_log::RequestLog;
