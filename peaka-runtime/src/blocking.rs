//! Blocking calls, for programs without an async runtime.
//!
//! Call [`wait`](Wait::wait) where an async program would use `.await`:
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

/// Extension trait with a blocking alternative to `.await`.
///
/// It is implemented for the futures and builders that the calls of this crate return.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::blocking::Wait;
/// use peaka_runtime::{Client, Error};
///
/// fn print_tables(peaka: &Client) -> Result<(), Error> {
///     for table in peaka.list_tables().wait()? {
///         println!("{}", table.table_name);
///     }
///     Ok(())
/// }
/// ```
pub trait Wait {
    /// The value that a successful call returns.
    type Output;

    /// Blocks the current thread until the call is complete.
    ///
    /// The first call starts a background thread that drives the connections. It runs until the program ends.
    ///
    /// # Errors
    ///
    /// The errors of the call; also [`Error::Config`] if the current thread belongs to an async runtime, which
    /// must not be blocked, or if the background thread cannot be started.
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

/// Returns the runtime that all calls of the program share. There is only one, because an open connection
/// depends on the runtime that opened it.
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
    // If another thread has initialized the runtime in the meantime, this one is dropped.
    Ok(RUNTIME.get_or_init(|| runtime))
}
