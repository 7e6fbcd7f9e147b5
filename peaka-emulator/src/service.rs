//! From a request to its answer.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::Response;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::bodies;
use crate::choices::Echo;
use crate::data_type::DataType;
use crate::faults::{Faults, Manner};
use crate::keys::{Keys, Reach};
use crate::log::{Log, LoggedRequest};
use crate::operation::Operation;
use crate::profile::Behaviour;
use crate::refusal::Refusal;
use crate::request::ColumnRequest;
use crate::state::State;

/// Bodies above this are refused. A batch of thousands of columns is well below.
const LARGEST_BODY: usize = 1024 * 1024;

/// Everything that one emulator is, but for its socket.
pub(crate) struct Service {
    pub(crate) behaviour: Behaviour,
    pub(crate) state: Mutex<State>,
    pub(crate) keys: Keys,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) body_timeout: Duration,
}

/// Where a request ended up among the routes.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    At(Operation),
    WrongMethod,
    /// At no route. Where paths are guarded, nobody learns even that without a key.
    Nowhere {
        guarded: bool,
    },
}

/// The names in a path, decoded; empty where a route has none.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Names {
    project: Option<String>,
    table: String,
    column: String,
}

/// A call that may be done.
struct Call<'a> {
    operation: Operation,
    names: Names,
    reach: &'a Reach,
    body: Bytes,
}

impl Service {
    /// Reads a request to its end, notes it, and answers it.
    pub(crate) async fn answer(
        &self,
        place: Place,
        names: Result<Names, Refusal>,
        (head, body): (Parts, Body),
    ) -> Response {
        let body = self.read(body).await;
        let status = self.log.arrived(LoggedRequest {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            operation: place.operation(),
            body: body.as_ref().ok().and_then(|body| parse(body).ok()),
            status: 0,
        });
        // Nothing waits from here on, so that a client which goes away cannot stop an operation in its middle.
        let answer = match self.admit(place, names, &head, body) {
            Ok(call) => match self.faults.next(call.operation) {
                Some(fault) => fault.strike(|manner| self.perform(call, manner)),
                None => self.perform(call, Manner::Whole),
            },
            Err(refusal) => self.refuse(&refusal),
        };
        let (response, sent) = answer.into_response();
        status.set(sent);
        response
    }

    async fn read(&self, body: Body) -> Result<Bytes, Refusal> {
        let whole = Limited::new(body, LARGEST_BODY).collect();
        match tokio::time::timeout(self.body_timeout, whole).await {
            Ok(Ok(whole)) => Ok(whole.to_bytes()),
            Ok(Err(fault)) if fault.is::<LengthLimitError>() => Err(Refusal::BodyTooLarge),
            Ok(Err(_)) => Err(Refusal::BodyCutOff),
            Err(_) => Err(Refusal::BodyTooSlow),
        }
    }

    /// The call that a request makes, if its key, its path and its body let it be one. Refused in this order: what
    /// somebody may not know comes before what is wrong.
    fn admit(
        &self,
        place: Place,
        names: Result<Names, Refusal>,
        head: &Parts,
        body: Result<Bytes, Refusal>,
    ) -> Result<Call<'_>, Refusal> {
        if let Place::Nowhere { guarded: false } = place {
            return Err(Refusal::NoSuchRoute);
        }
        let authorization = head.headers.get_all(AUTHORIZATION).iter();
        let reach = self.keys.reach(authorization.map(HeaderValue::as_bytes))?;
        let names = names?;
        if let Some(project) = &names.project {
            reach.cover(project)?;
        }
        let operation = match place {
            Place::At(operation) => operation,
            Place::WrongMethod => return Err(Refusal::WrongMethod),
            Place::Nowhere { .. } => return Err(Refusal::NoSuchRoute),
        };
        Ok(Call {
            operation,
            names,
            reach,
            body: body?,
        })
    }

    fn perform(&self, call: Call<'_>, manner: Manner) -> Answer {
        self.try_perform(call, manner)
            .unwrap_or_else(|refusal| self.refuse(&refusal))
    }

    fn try_perform(&self, call: Call<'_>, manner: Manner) -> Result<Answer, Refusal> {
        let Call {
            operation,
            names,
            reach,
            body,
        } = call;
        let Names {
            project,
            table,
            column,
        } = names;
        let project = project.unwrap_or_default();
        let rules = self.behaviour.rules;
        // One lock around each operation makes it atomic.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Manner::Unseen(lists) = manner {
            state.hide_changes(&project, lists);
        }
        let body = match operation {
            Operation::Info => bodies::info(reach.project()?),
            Operation::ListTables => state
                .list_tables(&project)
                .iter()
                .map(|name| bodies::table(name))
                .collect(),
            Operation::CreateTable => bodies::table(&state.create_table(&project, &table)?),
            Operation::DeleteTable => {
                state.delete_table(&project, &table)?;
                return Ok(Answer::Done);
            }
            Operation::ListColumns => {
                let columns = state.list_columns(&project, &table)?.iter();
                columns
                    .map(|column| bodies::column(column, rules.type_name))
                    .collect()
            }
            Operation::AddColumns => {
                let mut requests = ColumnRequest::read_all(&parse(&body)?)?;
                if let Manner::First(columns) = manner {
                    requests.truncate(columns);
                }
                let added = state.add_columns(&project, &table, requests)?;
                let type_name = match self.behaviour.echo {
                    Echo::Requested => DataType::name,
                    Echo::Stored => rules.type_name,
                };
                added
                    .iter()
                    .map(|column| bodies::added_column(column, type_name))
                    .collect()
            }
            Operation::UpdateColumn => {
                let request = ColumnRequest::read(&parse(&body)?)?;
                let updated = state.update_column(&project, &table, &column, request)?;
                let updated = bodies::column(&updated, DataType::name);
                if rules.updates_answer_a_list {
                    json!([updated])
                } else {
                    updated
                }
            }
            Operation::DeleteColumn => {
                state.delete_column(&project, &table, &column)?;
                return Ok(Answer::Done);
            }
        };
        Ok(Answer::Json(200, body))
    }

    fn refuse(&self, refusal: &Refusal) -> Answer {
        let (status, body) = (self.behaviour.rules.refuse)(refusal);
        Answer::Json(status, body)
    }
}

impl Place {
    fn operation(self) -> Option<Operation> {
        match self {
            Self::At(operation) => Some(operation),
            Self::WrongMethod | Self::Nowhere { .. } => None,
        }
    }
}

/// Any content type is welcome, as long as the body is JSON.
fn parse(body: &Bytes) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|fault| Refusal::NotJson(fault.to_string()))
}
