//! The kinds of faults.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// A fault of one call.
///
/// Each kind documents whether the operation is executed. A client cannot see the difference in the response and has to
/// find out. An operation that is executed can still be rejected, like any other call.
///
/// # Examples
///
/// ```
/// use peaka_emulator::{Emulator, Fault, Operation, Outcome};
///
/// let emulator = Emulator::builder().table("events").build_in_memory()?;
/// let unavailable = Fault::respond(503, "text/plain", "").header("retry-after", "1");
/// emulator.inject(Operation::ListColumns, unavailable);
///
/// let authorization = format!("Bearer {}", emulator.api_key());
/// let path = "/api/v1/data/projects/emulator/bitable/events/columns";
/// for expected in [503, 200] {
///     let outcome = emulator.send("GET", path, [("authorization", &authorization)], b"");
///     let Outcome::Response(response) = outcome else {
///         panic!("this fault is a response");
///     };
///     assert_eq!(response.status, expected);
/// }
/// # std::io::Result::Ok(())
/// ```
#[non_exhaustive]
pub enum Fault {
    /// Returns this response without executing the operation.
    Respond {
        /// The status code. One that HTTP cannot send as a final response (below 200 or above 999) is sent as 500.
        status: u16,
        /// The `Content-Type`. It is omitted if it is not a valid header value.
        content_type: String,
        /// Other headers, as pairs of name and value. Invalid ones are omitted, as are `Content-Length` and
        /// `Transfer-Encoding`, which the emulator sets.
        headers: Vec<(String, Vec<u8>)>,
        /// The body. It is omitted for a status that has no body (204, 304).
        body: Vec<u8>,
    },
    /// Executes the operation, then returns this response instead of the operation's own.
    ExecuteThenRespond {
        /// The status code, as in [`Fault::Respond`].
        status: u16,
        /// The `Content-Type`, as in [`Fault::Respond`].
        content_type: String,
        /// Other headers, as in [`Fault::Respond`].
        headers: Vec<(String, Vec<u8>)>,
        /// The body, as in [`Fault::Respond`].
        body: Vec<u8>,
    },
    /// Executes the operation, then edits the JSON of the response, so that it reports something untrue.
    ///
    /// The status does not change. The editor receives `null` if the response has no body; if it leaves `null`, no body
    /// is sent.
    Edit(Box<dyn FnOnce(&mut Value) + Send>),
    /// Closes the connection without executing the operation.
    Drop,
    /// Executes the operation, then closes the connection without a response.
    ExecuteThenDrop,
    /// Resets the connection without executing the operation.
    Reset,
    /// Executes the operation, then resets the connection without a response.
    ExecuteThenReset,
    /// Executes the operation, and sends the response after a delay.
    DelayResponse {
        /// The time between the end of the request and the start of the response.
        delay: Duration,
    },
    /// Executes the operation and starts the response at once, with the correct `Content-Length`, but sends the body
    /// byte by byte.
    SlowBody {
        /// The time before each byte of the body.
        delay_per_byte: Duration,
    },
    /// Executes the operation, announces the full length of the response, and closes the connection in the middle of
    /// the body.
    Truncate {
        /// How many bytes of the body to send. A shorter body is sent completely.
        bytes: usize,
    },
    /// Executes the operation, then returns status 200 with an empty JSON list that is padded with spaces.
    Oversized {
        /// The length of the body in bytes, at least 2.
        bytes: u64,
        /// Whether the response has a `Content-Length`. Otherwise the body is sent in chunks.
        has_content_length: bool,
    },
    /// Executes the operation, then returns status 200 with a body in `Content-Encoding: gzip` that is about a thousand
    /// times as long once decompressed. It is sent in chunks, whether or not the client accepts the encoding.
    GzipBomb {
        /// The length of the decompressed body in bytes, at least 2. Its content is that of [`Fault::Oversized`].
        bytes: u64,
    },
    /// Returns the response that the operation has, but discards its changes. A client takes this for a success.
    Discard,
    /// Executes the operation and returns its response, but makes the next lists show the project as it was before.
    ///
    /// After a metadata operation, these are the lists of metadata, relations and golden SQLs. After another operation,
    /// they are the lists of tables and columns.
    Stale {
        /// The number of stale lists.
        lists: u32,
    },
    /// Adds only the first columns of a batch, then returns an error as if none had been added.
    ///
    /// [`Operation::UpdateMetadata`](crate::Operation::UpdateMetadata) updates the table and the first columns of its
    /// request. Any other operation is not executed and returns the error.
    PartialAdd {
        /// The number of columns that are added or updated.
        columns: usize,
        /// The status code, as in [`Fault::Respond`].
        status: u16,
    },
}

impl Fault {
    /// Creates a [`Fault::Respond`] without other headers.
    pub fn respond(status: u16, content_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self::Respond {
            status,
            content_type: content_type.into(),
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// Creates a [`Fault::ExecuteThenRespond`] without other headers.
    pub fn execute_then_respond(
        status: u16,
        content_type: impl Into<String>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        Self::ExecuteThenRespond {
            status,
            content_type: content_type.into(),
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// Creates a [`Fault::Edit`].
    pub fn edit(editor: impl FnOnce(&mut Value) + Send + 'static) -> Self {
        Self::Edit(Box::new(editor))
    }

    /// Adds a header to a [`Fault::Respond`] or [`Fault::ExecuteThenRespond`]. Does nothing to any other kind.
    ///
    /// # Examples
    ///
    /// ```
    /// use peaka_emulator::Fault;
    ///
    /// let too_many_requests = Fault::respond(429, "text/plain", "").header("retry-after", "2");
    /// ```
    #[must_use = "the fault is returned, not changed"]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        if let Self::Respond { headers, .. } | Self::ExecuteThenRespond { headers, .. } = &mut self
        {
            headers.push((name.into(), value.into()));
        }
        self
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Respond { status, .. } => write!(f, "Respond({status})"),
            Self::ExecuteThenRespond { status, .. } => write!(f, "ExecuteThenRespond({status})"),
            Self::Edit(_) => f.write_str("Edit"),
            Self::Drop => f.write_str("Drop"),
            Self::ExecuteThenDrop => f.write_str("ExecuteThenDrop"),
            Self::Reset => f.write_str("Reset"),
            Self::ExecuteThenReset => f.write_str("ExecuteThenReset"),
            Self::DelayResponse { delay } => write!(f, "DelayResponse({delay:?})"),
            Self::SlowBody { delay_per_byte } => write!(f, "SlowBody({delay_per_byte:?})"),
            Self::Truncate { bytes } => write!(f, "Truncate({bytes})"),
            Self::Oversized {
                bytes,
                has_content_length,
            } => {
                let framing = if *has_content_length {
                    "with content-length"
                } else {
                    "in chunks"
                };
                write!(f, "Oversized({bytes}, {framing})")
            }
            Self::GzipBomb { bytes } => write!(f, "GzipBomb({bytes})"),
            Self::Discard => f.write_str("Discard"),
            Self::Stale { lists } => write!(f, "Stale({lists})"),
            Self::PartialAdd { columns, status } => write!(f, "PartialAdd({columns}, {status})"),
        }
    }
}
