//! The paths and methods of the metadata operations.

use crate::service::error::ServiceError;
use crate::service::operation::Operation;
use crate::service::route::{PathNames, Route, decode, project_only, route_for_method};

/// Returns the route of a request, and the names in its path. `path` is what follows `/metadata/`.
pub(in crate::service) fn resolve_metadata<'a>(
    method: &str,
    path: &'a str,
) -> (Route, Result<PathNames<'a>, ServiceError>) {
    use Operation as Op;
    let parts: Vec<&str> = path.split('/').collect();
    let (allowed, operations, names): (_, &[(&str, Op)], _) = match parts[..] {
        [project] => (
            "GET,HEAD",
            &[("GET", Op::ListMetadata)],
            names(project, [""; 5]),
        ),
        [project, "refresh"] => (
            "POST",
            &[("POST", Op::RefreshMetadata)],
            names(project, [""; 5]),
        ),
        [project, "golden-sqls"] => (
            "GET,HEAD,POST",
            &[("GET", Op::ListGoldenSqls), ("POST", Op::AddGoldenSql)],
            names(project, [""; 5]),
        ),
        [project, "golden-sqls", id] if !id.is_empty() => (
            "DELETE",
            &[("DELETE", Op::DeleteGoldenSql)],
            names(project, ["", "", "", "", id]),
        ),
        [project, "refresh", catalog] if !catalog.is_empty() => (
            "GET,HEAD",
            &[("GET", Op::GetRefreshStatus)],
            names(project, [catalog, "", "", "", ""]),
        ),
        [project, "relations", catalog] if !catalog.is_empty() => (
            "GET,HEAD",
            &[("GET", Op::ListRelations)],
            names(project, [catalog, "", "", "", ""]),
        ),
        [project, catalog, schema, table] if !table.is_empty() => (
            "PUT",
            &[("PUT", Op::UpdateMetadata)],
            names(project, [catalog, schema, table, "", ""]),
        ),
        // The last part is a column or the id of a relation, as the operation requires.
        [project, "relations", catalog, schema, table, last] if !last.is_empty() => (
            "POST,PUT,DELETE",
            &[
                ("POST", Op::AddRelation),
                ("PUT", Op::UpdateRelation),
                ("DELETE", Op::DeleteRelation),
            ],
            names(project, [catalog, schema, table, last, last]),
        ),
        [project, "categorical", catalog, schema, table, column] if !column.is_empty() => (
            "PUT,DELETE",
            &[
                ("PUT", Op::GenerateCategoricalValues),
                ("DELETE", Op::DeleteCategoricalValues),
            ],
            names(project, [catalog, schema, table, column, ""]),
        ),
        _ => {
            let project = parts.first().copied().unwrap_or_default();
            let route = Route::NotFound { requires_key: true };
            return (route, project_only(project, path));
        }
    };
    (route_for_method(method, allowed, operations), names)
}

/// Decodes the project, and the catalog, the schema, the table, the column and the id.
fn names<'a>(project: &'a str, others: [&'a str; 5]) -> Result<PathNames<'a>, ServiceError> {
    let [catalog, schema, table, column, id] = others;
    Ok(PathNames {
        project: Some(decode(project)?),
        catalog: decode(catalog)?,
        schema: decode(schema)?,
        table: decode(table)?,
        column: decode(column)?,
        id: decode(id)?,
    })
}
