//! The async runtime that requests need.

use std::any::Any;
use std::panic::catch_unwind;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::sleep;

use crate::report::Error;

/// Checks that requests can be sent on this thread, and timeouts hold.
pub(crate) fn check_runtime() -> Result<(), Error> {
    if Handle::try_current().is_err() {
        return Err(unsuitable("this thread has none"));
    }
    // Tokio has no other way to ask.
    catch_unwind(|| drop(sleep(Duration::ZERO)))
        .map_err(|_| unsuitable("that of this thread has no time"))
}

/// Returns the error of a runtime without I/O.
pub(crate) fn no_io() -> Error {
    unsuitable("that of this thread has no I/O")
}

/// Returns whether the runtime panicked because it has no I/O.
pub(crate) fn is_without_io(panic: &(dyn Any + Send)) -> bool {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.is_some_and(|text| text.contains("IO is disabled"))
}

fn unsuitable(reason: &str) -> Error {
    Error::config(
        format!("requests need a Tokio runtime with time and I/O: {reason}"),
        "use `#[tokio::main]`, or call `enable_all` on the builder of the runtime",
    )
}
