//! Checks that a request can be sent from here: connections and timeouts need a Tokio runtime.

use std::net::{Ipv4Addr, UdpSocket};
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;

use crate::report::Error;

/// Checks the runtime of the current task.
#[derive(Debug, Default)]
pub(crate) struct RuntimeCheck {
    /// Whether a runtime with timers and I/O was seen.
    has_passed: AtomicBool,
}

impl RuntimeCheck {
    /// Returns an error if there is no Tokio runtime, or if it has no timers or no I/O.
    ///
    /// Tokio has no function that tells whether a runtime has these, so the first call of each client tries them.
    /// Where they are missing, Tokio panics; the panic is caught here, but the program's panic hook sees it.
    pub(crate) fn run(&self) -> Result<(), Error> {
        const HELP: &str = "call it from a Tokio runtime, such as that of `#[tokio::main]`, or block with `.wait()` \
                            (feature `blocking`)";
        const ENABLE: &str = "build the runtime with `enable_all`";
        if Handle::try_current().is_err() {
            return Err(Error::config(
                "no Tokio runtime is running on this thread",
                HELP,
            ));
        }
        if self.has_passed.load(Ordering::Relaxed) {
            return Ok(());
        }
        if catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO))).is_err() {
            return Err(Error::config("the Tokio runtime has no timers", ENABLE));
        }
        if catch_unwind(register_socket).is_err() {
            return Err(Error::config("the Tokio runtime has no I/O", ENABLE));
        }
        self.has_passed.store(true, Ordering::Relaxed);
        Ok(())
    }
}

/// Registers a socket with the I/O driver of the runtime. A failure of the operating system does not matter here.
fn register_socket() {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0));
    let Ok(socket) = socket.and_then(|socket| socket.set_nonblocking(true).map(|()| socket)) else {
        return;
    };
    drop(tokio::net::UdpSocket::from_std(socket));
}
