//! Executes the metadata operations.

use percent_encoding::percent_decode_str;
use serde_json::{Value as Json, json};

use super::fields::{integer, invalid, object, text};
use super::golden_sql::GoldenSql;
use super::project::Filter;
use super::relation::{RelationRequest, RelationType};
use super::update::UpdateRequest;
use super::view::check_schema;
use crate::service::error::ServiceError;
use crate::service::operation::Operation;
use crate::service::request_body::parse_json;
use crate::service::route::PathNames;
use crate::service::state::State;

/// A call of a metadata operation.
pub(in crate::service) struct MetadataCall<'a> {
    pub(in crate::service) operation: Operation,
    pub(in crate::service) names: &'a PathNames<'a>,
    pub(in crate::service) query_string: Option<&'a str>,
    pub(in crate::service) body: &'a [u8],
    /// The number of columns that an update changes, if it is interrupted.
    pub(in crate::service) first_columns: Option<usize>,
}

/// Executes a call, and returns the JSON of its response.
pub(in crate::service) fn execute_metadata(
    state: &mut State,
    call: MetadataCall<'_>,
) -> Result<Json, ServiceError> {
    use Operation as Op;
    let PathNames {
        project,
        catalog,
        schema,
        table,
        column,
        id,
    } = call.names;
    let project = project.as_deref().unwrap_or_default();
    let options = state.behavior().metadata;
    let body = || parse_json(call.body);
    Ok(match call.operation {
        Op::ListMetadata => {
            let filter = Filter::from_query_string(call.query_string)?;
            state.list_metadata(project).list(project, &filter, options)
        }
        Op::UpdateMetadata => {
            check_schema(catalog, schema)?;
            let request = UpdateRequest::read(&body()?)?;
            let mut view = state.metadata(project);
            json!({"metadata": view.update(table, request, call.first_columns)?})
        }
        Op::ListRelations => {
            let metadata = state.list_metadata(project);
            metadata.relation_list(project, catalog, options.relations)
        }
        Op::AddRelation => {
            check_schema(catalog, schema)?;
            let request = RelationRequest::read(&body()?)?;
            let mut view = state.metadata(project);
            json!({"relation": view.add_relation(table, column, request)?})
        }
        Op::UpdateRelation => {
            check_schema(catalog, schema)?;
            let kind = RelationType::read(&body()?)?;
            let mut view = state.metadata(project);
            json!({"relation": view.update_relation(table, id, kind)?})
        }
        Op::DeleteRelation => {
            check_schema(catalog, schema)?;
            state.metadata(project).delete_relation(table, id)?;
            json!({})
        }
        Op::RefreshMetadata => {
            let catalog = read_catalog(call.body)?;
            let mut view = state.metadata(project);
            view.start_refresh(catalog.as_deref())?;
            json!({})
        }
        Op::GetRefreshStatus => {
            json!({"status": state.metadata(project).refresh_status(catalog)?})
        }
        Op::GenerateCategoricalValues => {
            check_schema(catalog, schema)?;
            let limit = read_limit(&body()?)?;
            let mut view = state.metadata(project);
            view.collect_values(table, column, limit)?;
            json!({})
        }
        Op::DeleteCategoricalValues => {
            check_schema(catalog, schema)?;
            state.metadata(project).delete_values(table, column)?;
            json!({})
        }
        Op::ListGoldenSqls => state.list_metadata(project).golden_sql_list(project),
        Op::AddGoldenSql => {
            let (prompt, sql) = GoldenSql::read(&body()?)?;
            let added = state.metadata(project).add_golden_sql(prompt, sql);
            json!({"result": added.json(project)})
        }
        Op::DeleteGoldenSql => {
            state.metadata(project).delete_golden_sql(id)?;
            json!({})
        }
        Op::Info
        | Op::ListTables
        | Op::CreateTable
        | Op::DeleteTable
        | Op::ListColumns
        | Op::AddColumns
        | Op::UpdateColumn
        | Op::DeleteColumn
        | Op::ExecuteQuery => return Err(ServiceError::NoSuchRoute),
    })
}

impl Filter {
    fn from_query_string(query_string: Option<&str>) -> Result<Self, ServiceError> {
        let mut filter = Self::default();
        for parameter in query_string.unwrap_or_default().split('&') {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let field = match name {
                "catalogId" => &mut filter.catalog,
                "schemaName" => &mut filter.schema,
                _ => continue,
            };
            let value = percent_decode_str(value).decode_utf8();
            let value = value.map_err(|_| invalid(format!("{name} is not UTF-8")))?;
            field.get_or_insert_with(|| value.into_owned());
        }
        Ok(filter)
    }
}

/// Returns the catalog in the body of a request to refresh. The body is optional.
fn read_catalog(body: &[u8]) -> Result<Option<String>, ServiceError> {
    if body.is_empty() {
        return Ok(None);
    }
    let body = parse_json(body)?;
    let fields = object(&body, "the body")?;
    for name in ["callbackURL", "callbackToken"] {
        text(fields, name)?;
    }
    Ok(text(fields, "catalogId")?.value())
}

/// Returns the maximum number of values in the body of a request to collect them.
fn read_limit(body: &Json) -> Result<usize, ServiceError> {
    let fields = object(body, "the body")?;
    text(fields, "frequency")?;
    match integer(fields, "limit")?.value() {
        None => Ok(usize::MAX),
        Some(limit) => usize::try_from(limit)
            .ok()
            .filter(|&limit| limit > 0)
            .ok_or_else(|| invalid("limit must be positive")),
    }
}
