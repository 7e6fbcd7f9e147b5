//! The paths and methods of the API.

use super::error::ServiceError;
use super::metadata::routes::resolve_metadata;
use super::operation::Operation;
use super::route::{
    PATH_PREFIX, PathNames, Route, decode, path_names, project_only, route_for_method,
};

/// Returns the route of a request, and the names in its path.
pub(crate) fn resolve<'a>(
    method: &str,
    path: &'a str,
) -> (Route, Result<PathNames<'a>, ServiceError>) {
    use Operation as Op;
    let not_found = |requires_key| Route::NotFound { requires_key };
    let relative = path.strip_prefix(PATH_PREFIX);
    if relative == Some("/info") {
        let route = route_for_method(method, "GET,HEAD", &[("GET", Op::Info)]);
        return (route, Ok(PathNames::default()));
    }
    let metadata = relative.and_then(|relative| relative.strip_prefix("/metadata/"));
    if let Some(metadata) = metadata.filter(|metadata| !metadata.is_empty()) {
        return resolve_metadata(method, metadata);
    }
    let data = relative.and_then(|relative| relative.strip_prefix("/data/"));
    let Some(data) = data.filter(|data| !data.is_empty()) else {
        return (not_found(false), Ok(PathNames::default()));
    };
    let mut parts = data.split('/');
    let parts: [Option<&str>; 7] = std::array::from_fn(|_| parts.next());
    // The path is split before it is decoded, so that an escaped slash is part of a name.
    match parts {
        [Some("projects"), Some(project), Some("bitable"), rest @ ..] => match rest {
            [None, ..] => (
                route_for_method(method, "GET,HEAD", &[("GET", Op::ListTables)]),
                path_names(project, "", ""),
            ),
            [Some(table), None, ..] if !table.is_empty() => (
                route_for_method(
                    method,
                    "POST,DELETE",
                    &[("POST", Op::CreateTable), ("DELETE", Op::DeleteTable)],
                ),
                path_names(project, table, ""),
            ),
            [Some(table), Some("columns"), None, ..] => (
                route_for_method(
                    method,
                    "GET,HEAD,POST",
                    &[("GET", Op::ListColumns), ("POST", Op::AddColumns)],
                ),
                path_names(project, table, ""),
            ),
            [Some(table), Some("columns"), Some(column), None] if !column.is_empty() => (
                route_for_method(
                    method,
                    "PUT,DELETE",
                    &[("PUT", Op::UpdateColumn), ("DELETE", Op::DeleteColumn)],
                ),
                path_names(project, table, column),
            ),
            _ => (not_found(true), project_only(project, data)),
        },
        [
            Some("projects"),
            Some(project),
            Some("queries"),
            Some("execute"),
            None,
            ..,
        ] => (
            route_for_method(method, "POST", &[("POST", Op::ExecuteQuery)]),
            path_names(project, "", ""),
        ),
        [Some("projects"), Some(project), Some(first), second, ..]
            if !first.is_empty() || second.is_some() =>
        {
            (not_found(true), project_only(project, data))
        }
        _ => (not_found(true), decode(data).map(|_| PathNames::default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_resolves_to_its_route() {
        use Operation as Op;
        use Route::{MethodNotAllowed, NotFound, Operation as At};
        let public = NotFound {
            requires_key: false,
        };
        let guarded = NotFound { requires_key: true };
        let no_names = || Ok(PathNames::default());
        let invalid = || Err(ServiceError::InvalidPath);
        for (method, path, route, names) in [
            ("GET", "/", public, no_names()),
            ("GET", "", public, no_names()),
            ("OPTIONS", "*", public, no_names()),
            ("GET", "/api/v1", public, no_names()),
            ("GET", "/api/v1/", public, no_names()),
            ("GET", "/API/v1/info", public, no_names()),
            ("GET", "/api/v1/info/", public, no_names()),
            ("GET", "/api/v1/info", At(Op::Info), no_names()),
            (
                "POST",
                "/api/v1/info",
                MethodNotAllowed("GET,HEAD"),
                no_names(),
            ),
            ("GET", "/api/v1/data", public, no_names()),
            ("GET", "/api/v1/data/", public, no_names()),
            ("GET", "/api/v1/data//", guarded, no_names()),
            ("GET", "/api/v1/data/%ff", guarded, invalid()),
            ("GET", "/api/v1/data/projects", guarded, no_names()),
            ("GET", "/api/v1/data/projects/p", guarded, no_names()),
            ("GET", "/api/v1/data/projects/p/", guarded, no_names()),
            (
                "GET",
                "/api/v1/data/projects/p//",
                guarded,
                path_names("p", "", ""),
            ),
            (
                "GET",
                "/api/v1/data/projects//x",
                guarded,
                path_names("", "", ""),
            ),
            ("GET", "/api/v1/data/projects/%ff/x", guarded, invalid()),
            ("GET", "/api/v1/data/projects/p/%80", guarded, invalid()),
            (
                "GET",
                "/api/v1/data/projects/p/x/y",
                guarded,
                path_names("p", "", ""),
            ),
            (
                "POST",
                "/api/v1/data/projects/p/queries/execute",
                At(Op::ExecuteQuery),
                path_names("p", "", ""),
            ),
            (
                "GET",
                "/api/v1/data/projects/p/queries/execute",
                MethodNotAllowed("POST"),
                path_names("p", "", ""),
            ),
            (
                "POST",
                "/api/v1/data/projects/p/queries/execute/",
                guarded,
                path_names("p", "", ""),
            ),
            (
                "POST",
                "/api/v1/data/projects/p/queries",
                guarded,
                path_names("p", "", ""),
            ),
        ] {
            assert_eq!(resolve(method, path), (route, names), "{method} {path}");
        }
        let empty_table = path_names("p", "", "");
        for (method, path, route, names) in [
            ("GET", "", At(Op::ListTables), path_names("p", "", "")),
            ("HEAD", "", At(Op::ListTables), path_names("p", "", "")),
            (
                "get",
                "",
                MethodNotAllowed("GET,HEAD"),
                path_names("p", "", ""),
            ),
            ("GET", "s", guarded, path_names("p", "", "")),
            ("GET", "/", guarded, path_names("p", "", "")),
            ("GET", "//", guarded, path_names("p", "", "")),
            ("POST", "/t", At(Op::CreateTable), path_names("p", "t", "")),
            (
                "DELETE",
                "/t",
                At(Op::DeleteTable),
                path_names("p", "t", ""),
            ),
            (
                "GET",
                "/t",
                MethodNotAllowed("POST,DELETE"),
                path_names("p", "t", ""),
            ),
            ("POST", "/%ff", At(Op::CreateTable), invalid()),
            ("POST", "/t/", guarded, path_names("p", "", "")),
            (
                "GET",
                "/t/columns",
                At(Op::ListColumns),
                path_names("p", "t", ""),
            ),
            (
                "HEAD",
                "/t/columns",
                At(Op::ListColumns),
                path_names("p", "t", ""),
            ),
            (
                "POST",
                "/t/columns",
                At(Op::AddColumns),
                path_names("p", "t", ""),
            ),
            (
                "PUT",
                "/t/columns",
                MethodNotAllowed("GET,HEAD,POST"),
                path_names("p", "t", ""),
            ),
            ("GET", "//columns", At(Op::ListColumns), empty_table),
            ("GET", "/t/column", guarded, path_names("p", "", "")),
            ("GET", "/t/columns/", guarded, path_names("p", "", "")),
            (
                "PUT",
                "/t/columns/c",
                At(Op::UpdateColumn),
                path_names("p", "t", "c"),
            ),
            (
                "DELETE",
                "/t/columns/c",
                At(Op::DeleteColumn),
                path_names("p", "t", "c"),
            ),
            (
                "HEAD",
                "/t/columns/c",
                MethodNotAllowed("PUT,DELETE"),
                path_names("p", "t", "c"),
            ),
            ("DELETE", "/t/columns/c/", guarded, path_names("p", "", "")),
            ("DELETE", "/t/columns/c/d", guarded, path_names("p", "", "")),
            (
                "DELETE",
                "/t/columns/c/d/e/f",
                guarded,
                path_names("p", "", ""),
            ),
        ] {
            let path = format!("/api/v1/data/projects/p/bitable{path}");
            assert_eq!(resolve(method, &path), (route, names), "{method} {path}");
        }
    }

    #[test]
    fn names_are_decoded_separately() {
        let (_, names) = resolve(
            "PUT",
            "/api/v1/data/projects/a%20b/bitable/t%2Fcolumns/columns/100%",
        );
        let names = names.expect("UTF-8");
        assert_eq!(names.project.as_deref(), Some("a b"));
        assert_eq!((&*names.table, &*names.column), ("t/columns", "100%"));
    }
}
