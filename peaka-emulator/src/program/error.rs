//! Why the program failed.

use std::fmt;
use std::io;

/// Why the program failed.
///
/// Its `Display` is the message, followed by `; help: ` and the help, if there is any.
#[derive(Debug)]
pub struct Error {
    message: String,
    help: Option<String>,
}

impl Error {
    /// Returns the error of listening on a port.
    pub(super) fn listen(port: u16, error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::AddrInUse => "the port is in use".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            _ => error.to_string(),
        };
        Self {
            message: format!("failed to listen on 127.0.0.1:{port}: {reason}"),
            help: Some(
                "choose another port with `--port`, or any free one with `--port 0`".to_owned(),
            ),
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
