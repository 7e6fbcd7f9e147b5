//! Faults on demand.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// What goes wrong with one call. Each kind says whether the operation is done nevertheless: that is what a client
/// cannot see, and has to find out. Where an operation is done, it may still be refused, as any other call.
#[non_exhaustive]
pub enum Fault {
    /// Answer this, and do not do the operation.
    Answer {
        /// The status. One that HTTP cannot send as an answer (below 200 or above 999) is sent as 500.
        status: u16,
        /// The `Content-Type`. One that no header can carry is left out.
        content_type: String,
        /// Other headers: a name and a value each. One that HTTP cannot send is left out, as are `Content-Length` and
        /// `Transfer-Encoding`, which are the emulator's to say.
        headers: Vec<(String, Vec<u8>)>,
        /// The body: any bytes. A status that has no body (204, 304) is sent without.
        body: Vec<u8>,
    },
    /// Do the operation, then answer this instead of how it went.
    AnswerAfter {
        /// The status, as in [`Fault::Answer`].
        status: u16,
        /// The `Content-Type`, as in [`Fault::Answer`].
        content_type: String,
        /// Other headers, as in [`Fault::Answer`].
        headers: Vec<(String, Vec<u8>)>,
        /// The body, as in [`Fault::Answer`].
        body: Vec<u8>,
    },
    /// Do the operation, then edit the JSON of the answer: a service that lies. The status stays. An answer without a
    /// body is `null` to the editor, and stays without one if it is left so.
    Edit(Box<dyn FnOnce(&mut Value) + Send>),
    /// Close the connection, and do not do the operation.
    Drop,
    /// Do the operation, then close the connection instead of answering.
    DropAfter,
    /// Reset the connection, and do not do the operation.
    Reset,
    /// Do the operation, then reset the connection instead of answering.
    ResetAfter,
    /// Do the operation, then wait before the answer begins.
    Late {
        /// How long.
        wait: Duration,
    },
    /// Do the operation and begin to answer at once, with the right `Content-Length`, but send the body byte by byte.
    Drip {
        /// How long to wait before each byte.
        pause: Duration,
    },
    /// Do the operation, announce the whole answer, and close the connection in the middle of its body.
    Truncate {
        /// How many bytes of the body are sent: all of them, if it has no more.
        bytes: usize,
    },
    /// Do the operation, then answer 200 with an empty JSON list that has that many bytes, nearly all of them blanks.
    Oversized {
        /// How many bytes: two at least.
        bytes: u64,
        /// Whether a `Content-Length` says so beforehand. Otherwise the body comes in chunks.
        announced: bool,
    },
    /// Do the operation, then answer 200 with what `Content-Encoding: gzip` inflates to that many bytes: a thousandth
    /// of them is sent, in chunks. It is sent whether or not the client accepts the encoding.
    GzipBomb {
        /// How many bytes once they are inflated: two at least. They are a JSON list, as in [`Fault::Oversized`].
        bytes: u64,
    },
    /// Do the operation and answer, but let the next lists, of tables or of columns, show the project as it was before.
    Stale {
        /// How many lists.
        lists: u32,
    },
    /// Do an Add for the first of its columns alone, then answer with this status as if all had failed. Any other
    /// operation is not done.
    Partly {
        /// How many columns are added.
        columns: usize,
        /// The status, as in [`Fault::Answer`].
        status: u16,
    },
}

impl Fault {
    /// A [`Fault::Answer`] without other headers.
    pub fn answer(status: u16, content_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self::Answer {
            status,
            content_type: content_type.into(),
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// A [`Fault::AnswerAfter`] without other headers.
    pub fn answer_after(
        status: u16,
        content_type: impl Into<String>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        Self::AnswerAfter {
            status,
            content_type: content_type.into(),
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// A [`Fault::Edit`].
    pub fn edit(editor: impl FnOnce(&mut Value) + Send + 'static) -> Self {
        Self::Edit(Box::new(editor))
    }

    /// The same [`Fault::Answer`] or [`Fault::AnswerAfter`] with a header more. Any other kind stays as it is.
    ///
    /// ```
    /// use peaka_emulator::Fault;
    ///
    /// let busy = Fault::answer(429, "text/plain", "").header("retry-after", "2");
    /// ```
    #[must_use = "the fault is returned, not changed"]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        if let Self::Answer { headers, .. } | Self::AnswerAfter { headers, .. } = &mut self {
            headers.push((name.into(), value.into()));
        }
        self
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer { status, .. } => write!(f, "Answer({status})"),
            Self::AnswerAfter { status, .. } => write!(f, "AnswerAfter({status})"),
            Self::Edit(_) => f.write_str("Edit"),
            Self::Drop => f.write_str("Drop"),
            Self::DropAfter => f.write_str("DropAfter"),
            Self::Reset => f.write_str("Reset"),
            Self::ResetAfter => f.write_str("ResetAfter"),
            Self::Late { wait } => write!(f, "Late({wait:?})"),
            Self::Drip { pause } => write!(f, "Drip({pause:?})"),
            Self::Truncate { bytes } => write!(f, "Truncate({bytes})"),
            Self::Oversized { bytes, announced } => {
                let how = if *announced { "announced" } else { "in chunks" };
                write!(f, "Oversized({bytes}, {how})")
            }
            Self::GzipBomb { bytes } => write!(f, "GzipBomb({bytes})"),
            Self::Stale { lists } => write!(f, "Stale({lists})"),
            Self::Partly { columns, status } => write!(f, "Partly({columns}, {status})"),
        }
    }
}
