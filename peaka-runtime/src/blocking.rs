//! Calls without an async `main`.
//!
//! Use [`wait`](Wait::wait) instead of `.await`:
//!
//! ```no_run
//! use peaka_runtime::blocking::Wait;
//! use peaka_runtime::{BiTable, Client};
//!
//! # #[derive(BiTable)] struct Event { id: i64 }
//! fn main() -> Result<(), peaka_runtime::Error> {
//!     let peaka = Client::from_env()?;
//!     println!("{}", peaka.plan::<Event>().wait()?);
//!     println!("{}", Event::sync_columns(&peaka).create_table(true).wait()?);
//!     Ok(())
//! }
//! ```

use std::future::IntoFuture;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::report::Error;

/// Blocks until a call of this crate is complete. It is implemented for all of them.
pub trait Wait {
    /// The value of a successful call.
    type Output;

    /// Blocks the current thread until the call is complete.
    ///
    /// Connections are driven by a thread of this crate, which the first call starts and which runs until the
    /// program ends.
    ///
    /// # Errors
    ///
    /// The errors of the call; [`Error::Config`] on a thread of an async runtime, which must not be blocked, and
    /// if the thread cannot be started.
    fn wait(self) -> Result<Self::Output, Error>;
}

impl<F: IntoFuture<Output = Result<T, Error>>, T> Wait for F {
    type Output = T;

    fn wait(self) -> Result<T, Error> {
        if Handle::try_current().is_ok() {
            return Err(Error::config(
                "`wait` cannot block a thread of an async runtime",
                "use `.await` there, or call `wait` on a thread of `std::thread::spawn`",
            ));
        }
        runtime()?.block_on(self.into_future())
    }
}

/// Returns the runtime of the whole program. There is only one, because an open connection is bound to the
/// runtime that opened it.
fn runtime() -> Result<&'static Runtime, Error> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();

    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("peaka")
        .enable_all()
        .build()
        .map_err(|error| {
            Error::config(
                format!("failed to start a thread for requests: {error}"),
                "free threads or memory, then start the program again",
            )
        })?;
    // If another thread was faster, this runtime is dropped.
    Ok(RUNTIME.get_or_init(|| runtime))
}
