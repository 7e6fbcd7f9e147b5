//! Why the program failed.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::Path;

/// Why the program failed.
///
/// Its `Display` is the message, followed by `; help: ` and the help, if there is any.
#[derive(Debug)]
pub struct Error {
    message: String,
    help: Option<String>,
}

impl Error {
    /// Returns the error of listening on an address.
    pub(super) fn listen(address: SocketAddr, error: &io::Error) -> Self {
        const OTHER_PORT: &str =
            "choose another port with `--port`, or any free one with `--port 0`";
        let (reason, help) = match error.kind() {
            io::ErrorKind::AddrInUse => ("the port is in use".to_owned(), OTHER_PORT),
            io::ErrorKind::PermissionDenied => ("permission denied".to_owned(), OTHER_PORT),
            io::ErrorKind::AddrNotAvailable => (
                "this machine does not have that address".to_owned(),
                "choose another address with `--host`, such as 0.0.0.0 for all addresses",
            ),
            _ => (error.to_string(), OTHER_PORT),
        };
        Self {
            message: format!("failed to listen on {address}: {reason}"),
            help: Some(help.to_owned()),
        }
    }

    /// Returns the error of loading a file, or a directory of files.
    pub(super) fn load(path: &Path, reason: impl fmt::Display, help: &str) -> Self {
        let path = path.to_string_lossy();
        let message = format!("failed to load `{}`: {reason}", path.escape_debug());
        Self {
            message,
            help: Some(help.to_owned()),
        }
    }

    /// Returns what failed and why, without the help.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the next step for the user, if one is known.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self {
            message: error.to_string(),
            help: None,
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; help: {help}"),
            None => Ok(()),
        }
    }
}
