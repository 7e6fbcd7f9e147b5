//! From a request to what comes of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::bodies::{AddedColumnBody, ColumnBody, InfoBody, TableBody};
use crate::body::Body;
use crate::choices::Echo;
use crate::data_type::DataType;
use crate::keys::{Keys, Reach};
use crate::log::{Log, LoggedRequest};
use crate::operation::Operation;
use crate::outcome::{Answer, Outcome};
use crate::profile::Behaviour;
use crate::refusal::Refusal;
use crate::request::ColumnRequest;
use crate::routes::{self, Names, Place};
use crate::state::State;
use crate::strike::Manner;
use crate::table::Column;
use crate::waiting::Faults;

/// Bodies above this are refused. A batch of thousands of columns is well below.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;

/// Everything that one emulator is, but for its socket.
pub(crate) struct Service {
    pub(crate) behaviour: Behaviour,
    pub(crate) state: Mutex<State>,
    pub(crate) keys: Keys,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
}

/// A call that may be done.
struct Call<'a> {
    operation: Operation,
    names: Names<'a>,
    reach: &'a Reach,
    body: &'a [u8],
}

impl Service {
    /// Notes a request that has arrived, with its body or with why it has none, and does what it asks for. Nothing
    /// waits here, so that a client which goes away cannot stop an operation in its middle.
    pub(crate) fn answer<'a>(
        &'a self,
        method: &str,
        path: &'a str,
        authorization: impl Iterator<Item = &'a [u8]>,
        body: Result<&'a [u8], Refusal>,
    ) -> Outcome {
        let (place, names) = routes::find(method, path);
        let note = self.log.arrived(|| LoggedRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            operation: place.operation(),
            body: body.as_ref().ok().and_then(|body| parse(body).ok()),
            status: 0,
            fault: None,
        });
        let outcome = match self.admit(place, names, authorization, body) {
            Ok(call) => match self.faults.next(call.operation) {
                Some(fault) => {
                    note.struck(&fault);
                    fault.strike(|manner| self.perform(call, manner))
                }
                None => Outcome::Answer(self.perform(call, Manner::Whole)),
            },
            Err(refusal) => Outcome::Answer(match (place, &refusal) {
                (Place::WrongMethod(known), Refusal::WrongMethod) => {
                    self.refuse(&refusal).allowing(known)
                }
                _ => self.refuse(&refusal),
            }),
        };
        note.answered(outcome.status());
        outcome
    }

    /// The call that a request makes, if its key, its path and its body let it be one. Refused in this order: what
    /// somebody may not know comes before what is wrong.
    fn admit<'a>(
        &'a self,
        place: Place,
        names: Result<Names<'a>, Refusal>,
        authorization: impl Iterator<Item = &'a [u8]>,
        body: Result<&'a [u8], Refusal>,
    ) -> Result<Call<'a>, Refusal> {
        if let Place::Nowhere { guarded: false } = place {
            return Err(Refusal::NoSuchRoute);
        }
        let reach = self.keys.reach(authorization)?;
        let names = names?;
        if let Some(project) = &names.project {
            reach.cover(project)?;
        }
        let operation = match place {
            Place::At(operation) => operation,
            Place::WrongMethod(_) => return Err(Refusal::WrongMethod),
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
        let mut state = self.state();
        if let Manner::Unseen(lists) = manner {
            state.hide_changes(&project, lists);
        }
        Ok(match operation {
            Operation::Info => Answer::of(&InfoBody::new(reach.project()?)),
            Operation::ListTables => {
                let tables = state.list_tables(&project).map(TableBody::new);
                Answer::of(&tables.collect::<Vec<_>>())
            }
            Operation::CreateTable => {
                Answer::of(&TableBody::new(&state.create_table(&project, &table)?))
            }
            Operation::DeleteTable => {
                state.delete_table(&project, &table)?;
                Answer::done()
            }
            Operation::ListColumns => {
                Answer::of(&self.shown(state.list_columns(&project, &table)?))
            }
            Operation::AddColumns => {
                let mut requests = ColumnRequest::read_all(&parse(body)?)?;
                if let Manner::First(columns) = manner {
                    requests.truncate(columns);
                }
                let added = state.add_columns(&project, &table, requests)?;
                let type_name = match self.behaviour.echo {
                    Echo::Requested => DataType::name,
                    Echo::Stored => rules.type_name,
                };
                let added = added.iter();
                let added = added.map(|column| AddedColumnBody::new(column, type_name));
                Answer::of(&added.collect::<Vec<_>>())
            }
            Operation::UpdateColumn => {
                let request = ColumnRequest::read(&parse(body)?)?;
                let updated = state.update_column(&project, &table, &column, request)?;
                let updated = ColumnBody::new(&updated, DataType::name);
                if rules.updates_answer_a_list {
                    Answer::of(&[updated])
                } else {
                    Answer::of(&updated)
                }
            }
            Operation::DeleteColumn => {
                state.delete_column(&project, &table, &column)?;
                Answer::done()
            }
        })
    }

    /// Columns as a list shows them.
    fn shown<'a>(&self, columns: &'a [Column]) -> Vec<ColumnBody<'a>> {
        let type_name = self.behaviour.rules.type_name;
        let columns = columns.iter();
        columns
            .map(|column| ColumnBody::new(column, type_name))
            .collect()
    }

    /// The names of a project's tables as they are stored, whatever lists show.
    pub(crate) fn tables(&self, project: &str) -> Vec<String> {
        let state = self.state();
        state.stored_tables(project).map(str::to_owned).collect()
    }

    /// The columns of a table as they are stored, whatever lists show.
    pub(crate) fn columns(&self, project: &str, table: &str) -> Option<Value> {
        let state = self.state();
        let columns = state.stored_columns(project, table)?;
        serde_json::to_value(self.shown(columns)).ok()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse(&self, refusal: &Refusal) -> Answer {
        let (status, body) = (self.behaviour.rules.refuse)(refusal);
        Answer::json(status, Body::whole(body.to_string()))
    }
}

impl Place {
    fn operation(self) -> Option<Operation> {
        match self {
            Self::At(operation) => Some(operation),
            Self::WrongMethod(_) | Self::Nowhere { .. } => None,
        }
    }
}

/// Any content type is welcome, as long as the body is JSON.
fn parse(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|fault| Refusal::NotJson(fault.to_string()))
}
