//! Carries one request to the service and its answer back: over the network, or in a simulation
//! through memory.

use std::error::Error as _;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::text::printable;

/// Where requests go.
pub(crate) enum Wire {
    Network(reqwest::Client),
    Memory(Arc<dyn Memory>),
}

/// A service in the same process, for simulations. Not for use by hand: it changes without notice.
pub trait Memory: Send + Sync {
    /// Carries one request: method, URL, value of the `Authorization` header, body.
    fn carry(
        &self,
        method: &str,
        url: &str,
        authorization: &[u8],
        body: Option<Vec<u8>>,
    ) -> Pin<Box<dyn Future<Output = Carried> + Send>>;
}

/// What comes of a request that goes through memory.
#[derive(Clone, Debug)]
pub enum Carried {
    /// It did not arrive, and the client knows.
    Unsent,
    /// No answer came, and the client knows that none will.
    Lost,
    /// An answer came.
    Answer {
        /// Its status.
        status: u16,
        /// Its headers.
        headers: Vec<(String, String)>,
        /// Its body, or what there was of it.
        body: Vec<u8>,
        /// Whether the body ended too early.
        cut: bool,
    },
}

/// The head of an answer, and the body to come.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    body: Body,
}

enum Body {
    Network(reqwest::Response),
    Memory { body: Vec<u8>, cut: bool },
}

/// How far the reading of a body came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Read {
    Whole,
    TooLong,
}

/// No whole answer came.
#[derive(Debug)]
pub(crate) struct Lost {
    /// Whether any of the request may have been sent.
    pub(crate) sent: bool,
    /// What the transport says about it.
    pub(crate) detail: String,
}

impl Wire {
    pub(crate) async fn carry(
        &self,
        method: &Method,
        url: String,
        authorization: HeaderValue,
        body: Option<Vec<u8>>,
    ) -> Result<Answer, Lost> {
        match self {
            Self::Network(client) => {
                let mut builder = client
                    .request(method.clone(), url)
                    .header(AUTHORIZATION, authorization)
                    .header(ACCEPT, "application/json");
                if let Some(body) = body {
                    builder = builder.header(CONTENT_TYPE, "application/json").body(body);
                }
                let answer = builder.send().await.map_err(|fault| Lost::of(&fault))?;
                Ok(Answer {
                    status: answer.status().as_u16(),
                    headers: answer.headers().clone(),
                    body: Body::Network(answer),
                })
            }
            Self::Memory(memory) => {
                let carried = memory.carry(method.as_str(), &url, authorization.as_bytes(), body);
                carried.await.answer()
            }
        }
    }
}

impl Carried {
    fn answer(self) -> Result<Answer, Lost> {
        match self {
            Self::Unsent => Err(Lost::simulated(false)),
            Self::Lost => Err(Lost::simulated(true)),
            Self::Answer {
                status,
                headers,
                body,
                cut,
            } => {
                let headers = headers.into_iter().filter_map(|(name, value)| {
                    let name = HeaderName::try_from(name).ok()?;
                    Some((name, HeaderValue::try_from(value).ok()?))
                });
                Ok(Answer {
                    status,
                    headers: headers.collect(),
                    body: Body::Memory { body, cut },
                })
            }
        }
    }
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Reads what is left of the body, up to a limit.
    pub(crate) async fn read(&mut self, into: &mut Vec<u8>, limit: usize) -> Result<Read, Lost> {
        match &mut self.body {
            Body::Network(answer) => loop {
                match answer.chunk().await {
                    Ok(Some(chunk)) if chunk.len() > limit.saturating_sub(into.len()) => {
                        return Ok(Read::TooLong);
                    }
                    Ok(Some(chunk)) => into.extend_from_slice(&chunk),
                    Ok(None) => return Ok(Read::Whole),
                    Err(fault) => return Err(Lost::of(&fault)),
                }
            },
            Body::Memory { body, .. } if body.len() > limit => Ok(Read::TooLong),
            Body::Memory { body, cut } => {
                into.append(body);
                if *cut {
                    return Err(Lost::simulated(true));
                }
                Ok(Read::Whole)
            }
        }
    }
}

impl Lost {
    fn simulated(sent: bool) -> Self {
        Self {
            sent,
            detail: "simulated".to_owned(),
        }
    }

    fn of(fault: &reqwest::Error) -> Self {
        Self {
            sent: !fault.is_connect(),
            detail: causes(fault),
        }
    }
}

/// What caused a fault of the transport, without the URL: its path holds the user's names.
pub(crate) fn causes(fault: &reqwest::Error) -> String {
    let mut causes = Vec::new();
    let mut cause = fault.source();
    while let Some(inner) = cause {
        causes.push(printable(&inner.to_string()));
        cause = inner.source();
    }
    causes.dedup();
    if causes.is_empty() {
        "no cause is known".to_owned()
    } else {
        causes.join(": ")
    }
}
