//! Faults on demand.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::operation::Operation;

/// What goes wrong with one call. Each kind says whether the operation is done nevertheless: that is what a client
/// cannot see, and has to find out.
#[non_exhaustive]
pub enum Fault {
    /// Answer this, and do not do the operation.
    Answer {
        /// The status. One that HTTP cannot send as an answer (below 200 or above 999) is sent as 500.
        status: u16,
        /// The `Content-Type`. One that no header can carry is left out.
        content_type: String,
        /// The body.
        body: String,
    },
    /// Do the operation, then answer this instead of how it went.
    AnswerAfter {
        /// The status, as in [`Fault::Answer`].
        status: u16,
        /// The `Content-Type`, as in [`Fault::Answer`].
        content_type: String,
        /// The body.
        body: String,
    },
    /// Do the operation, then edit the JSON of the answer: a service that lies. The status stays. An answer without a
    /// body is `null` to the editor, and stays without one if it is left so.
    Edit(Box<dyn FnOnce(&mut Value) + Send>),
    /// Close the connection, and do not do the operation.
    Drop,
    /// Do the operation, then close the connection instead of answering.
    DropAfter,
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

/// How a call is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Whole,
    /// So that the next lists do not show it.
    Unseen(u32),
    /// For the first of the columns alone.
    First(usize),
}

impl Fault {
    /// A [`Fault::Answer`].
    pub fn answer(status: u16, content_type: impl Into<String>, body: impl Into<String>) -> Self {
        let (content_type, body) = (content_type.into(), body.into());
        Self::Answer {
            status,
            content_type,
            body,
        }
    }

    /// A [`Fault::AnswerAfter`].
    pub fn answer_after(
        status: u16,
        content_type: impl Into<String>,
        body: impl Into<String>,
    ) -> Self {
        let (content_type, body) = (content_type.into(), body.into());
        Self::AnswerAfter {
            status,
            content_type,
            body,
        }
    }

    /// A [`Fault::Edit`].
    pub fn edit(editor: impl FnOnce(&mut Value) + Send + 'static) -> Self {
        Self::Edit(Box::new(editor))
    }

    /// What comes of a call that would have been `done` without the fault.
    pub(crate) fn strike(self, done: impl FnOnce(Manner) -> Answer) -> Answer {
        match self {
            Self::Answer {
                status,
                content_type,
                body,
            } => Answer::Text {
                status,
                content_type,
                body,
            },
            Self::AnswerAfter {
                status,
                content_type,
                body,
            } => {
                done(Manner::Whole);
                Answer::Text {
                    status,
                    content_type,
                    body,
                }
            }
            Self::Edit(editor) => done(Manner::Whole).edited(editor),
            Self::Drop => Answer::HangUp,
            Self::DropAfter => {
                done(Manner::Whole);
                Answer::HangUp
            }
            Self::Stale { lists } => done(Manner::Unseen(lists)),
            Self::Partly { columns, status } => {
                done(Manner::First(columns));
                Answer::Json(
                    status,
                    json!({"errorCode": 100, "message": "the batch failed"}),
                )
            }
        }
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
            Self::Stale { lists } => write!(f, "Stale({lists})"),
            Self::Partly { columns, status } => write!(f, "Partly({columns}, {status})"),
        }
    }
}

/// The faults that wait for their call: first in, first out for each operation.
#[derive(Default)]
pub(crate) struct Faults(Mutex<HashMap<Operation, VecDeque<Fault>>>);

impl Faults {
    pub(crate) fn inject(&self, operation: Operation, fault: Fault) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.entry(operation).or_default().push_back(fault);
    }

    pub(crate) fn next(&self, operation: Operation) -> Option<Fault> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.get_mut(&operation)?.pop_front()
    }
}
