//! Whatever request comes, it is answered within a second, and with an answer that the description allows: 200 with
//! the described shape, or a refusal with a JSON object.

use std::cell::RefCell;
use std::collections::HashSet;
use std::time::Duration;

use peaka_emulator::{Echo, Emulator, Profile};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[test]
fn the_documented_profile_conforms() {
    conforms(Profile::Documented, Echo::Requested);
}

#[test]
fn the_observed_profile_conforms() {
    conforms(Profile::Observed, Echo::Requested);
}

#[test]
fn the_observed_profile_conforms_when_it_answers_what_it_stored() {
    conforms(Profile::Observed, Echo::Stored);
}

fn conforms(profile: Profile, echo: Echo) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let builder = Emulator::builder()
        .profile(profile)
        .echo(echo)
        .reach_unfolded(true);
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
                let answer = runtime.block_on(request.send(&emulator));
                if let Some(operation) = check(profile, request, &answer)? {
                    succeeded.borrow_mut().insert(operation);
                }
            }
            Ok(())
        })
        .unwrap();
    let succeeded = succeeded.into_inner();
    // Without this, a generator that never gets past the key would pass.
    assert_eq!(succeeded.len(), 8, "only {succeeded:?} ever succeeded");
}

#[derive(Debug)]
struct Request {
    method: &'static str,
    path: String,
    authorization: Option<&'static str>,
    body: Vec<u8>,
}

#[derive(Debug)]
struct Answer {
    status: u16,
    json: bool,
    body: String,
}

impl Request {
    async fn send(&self, emulator: &Emulator) -> Answer {
        let exchange = self.exchange(emulator);
        tokio::time::timeout(Duration::from_secs(1), exchange)
            .await
            .expect("an answer in time")
    }

    async fn exchange(&self, emulator: &Emulator) -> Answer {
        let address = emulator
            .base_url()
            .trim_start_matches("http://")
            .trim_end_matches("/api/v1");
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut head = format!(
            "{} {} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n",
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
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        Answer {
            status: head
                .split(' ')
                .nth(1)
                .and_then(|status| status.parse().ok())
                .expect("a status"),
            json: head.contains("content-type: application/json"),
            body: body.to_owned(),
        }
    }
}

/// Checks an answer, and says which operation succeeded.
fn check(
    profile: Profile,
    request: &Request,
    answer: &Answer,
) -> Result<Option<&'static str>, TestCaseError> {
    prop_assert!(
        answer.status == 200 || (400..500).contains(&answer.status),
        "{answer:?}"
    );
    if request.method == "HEAD" {
        prop_assert_eq!(&answer.body, "");
        return Ok(None);
    }
    let (operation, fits) = match described(profile, request) {
        _ if answer.status != 200 => (None, answer.json && parsed(answer).is_object()),
        Some((operation, None)) => (Some(operation), answer.body.is_empty()),
        Some((operation, Some(shape))) => {
            (Some(operation), answer.json && shape.fits(&parsed(answer)))
        }
        None => (None, false),
    };
    prop_assert!(fits, "{answer:?}");
    Ok(operation)
}

fn parsed(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_default()
}

/// The operation that a request asks for, and the shape of its success, if it has a body.
fn described(profile: Profile, request: &Request) -> Option<(&'static str, Option<Shape>)> {
    use Shape::{Column, Columns, Info, Table, Tables};
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
        // Described as a list, measured as one column.
        ("PUT", ["data", "projects", _, "bitable", _, "columns", _]) => match profile {
            Profile::Documented => ("update column", Some(Columns)),
            Profile::Observed => ("update column", Some(Column)),
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
        }
    }
}

/// A list of that shape, in which no name comes twice.
fn all_fit(value: &Value, shape: Shape, name: &str) -> bool {
    let mut names = HashSet::new();
    let fits = |item: &Value| shape.fits(item) && names.insert(item[name].to_string());
    value.as_array().is_some_and(|items| items.iter().all(fits))
}

/// An object with described fields alone, each of its type or null.
fn fields_fit(value: &Value, described: &[(&str, &[&str])]) -> bool {
    let fits = |(field, value): (&String, &Value)| {
        let of_field = described
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
    let wild = (method, paths().boxed(), bodies());
    let tame = (select(&CALLS[..]), columns())
        .prop_map(|((method, path), column)| (method, path.to_owned(), column.to_string().into()));
    let asked = prop_oneof![2 => wild, 1 => tame];
    (asked, authorization).prop_map(|((method, path, body), authorization)| Request {
        method,
        path,
        authorization,
        body,
    })
}

/// The calls that exist, on what is there.
const CALLS: [(&str, &str); 8] = [
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
];

/// What makes sure that there is a table `events` with a column `a`.
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
    let described =
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
    prop_oneof![16 => described, 2 => Just("/api/v1/info".to_owned()), 4 => any]
}

/// One of the usual names more often than not, else something odd.
fn names(usual: &'static [&'static str]) -> impl Strategy<Value = String> {
    let odd = [
        "", ".", "..", "%", "%2", "%2F", "%252F", "%00", "%ff", "%C3%BC", "ü", "___", "_id",
        "text", "columns", ";", "~", "%20", "%0d%0a", "*",
    ];
    prop_oneof![
        6 => select(usual).prop_map(str::to_owned),
        2 => select(odd.to_vec()).prop_map(str::to_owned),
        1 => "[a-z_%0-9]{1,12}",
        1 => (1..3000_usize).prop_map(|length| "n".repeat(length)),
    ]
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let batch = prop::collection::vec(columns(), 0..4).prop_map(Value::Array);
    let json = prop_oneof![6 => batch, 4 => columns(), 1 => values()];
    prop_oneof![
        10 => json.prop_map(|json| json.to_string().into_bytes()),
        1 => Just(Vec::new()),
        1 => prop::collection::vec(any::<u8>(), 0..64),
        1 => (0..2000_usize).prop_map(|depth| "[".repeat(depth).into_bytes()),
    ]
}

/// Columns: sound ones, and such as lack or spoil a field.
fn columns() -> impl Strategy<Value = Value> {
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
    let spoiled = prop_oneof![
        3 => Just(None),
        1 => select(vec!["name", "dataType", "displayName", "defaultValue", "isNotNull", "isUnique", "more"]).prop_map(Some),
    ];
    (
        name,
        data_type,
        default,
        any::<bool>(),
        spoiled,
        prop::option::of(values()),
    )
        .prop_map(|(name, data_type, default, flag, spoiled, spoiler)| {
            let mut column = json!({
                "name": name, "dataType": data_type, "displayName": name, "defaultValue": default,
                "isNotNull": flag, "isUnique": !flag,
            });
            if let (Some(field), Some(fields)) = (spoiled, column.as_object_mut()) {
                match spoiler {
                    Some(spoiler) => fields.insert(field.to_owned(), spoiler),
                    None => fields.remove(field),
                };
            }
            column
        })
}

/// Any JSON, a little of it.
fn values() -> impl Strategy<Value = Value> {
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
