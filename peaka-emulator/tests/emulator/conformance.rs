//! Property tests: every request gets a response within a second, and the response conforms to the API reference. It
//! is either status 200 with the documented shape, or an error with a JSON object.

use std::cell::RefCell;
use std::collections::HashSet;
use std::time::Duration;

use peaka_emulator::{Echo, Emulator, Profile};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::raw_http::connect;

#[test]
fn documented_profile_conforms_to_the_api_reference() {
    assert_conforms(Profile::Documented, Echo::Requested);
}

#[test]
fn observed_profile_conforms_to_the_api_reference() {
    assert_conforms(Profile::Observed, Echo::Requested);
}

#[test]
fn observed_profile_with_stored_echo_conforms_to_the_api_reference() {
    assert_conforms(Profile::Observed, Echo::Stored);
}

fn assert_conforms(profile: Profile, echo: Echo) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let builder = Emulator::builder()
        .profile(profile)
        .echo(echo)
        .match_requested_names(true);
    let builder = builder
        .table("events")
        .partner_key("partner")
        .project_key("project", "emulator");
    let emulator = runtime.block_on(builder.start()).unwrap();
    let config = ProptestConfig {
        cases: 700,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let succeeded = RefCell::new(HashSet::new());
    TestRunner::new(config)
        .run(&requests(), |request| {
            for request in preparations().iter().chain([&request]) {
                let response = runtime.block_on(request.send(&emulator));
                if let Some(operation) = check(profile, request, &response)? {
                    succeeded.borrow_mut().insert(operation);
                }
            }
            Ok(())
        })
        .unwrap();
    let succeeded = succeeded.into_inner();
    // Checks that the generator produces valid requests of every operation.
    assert_eq!(succeeded.len(), 9, "only {succeeded:?} ever succeeded");
}

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) authorization: Option<&'static str>,
    pub(crate) body: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) is_json: bool,
    pub(crate) body: String,
}

impl Request {
    pub(crate) async fn send(&self, emulator: &Emulator) -> Response {
        let response = self.send_raw(emulator);
        tokio::time::timeout(Duration::from_secs(1), response)
            .await
            .expect("a response in time")
    }

    async fn send_raw(&self, emulator: &Emulator) -> Response {
        let mut stream = connect(emulator).await;
        let mut head = format!(
            "{} {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n",
            self.method, self.path
        );
        if let Some(authorization) = self.authorization {
            head += &format!("authorization: {authorization}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n", self.body.len());
        stream
            .write_all(&[head.as_bytes(), &self.body].concat())
            .await
            .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        let (head, body) = response.split_once("\r\n\r\n").expect("a response head");
        Response {
            status: head
                .split(' ')
                .nth(1)
                .and_then(|status| status.parse().ok())
                .expect("a status"),
            is_json: head.contains("content-type: application/json"),
            body: body.to_owned(),
        }
    }
}

/// Checks a response, and returns the operation if it succeeded.
fn check(
    profile: Profile,
    request: &Request,
    response: &Response,
) -> Result<Option<&'static str>, TestCaseError> {
    prop_assert!(
        response.status == 200 || (400..500).contains(&response.status),
        "{response:?}"
    );
    if request.method == "HEAD" {
        prop_assert_eq!(&response.body, "");
        return Ok(None);
    }
    let (operation, fits) = match documented_response(profile, request) {
        _ if response.status != 200 => (None, response.is_json && parsed(response).is_object()),
        Some((operation, None)) => (Some(operation), response.body.is_empty()),
        Some((operation, Some(shape))) => (
            Some(operation),
            response.is_json && shape.fits(&parsed(response)),
        ),
        None => (None, false),
    };
    prop_assert!(fits, "{response:?}");
    Ok(operation)
}

pub(crate) fn parsed(response: &Response) -> Value {
    serde_json::from_str(&response.body).unwrap_or_default()
}

/// Returns the operation of a request, and the shape of its successful response, if it has a body.
fn documented_response(
    profile: Profile,
    request: &Request,
) -> Option<(&'static str, Option<Shape>)> {
    use Shape::{Column, Columns, Info, QueryResult, Table, Tables};
    let path = request.path.split('?').next()?.strip_prefix("/api/v1/")?;
    let parts: Vec<&str> = path.split('/').collect();
    Some(match (request.method, parts.as_slice()) {
        ("GET", ["info"]) => ("info", Some(Info)),
        ("GET", ["data", "projects", _, "bitable"]) => ("list tables", Some(Tables)),
        ("POST", ["data", "projects", _, "bitable", _]) => ("create table", Some(Table)),
        ("DELETE", ["data", "projects", _, "bitable", _]) => ("delete table", None),
        ("GET", ["data", "projects", _, "bitable", _, "columns"]) => {
            ("list columns", Some(Columns))
        }
        ("POST", ["data", "projects", _, "bitable", _, "columns"]) => {
            ("add columns", Some(Columns))
        }
        ("DELETE", ["data", "projects", _, "bitable", _, "columns", _]) => ("delete column", None),
        ("POST", ["data", "projects", _, "queries", "execute"]) => {
            ("execute query", Some(QueryResult))
        }
        // Documented as a list, observed as one column.
        ("PUT", ["data", "projects", _, "bitable", _, "columns", _]) => match profile {
            Profile::Documented => ("update column", Some(Columns)),
            Profile::Observed => ("update column", Some(Column)),
            _ => panic!("{profile}"),
        },
        _ => return None,
    })
}

#[derive(Clone, Copy)]
enum Shape {
    Info,
    Table,
    Tables,
    Column,
    Columns,
    QueryResult,
    /// A column of a result.
    ResultColumn,
    /// A cell in the format CELL_TYPED.
    Cell,
}

impl Shape {
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::Info => fields_fit(
                value,
                &[("string", &["projectId", "projectName", "userId", "email"])],
            ),
            Self::Table => fields_fit(
                value,
                &[
                    (
                        "string",
                        &["catalogId", "catalogName", "schemaName", "tableName"],
                    ),
                    ("array", &["supportedCacheTypes"]),
                    ("boolean", &["isCacheable", "isDynamicTable", "isCached"]),
                ],
            ),
            Self::Column => fields_fit(
                value,
                &[
                    (
                        "string",
                        &[
                            "id",
                            "name",
                            "dataType",
                            "displayName",
                            "defaultValue",
                            "desc",
                        ],
                    ),
                    ("boolean", &["isNotNull", "isUnique"]),
                ],
            ),
            Self::Tables => all_fit(value, Self::Table, "tableName"),
            Self::Columns => all_fit(value, Self::Column, "name"),
            Self::ResultColumn => fields_fit(
                value,
                &[(
                    "string",
                    &["catalogName", "schemaName", "tableName", "columnName"],
                )],
            ),
            Self::Cell => value.as_object().is_some_and(|cell| {
                cell.keys()
                    .eq(["dataType", "displayName", "name", "order", "value"])
            }),
            Self::QueryResult => {
                let columns = value["columns"].as_array();
                let rows = value["data"].as_array();
                columns.zip(rows).is_some_and(|(columns, rows)| {
                    let fits = |cells: &Vec<Value>| {
                        cells.len() == columns.len()
                            && cells.iter().all(|cell| Self::Cell.fits(cell))
                    };
                    columns.iter().all(|column| Self::ResultColumn.fits(column))
                        && rows.iter().all(|row| row.as_array().is_some_and(fits))
                })
            }
        }
    }
}

/// Returns whether a value is a list of this shape with unique names.
fn all_fit(value: &Value, shape: Shape, name: &str) -> bool {
    let mut names = HashSet::new();
    let fits = |item: &Value| shape.fits(item) && names.insert(item[name].to_string());
    value.as_array().is_some_and(|items| items.iter().all(fits))
}

/// Returns whether a value is an object with only documented fields, each of its type or null.
fn fields_fit(value: &Value, documented: &[(&str, &[&str])]) -> bool {
    let fits = |(field, value): (&String, &Value)| {
        let of_field = documented
            .iter()
            .find(|(_, fields)| fields.contains(&field.as_str()));
        of_field.is_some_and(|(kind, _)| match value {
            Value::Null => true,
            Value::Bool(_) => *kind == "boolean",
            Value::String(_) => *kind == "string",
            Value::Array(items) => *kind == "array" && items.iter().all(Value::is_string),
            Value::Number(_) | Value::Object(_) => false,
        })
    };
    value
        .as_object()
        .is_some_and(|object| object.iter().all(fits))
}

fn requests() -> impl Strategy<Value = Request> {
    let method = prop_oneof![
        12 => select(&["GET", "POST", "PUT", "DELETE"][..]),
        1 => select(&["HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW", "get"][..]),
    ];
    let authorization = prop_oneof![
        12 => Just(Some("Bearer partner")),
        4 => Just(Some("bearer project")),
        1 => select(&[None, Some(""), Some("Bearer"), Some("Bearer x"), Some("Basic partner")][..]),
    ];
    let arbitrary = (method, paths().boxed(), bodies());
    let valid = (select(&CALLS[..]), column(), statement()).prop_map(
        |((method, path), column, statement)| {
            let body = if path.contains("queries") {
                statement
            } else {
                column
            };
            (method, path.to_owned(), body.to_string().into())
        },
    );
    let call = prop_oneof![2 => arbitrary, 1 => valid];
    (call, authorization).prop_map(|((method, path, body), authorization)| Request {
        method,
        path,
        authorization,
        body,
    })
}

/// One valid call of every operation.
const CALLS: [(&str, &str); 9] = [
    ("GET", "/api/v1/info"),
    ("GET", "/api/v1/data/projects/emulator/bitable"),
    ("POST", "/api/v1/data/projects/emulator/bitable/new_table"),
    ("DELETE", "/api/v1/data/projects/emulator/bitable/events"),
    (
        "GET",
        "/api/v1/data/projects/emulator/bitable/events/columns",
    ),
    (
        "POST",
        "/api/v1/data/projects/emulator/bitable/events/columns",
    ),
    (
        "PUT",
        "/api/v1/data/projects/emulator/bitable/events/columns/a",
    ),
    (
        "DELETE",
        "/api/v1/data/projects/emulator/bitable/events/columns/a",
    ),
    (
        "POST",
        "/api/v1/data/projects/emulator/queries/execute?format=CELL_TYPED",
    ),
];

fn statement() -> impl Strategy<Value = Value> {
    let statement = select(vec![
        "SELECT * FROM peaka.bitable.events",
        "SELECT a, COUNT(*) FROM peaka.bitable.events WHERE a = ? LIMIT 2",
        "SELECT COUNT(*) FROM \"peaka\".\"bitable\".\"events\" WHERE a IS NOT NULL OFFSET 0 LIMIT 1",
        "DELETE FROM peaka.bitable.events",
    ]);
    let statement = prop_oneof![4 => statement.prop_map(str::to_owned), 1 => "\\PC{0,30}"];
    let bindings = prop_oneof![3 => Just(json!([])), 1 => Just(json!(["x"])), 1 => json_value()];
    (statement, bindings)
        .prop_map(|(statement, bindings)| json!({"statement": statement, "bindings": bindings}))
}

/// Requests that create the table `events` and its column `a`.
fn preparations() -> [Request; 2] {
    let [_, _, _, _, _, (method, columns), ..] = CALLS;
    let table = columns.trim_end_matches("/columns");
    let column = json!({"name": "a", "dataType": "VARCHAR"}).to_string();
    [(table, String::new()), (columns, column)].map(|(path, body)| Request {
        method,
        path: path.to_owned(),
        authorization: Some("Bearer partner"),
        body: body.into(),
    })
}

fn paths() -> impl Strategy<Value = String> {
    let project = select(&["emulator", "emulator", "emulator", "other", ""][..]);
    let table = names(&["events", "events", "events", "ev_ents"]);
    let column = names(&["a", "a", "user_id", "userid"]);
    let tail = select(&["", "", "", "", "", "/", "//", "?a=b", "/more"][..]);
    let documented =
        (project, table, column, 0..4, tail).prop_map(|(project, table, column, depth, tail)| {
            let tables = format!("/api/v1/data/projects/{project}/bitable");
            match depth {
                0 => format!("{tables}{tail}"),
                1 => format!("{tables}/{table}{tail}"),
                2 => format!("{tables}/{table}/columns{tail}"),
                _ => format!("{tables}/{table}/columns/{column}{tail}"),
            }
        });
    let segment = names(&[
        "api", "v1", "info", "data", "projects", "emulator", "bitable", "columns",
    ]);
    let any =
        prop::collection::vec(segment, 0..9).prop_map(|parts| format!("/{}", parts.join("/")));
    prop_oneof![16 => documented, 2 => Just("/api/v1/info".to_owned()), 4 => any]
}

/// Mostly one of the common names, otherwise an unusual one.
pub(crate) fn names(common: &'static [&'static str]) -> impl Strategy<Value = String> {
    let unusual = [
        "", ".", "..", "%", "%2", "%2F", "%252F", "%00", "%ff", "%C3%BC", "ü", "___", "_id",
        "text", "columns", ";", "~", "%20", "%0d%0a", "*",
    ];
    prop_oneof![
        6 => select(common).prop_map(str::to_owned),
        2 => select(unusual.to_vec()).prop_map(str::to_owned),
        1 => "[a-z_%0-9]{1,12}",
        1 => (1..3000_usize).prop_map(|length| "n".repeat(length)),
    ]
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let batch = prop::collection::vec(column(), 0..4).prop_map(Value::Array);
    let json = prop_oneof![6 => batch, 4 => column(), 1 => json_value()];
    prop_oneof![
        10 => json.prop_map(|json| json.to_string().into_bytes()),
        1 => Just(Vec::new()),
        1 => prop::collection::vec(any::<u8>(), 0..64),
        1 => (0..2000_usize).prop_map(|depth| "[".repeat(depth).into_bytes()),
    ]
}

/// A column: a valid one, or one with a missing or invalid field.
fn column() -> impl Strategy<Value = Value> {
    let types = [
        "VARCHAR",
        "bigint",
        "Boolean",
        "DECIMAL",
        "TIMESTAMP",
        "TIME",
        "DATE",
        "UUID",
    ];
    let data_type = prop_oneof![9 => select(types.to_vec()), 1 => Just("JSON")];
    let default = prop_oneof![
        4 => Just(Value::Null),
        2 => select(vec![json!(3), json!(1.5), json!(true), json!("x"), json!("2024-01-01"), json!("")]),
    ];
    let name = prop_oneof!["[a-e_]{1,5}", "\\PC{0,5}", Just("user_id".to_owned())];
    let invalid_field = prop_oneof![
        3 => Just(None),
        1 => select(vec!["name", "dataType", "displayName", "defaultValue", "isNotNull", "isUnique", "more"]).prop_map(Some),
    ];
    (
        name,
        data_type,
        default,
        any::<bool>(),
        invalid_field,
        prop::option::of(json_value()),
    )
        .prop_map(|(name, data_type, default, flag, invalid_field, invalid_value)| {
            let mut column = json!({
                "name": name, "dataType": data_type, "displayName": name, "defaultValue": default,
                "isNotNull": flag, "isUnique": !flag,
            });
            if let (Some(field), Some(fields)) = (invalid_field, column.as_object_mut()) {
                match invalid_value {
                    Some(value) => fields.insert(field.to_owned(), value),
                    None => fields.remove(field),
                };
            }
            column
        })
}

/// A small arbitrary JSON value.
pub(crate) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::hash_map("[a-z]{0,4}", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}
