//! Authorizes requests, and executes their operations.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::api_keys::{ApiKeys, KeyScope};
use super::column_request::ColumnRequest;
use super::data_type::DataType;
use super::error::ServiceError;
use super::metadata::MetadataEditor;
use super::metadata::execute::{MetadataCall, execute_metadata};
use super::operation::Operation;
use super::profile::Echo;
use super::query::execute_query;
use super::request_body::parse_json;
use super::route::{PathNames, Route};
use super::rules::Behavior;
use super::state::State;
use super::success_body::{AddedColumnBody, ColumnBody, InfoBody, TableBody};
use super::table::Column;
use crate::body::Body;
use crate::response::Response;

/// The maximum length of a request body in bytes. A batch of thousands of columns is much shorter.
pub(crate) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The service: its tables and keys, and how it behaves.
pub(crate) struct Service {
    pub(crate) behavior: Behavior,
    pub(crate) state: Mutex<State>,
    pub(crate) keys: ApiKeys,
}

/// An authorized call of an operation.
pub(crate) struct Call<'a> {
    pub(crate) operation: Operation,
    names: PathNames<'a>,
    scope: &'a KeyScope,
    /// The query string of the URL.
    query_string: Option<&'a str>,
    body: &'a [u8],
}

/// How much of an operation takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// All of it.
    Full,
    /// All of it, but this number of lists does not show it.
    HiddenFromLists(u32),
    /// Only the first columns of a batch are added, or only their metadata is updated.
    FirstColumns(usize),
    /// None of it.
    Discarded,
}

impl Call<'_> {
    /// Returns the project in the path; empty if the path has none.
    pub(crate) fn project(&self) -> &str {
        self.names.project.as_deref().unwrap_or_default()
    }
}

impl Service {
    /// Checks a request, and returns the call that it makes.
    ///
    /// # Errors
    ///
    /// Fails if the key, the path, the method or the body is invalid. They are checked in this order, so that a request
    /// without access does not reveal what exists.
    pub(crate) fn authorize<'a>(
        &'a self,
        route: Route,
        names: Result<PathNames<'a>, ServiceError>,
        query_string: Option<&'a str>,
        authorization: impl Iterator<Item = &'a [u8]>,
        body: Result<&'a [u8], ServiceError>,
    ) -> Result<Call<'a>, ServiceError> {
        if let Route::NotFound {
            requires_key: false,
        } = route
        {
            return Err(ServiceError::NoSuchRoute);
        }
        let scope = self.keys.scope(authorization)?;
        let names = names?;
        if let Some(project) = &names.project {
            scope.check(project)?;
        }
        let operation = match route {
            Route::Operation(operation) => operation,
            Route::MethodNotAllowed(allowed) => {
                return Err(ServiceError::MethodNotAllowed(allowed));
            }
            Route::NotFound { .. } => return Err(ServiceError::NoSuchRoute),
        };
        Ok(Call {
            operation,
            names,
            scope,
            query_string,
            body: body?,
        })
    }

    /// Executes a call, and returns its response or that of its error.
    pub(crate) fn execute(&self, call: Call<'_>, effect: Effect) -> Response {
        // The lock is held for the whole operation to make it atomic.
        let mut state = self.lock_state();
        let before = (effect == Effect::Discarded).then(|| state.clone());
        let result = self.try_execute(&mut state, call, effect);
        if let Some(before) = before {
            *state = before;
        }
        result.unwrap_or_else(|error| self.error_response(&error))
    }

    fn try_execute(
        &self,
        state: &mut State,
        call: Call<'_>,
        effect: Effect,
    ) -> Result<Response, ServiceError> {
        let Call {
            operation,
            names,
            scope,
            query_string,
            body,
        } = call;
        let project = names.project.as_deref().unwrap_or_default();
        if let Effect::HiddenFromLists(lists) = effect {
            if operation.is_metadata() {
                state.hide_metadata_changes(project, lists);
            } else {
                state.hide_changes(project, lists);
            }
        }
        let first_columns = match effect {
            Effect::FirstColumns(columns) => Some(columns),
            Effect::Full | Effect::HiddenFromLists(_) | Effect::Discarded => None,
        };
        let PathNames { table, column, .. } = &names;
        let rules = self.behavior.rules;
        Ok(match operation {
            Operation::Info => Response::ok(&InfoBody::new(scope.project()?)),
            Operation::ListTables => {
                let tables = state.list_tables(project).map(TableBody::new);
                Response::ok(&tables.collect::<Vec<_>>())
            }
            Operation::CreateTable => {
                Response::ok(&TableBody::new(&state.create_table(project, table)?))
            }
            Operation::DeleteTable => {
                state.delete_table(project, table)?;
                Response::empty()
            }
            Operation::ListColumns => {
                Response::ok(&self.column_bodies(state.list_columns(project, table)?))
            }
            Operation::AddColumns => {
                let mut requests = ColumnRequest::read_all(&parse_json(body)?)?;
                requests.truncate(first_columns.unwrap_or(usize::MAX));
                let added = state.add_columns(project, table, requests)?;
                let type_name = match self.behavior.echo {
                    Echo::Requested => DataType::name,
                    Echo::Stored => rules.type_name,
                };
                let bodies = added
                    .iter()
                    .map(|column| AddedColumnBody::new(column, type_name));
                Response::ok(&bodies.collect::<Vec<_>>())
            }
            Operation::UpdateColumn => {
                let request = ColumnRequest::read(&parse_json(body)?)?;
                let updated = state.update_column(project, table, column, request)?;
                let updated = ColumnBody::new(&updated, DataType::name);
                if rules.returns_updated_column_in_list {
                    Response::ok(&[updated])
                } else {
                    Response::ok(&updated)
                }
            }
            Operation::DeleteColumn => {
                state.delete_column(project, table, column)?;
                Response::empty()
            }
            Operation::ExecuteQuery => {
                let body = parse_json(body)?;
                let tables = state.stored_tables(project);
                let result = execute_query(tables, self.behavior, query_string, &body)?;
                Response::json(200, Body::whole(result))
            }
            Operation::ListMetadata
            | Operation::UpdateMetadata
            | Operation::ListRelations
            | Operation::AddRelation
            | Operation::UpdateRelation
            | Operation::DeleteRelation
            | Operation::RefreshMetadata
            | Operation::GetRefreshStatus
            | Operation::GenerateCategoricalValues
            | Operation::DeleteCategoricalValues
            | Operation::ListGoldenSqls
            | Operation::AddGoldenSql
            | Operation::DeleteGoldenSql => {
                let call = MetadataCall {
                    operation,
                    names: &names,
                    query_string,
                    body,
                    first_columns,
                };
                Response::ok(&execute_metadata(state, call)?)
            }
        })
    }

    /// Returns columns as a list shows them.
    fn column_bodies<'a>(&self, columns: &'a [Column]) -> Vec<ColumnBody<'a>> {
        let type_name = self.behavior.rules.type_name;
        columns
            .iter()
            .map(|column| ColumnBody::new(column, type_name))
            .collect()
    }

    /// Returns the stored names of a project's tables. Stale lists do not affect it.
    pub(crate) fn tables(&self, project: &str) -> Vec<String> {
        let state = self.lock_state();
        state
            .stored_table_names(project)
            .map(str::to_owned)
            .collect()
    }

    /// Returns the stored columns of a table. Stale lists do not affect it.
    pub(crate) fn columns(&self, project: &str, table: &str) -> Option<Value> {
        let state = self.lock_state();
        let columns = state.stored_columns(project, table)?;
        serde_json::to_value(self.column_bodies(columns)).ok()
    }

    /// Inserts rows into a table.
    pub(crate) fn insert_rows(
        &self,
        project: &str,
        table: &str,
        rows: &[Value],
    ) -> Result<(), ServiceError> {
        self.lock_state().insert_rows(project, table, rows)
    }

    /// Returns the stored metadata of a table, as a list shows it. Stale lists do not affect it.
    pub(crate) fn metadata(&self, project: &str, table: &str) -> Option<Value> {
        self.lock_state().metadata(project).table_json(table)
    }

    /// Returns the stored relations of a project, as a list shows them. Stale lists do not affect it.
    pub(crate) fn relations(&self, project: &str) -> Value {
        self.lock_state().metadata(project).relations_json()
    }

    /// Returns the stored golden SQLs of a project, as a list shows them. Stale lists do not affect it.
    pub(crate) fn golden_sqls(&self, project: &str) -> Value {
        self.lock_state().metadata(project).golden_sqls_json()
    }

    /// Edits the metadata of a project.
    pub(crate) fn edit_metadata<T>(
        &self,
        project: &str,
        edit: impl FnOnce(&mut MetadataEditor<'_>) -> T,
    ) -> T {
        let mut state = self.lock_state();
        edit(&mut MetadataEditor::new(state.metadata(project)))
    }

    /// Returns the response of an error.
    pub(crate) fn error_response(&self, error: &ServiceError) -> Response {
        let (status, body) = (self.behavior.rules.error_body)(error);
        let response = Response::json(status, Body::whole(body.to_string()));
        match error {
            ServiceError::MethodNotAllowed(allowed) => response.with_allowed_methods(allowed),
            _ => response,
        }
    }

    fn lock_state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
