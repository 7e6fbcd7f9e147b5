//! From a fault to what comes of the call that it strikes.

use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde_json::json;

use crate::body::Body;
use crate::faults::Fault;
use crate::outcome::{Answer, Outcome};

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
    /// What comes of a call that would have been `done` without the fault.
    pub(crate) fn strike(self, done: impl FnOnce(Manner) -> Answer) -> Outcome {
        let answer = match self {
            Self::Answer {
                status,
                content_type,
                headers,
                body,
            } => written(status, &content_type, &headers, body),
            Self::AnswerAfter {
                status,
                content_type,
                headers,
                body,
            } => {
                done(Manner::Whole);
                written(status, &content_type, &headers, body)
            }
            Self::Edit(editor) => done(Manner::Whole).edited(editor),
            Self::Drop => return Outcome::Closed,
            Self::DropAfter => {
                done(Manner::Whole);
                return Outcome::Closed;
            }
            Self::Reset => return Outcome::Reset,
            Self::ResetAfter => {
                done(Manner::Whole);
                return Outcome::Reset;
            }
            Self::Late { wait } => Answer {
                wait,
                ..done(Manner::Whole)
            },
            Self::Drip { pause } => Answer {
                pause,
                ..done(Manner::Whole)
            },
            Self::Truncate { bytes } => {
                let mut answer = done(Manner::Whole);
                answer.body.truncate(bytes);
                return Outcome::CutOff(answer);
            }
            Self::Oversized { bytes, announced } => {
                done(Manner::Whole);
                let answer = Answer::json(200, Body::oversized(bytes));
                if announced {
                    answer
                } else {
                    answer.unannounced()
                }
            }
            Self::GzipBomb { bytes } => {
                done(Manner::Whole);
                Answer::json(200, Body::gzip_bomb(bytes))
                    .with_header(CONTENT_ENCODING.as_str(), b"gzip")
            }
            Self::Stale { lists } => done(Manner::Unseen(lists)),
            Self::Partly { columns, status } => {
                done(Manner::First(columns));
                let refusal = json!({"errorCode": 100, "message": "the batch failed"});
                Answer::json(status, Body::whole(refusal.to_string()))
            }
        };
        Outcome::Answer(answer)
    }
}

fn written(
    status: u16,
    content_type: &str,
    headers: &[(String, Vec<u8>)],
    body: Vec<u8>,
) -> Answer {
    let answer = Answer::new(status, Body::whole(body))
        .with_header(CONTENT_TYPE.as_str(), content_type.as_bytes());
    headers.iter().fold(answer, |answer, (name, value)| {
        answer.with_header(name, value)
    })
}
