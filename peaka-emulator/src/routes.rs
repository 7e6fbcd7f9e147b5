//! The paths and methods of the service.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::operation::Operation;
use crate::refusal::Refusal;

/// What comes before every path, as on the real servers.
pub(crate) const PREFIX: &str = "/api/v1";

/// Where a request ended up among the routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    At(Operation),
    /// At a route that knows these methods alone.
    WrongMethod(&'static str),
    /// At no route. Where paths are guarded, nobody learns even that without a key.
    Nowhere {
        guarded: bool,
    },
}

/// The names in a path, decoded; empty where a route has none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Names<'a> {
    pub(crate) project: Option<Cow<'a, str>>,
    pub(crate) table: Cow<'a, str>,
    pub(crate) column: Cow<'a, str>,
}

/// Where a request leads, and the names on the way.
pub(crate) fn find<'a>(method: &str, path: &'a str) -> (Place, Result<Names<'a>, Refusal>) {
    use Operation as Op;
    let nowhere = |guarded| Place::Nowhere { guarded };
    let below = path.strip_prefix(PREFIX);
    if below == Some("/info") {
        let place = known(method, "GET,HEAD", &[("GET", Op::Info)]);
        return (place, Ok(Names::default()));
    }
    let data = below.and_then(|below| below.strip_prefix("/data/"));
    let Some(data) = data.filter(|data| !data.is_empty()) else {
        return (nowhere(false), Ok(Names::default()));
    };
    let mut parts = data.split('/');
    let parts: [Option<&str>; 7] = std::array::from_fn(|_| parts.next());
    // Names are decoded in parts, so that an escaped slash is part of a name.
    match parts {
        [Some("projects"), Some(project), Some("bitable"), rest @ ..] => match rest {
            [None, ..] => (
                known(method, "GET,HEAD", &[("GET", Op::ListTables)]),
                names(project, "", ""),
            ),
            [Some(table), None, ..] if !table.is_empty() => (
                known(
                    method,
                    "POST,DELETE",
                    &[("POST", Op::CreateTable), ("DELETE", Op::DeleteTable)],
                ),
                names(project, table, ""),
            ),
            [Some(table), Some("columns"), None, ..] => (
                known(
                    method,
                    "GET,HEAD,POST",
                    &[("GET", Op::ListColumns), ("POST", Op::AddColumns)],
                ),
                names(project, table, ""),
            ),
            [Some(table), Some("columns"), Some(column), None] if !column.is_empty() => (
                known(
                    method,
                    "PUT,DELETE",
                    &[("PUT", Op::UpdateColumn), ("DELETE", Op::DeleteColumn)],
                ),
                names(project, table, column),
            ),
            _ => (nowhere(true), readable(project, data)),
        },
        [Some("projects"), Some(project), Some(first), second, ..]
            if !first.is_empty() || second.is_some() =>
        {
            (nowhere(true), readable(project, data))
        }
        _ => (nowhere(true), decoded(data).map(|_| Names::default())),
    }
}

/// The place of a method at a route. A HEAD is a GET whose answer is sent without its body.
fn known(method: &str, allowed: &'static str, known: &[(&str, Operation)]) -> Place {
    let method = if method == "HEAD" { "GET" } else { method };
    known
        .iter()
        .find(|(name, _)| *name == method)
        .map_or(Place::WrongMethod(allowed), |&(_, operation)| {
            Place::At(operation)
        })
}

fn names<'a>(project: &'a str, table: &'a str, column: &'a str) -> Result<Names<'a>, Refusal> {
    Ok(Names {
        project: Some(decoded(project)?),
        table: decoded(table)?,
        column: decoded(column)?,
    })
}

/// The project of a path that leads nowhere, provided that the whole of the path can be read.
fn readable<'a>(project: &'a str, data: &'a str) -> Result<Names<'a>, Refusal> {
    decoded(data)?;
    names(project, "", "")
}

fn decoded(part: &str) -> Result<Cow<'_, str>, Refusal> {
    percent_decode_str(part)
        .decode_utf8()
        .map_err(|_| Refusal::UnreadablePath)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn projects(project: &str) -> Result<Names<'_>, Refusal> {
        names(project, "", "")
    }

    #[test]
    fn every_path_has_its_place() {
        use Operation as Op;
        use Place::{At, Nowhere, WrongMethod};
        let open = Nowhere { guarded: false };
        let guarded = Nowhere { guarded: true };
        let nobody = || Ok(Names::default());
        let unreadable = || Err(Refusal::UnreadablePath);
        for (method, path, place, found) in [
            ("GET", "/", open, nobody()),
            ("GET", "", open, nobody()),
            ("OPTIONS", "*", open, nobody()),
            ("GET", "/api/v1", open, nobody()),
            ("GET", "/api/v1/", open, nobody()),
            ("GET", "/API/v1/info", open, nobody()),
            ("GET", "/api/v1/info/", open, nobody()),
            ("GET", "/api/v1/info", At(Op::Info), nobody()),
            ("POST", "/api/v1/info", WrongMethod("GET,HEAD"), nobody()),
            ("GET", "/api/v1/data", open, nobody()),
            ("GET", "/api/v1/data/", open, nobody()),
            ("GET", "/api/v1/data//", guarded, nobody()),
            ("GET", "/api/v1/data/%ff", guarded, unreadable()),
            ("GET", "/api/v1/data/projects", guarded, nobody()),
            ("GET", "/api/v1/data/projects/p", guarded, nobody()),
            ("GET", "/api/v1/data/projects/p/", guarded, nobody()),
            ("GET", "/api/v1/data/projects/p//", guarded, projects("p")),
            ("GET", "/api/v1/data/projects//x", guarded, projects("")),
            ("GET", "/api/v1/data/projects/%ff/x", guarded, unreadable()),
            ("GET", "/api/v1/data/projects/p/%80", guarded, unreadable()),
            ("GET", "/api/v1/data/projects/p/x/y", guarded, projects("p")),
        ] {
            assert_eq!(find(method, path), (place, found), "{method} {path}");
        }
        let odd = names("p", "", "");
        for (method, path, place, found) in [
            ("GET", "", At(Op::ListTables), projects("p")),
            ("HEAD", "", At(Op::ListTables), projects("p")),
            ("get", "", WrongMethod("GET,HEAD"), projects("p")),
            ("GET", "s", guarded, projects("p")),
            ("GET", "/", guarded, projects("p")),
            ("GET", "//", guarded, projects("p")),
            ("POST", "/t", At(Op::CreateTable), names("p", "t", "")),
            ("DELETE", "/t", At(Op::DeleteTable), names("p", "t", "")),
            ("GET", "/t", WrongMethod("POST,DELETE"), names("p", "t", "")),
            ("POST", "/%ff", At(Op::CreateTable), unreadable()),
            ("POST", "/t/", guarded, projects("p")),
            (
                "GET",
                "/t/columns",
                At(Op::ListColumns),
                names("p", "t", ""),
            ),
            (
                "HEAD",
                "/t/columns",
                At(Op::ListColumns),
                names("p", "t", ""),
            ),
            (
                "POST",
                "/t/columns",
                At(Op::AddColumns),
                names("p", "t", ""),
            ),
            (
                "PUT",
                "/t/columns",
                WrongMethod("GET,HEAD,POST"),
                names("p", "t", ""),
            ),
            ("GET", "//columns", At(Op::ListColumns), odd),
            ("GET", "/t/column", guarded, projects("p")),
            ("GET", "/t/columns/", guarded, projects("p")),
            (
                "PUT",
                "/t/columns/c",
                At(Op::UpdateColumn),
                names("p", "t", "c"),
            ),
            (
                "DELETE",
                "/t/columns/c",
                At(Op::DeleteColumn),
                names("p", "t", "c"),
            ),
            (
                "HEAD",
                "/t/columns/c",
                WrongMethod("PUT,DELETE"),
                names("p", "t", "c"),
            ),
            ("DELETE", "/t/columns/c/", guarded, projects("p")),
            ("DELETE", "/t/columns/c/d", guarded, projects("p")),
            ("DELETE", "/t/columns/c/d/e/f", guarded, projects("p")),
        ] {
            let path = format!("/api/v1/data/projects/p/bitable{path}");
            assert_eq!(find(method, &path), (place, found), "{method} {path}");
        }
    }

    #[test]
    fn names_are_decoded_one_by_one() {
        let (_, found) = find(
            "PUT",
            "/api/v1/data/projects/a%20b/bitable/t%2Fcolumns/columns/100%",
        );
        let found = found.expect("UTF-8");
        assert_eq!(found.project.as_deref(), Some("a b"));
        assert_eq!((&*found.table, &*found.column), ("t/columns", "100%"));
    }
}
