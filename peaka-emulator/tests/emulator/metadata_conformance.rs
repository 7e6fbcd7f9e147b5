//! Property tests of the metadata operations, like those of the other operations: every request gets a response within
//! a second, and the response conforms to the API reference.
//!
//! The reference leaves most responses open. For those, the shapes are the ones that Peaka's own programs read.

use std::cell::RefCell;
use std::collections::HashSet;

use peaka_emulator::{
    Emulator, MetadataOptions, MissingDescription, OmittedMetadata, Profile, RefreshDuration,
    RelationsShape,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use crate::conformance::{Request, Response, json_value, names, parsed};

#[test]
fn metadata_of_documented_profile_conforms_to_the_api_reference() {
    assert_conforms(Profile::Documented, MetadataOptions::default());
}

#[test]
fn metadata_of_observed_profile_conforms_to_the_api_reference() {
    assert_conforms(Profile::Observed, MetadataOptions::default());
}

#[test]
fn metadata_with_other_options_conforms_to_the_api_reference() {
    let options = MetadataOptions::default()
        .omitted(OmittedMetadata::Keep)
        .missing_description(MissingDescription::NullText)
        .relations(RelationsShape::MapById);
    assert_conforms(Profile::Observed, options);
}

fn assert_conforms(profile: Profile, options: MetadataOptions) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = options.refresh(RefreshDuration::StatusReads(1));
    let builder = Emulator::builder().profile(profile).metadata(options);
    let builder = builder
        .partner_key("partner")
        .project_key("project", "emulator");
    let emulator = runtime.block_on(builder.start()).unwrap();
    for request in preparations() {
        let response = runtime.block_on(request.send(&emulator));
        assert_eq!(response.status, 200, "{request:?} {response:?}");
    }
    let config = ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let succeeded = RefCell::new(HashSet::new());
    TestRunner::new(config)
        .run(&requests(), |mut request| {
            fill_ids(&emulator, &mut request.path);
            let response = runtime.block_on(request.send(&emulator));
            if let Some(operation) = check(profile, &request, &response)? {
                succeeded.borrow_mut().insert(operation);
            }
            Ok(())
        })
        .unwrap();
    let succeeded = succeeded.into_inner();
    // Checks that the generator produces valid requests of every operation.
    assert_eq!(succeeded.len(), 13, "only {succeeded:?} ever succeeded");
}

/// Puts the ids of the first relation and the first golden SQL into a path.
fn fill_ids(emulator: &Emulator, path: &mut String) {
    let first_id = |items: Value| items[0]["id"].as_str().unwrap_or("0").to_owned();
    let relation = first_id(emulator.relations("emulator"));
    let golden_sql = first_id(emulator.golden_sqls("emulator"));
    *path = path
        .replace("{relation}", &relation)
        .replace("{golden-sql}", &golden_sql);
}

/// Requests that create the table `events` with its column `a`, and discover both.
fn preparations() -> [Request; 4] {
    let tables = "/api/v1/data/projects/emulator/bitable";
    let refresh = "/api/v1/metadata/emulator/refresh";
    let column = json!([{"name": "a", "dataType": "VARCHAR"}]).to_string();
    [
        ("POST", format!("{tables}/events"), String::new()),
        ("POST", format!("{tables}/events/columns"), column),
        ("POST", refresh.to_owned(), String::new()),
        ("GET", format!("{refresh}/1"), String::new()),
    ]
    .map(|(method, path, body)| Request {
        method,
        path,
        authorization: Some("Bearer partner"),
        body: body.into(),
    })
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
    let body = parsed(response);
    prop_assert!(response.is_json && body.is_object(), "{response:?}");
    if response.status != 200 {
        return Ok(None);
    }
    let found = documented_response(profile, request);
    let fits = found.is_some_and(|(_, fits)| fits(&body));
    prop_assert!(fits, "{response:?}");
    Ok(found.map(|(operation, _)| operation))
}

type Check = fn(&Value) -> bool;

/// Returns the operation of a request, and the check of the body of its response.
fn documented_response(profile: Profile, request: &Request) -> Option<(&'static str, Check)> {
    let path = request.path.split('?').next()?;
    let path = path.strip_prefix("/api/v1/metadata/")?;
    let parts: Vec<&str> = path.split('/').collect();
    Some(match (request.method, parts.as_slice()) {
        ("GET", [_]) => ("list metadata", |body| all_fit(body, "metadata", is_entry)),
        ("POST", [_, "refresh"]) => ("refresh", is_map_of_objects),
        ("GET", [_, "refresh", _]) => match profile {
            Profile::Documented => ("refresh status", |body| {
                ["NOT_ACTIVE", "COMPLETED", "ACTIVE"].contains(&body["status"].as_str().unwrap())
            }),
            Profile::Observed => ("refresh status", |body| {
                ["not-active", "active"].contains(&body["status"].as_str().unwrap())
            }),
            _ => panic!("{profile}"),
        },
        ("GET", [_, "golden-sqls"]) => ("list golden SQLs", |body| {
            all_fit(body, "result", is_golden_sql)
        }),
        ("POST", [_, "golden-sqls"]) => ("add golden SQL", is_map_of_objects),
        ("DELETE", [_, "golden-sqls", _]) => ("delete golden SQL", is_map_of_objects),
        ("GET", [_, "relations", _]) => ("list relations", |body| {
            all_fit(body, "relations", is_relation)
        }),
        ("PUT", [_, _, _, _]) => ("update metadata", is_map_of_objects),
        ("POST", [_, "relations", _, _, _, _]) => ("add relation", is_map_of_objects),
        ("PUT", [_, "relations", _, _, _, _]) => ("update relation", is_map_of_objects),
        ("DELETE", [_, "relations", _, _, _, _]) => ("delete relation", is_map_of_objects),
        ("PUT", [_, "categorical", _, _, _, _]) => ("generate values", is_map_of_objects),
        ("DELETE", [_, "categorical", _, _, _, _]) => ("delete values", is_map_of_objects),
        _ => return None,
    })
}

/// The documented shape of most responses.
fn is_map_of_objects(body: &Value) -> bool {
    body.as_object()
        .is_some_and(|fields| fields.values().all(Value::is_object))
}

/// Returns whether a body has only this field, with a list or a map of such items with unique ids.
fn all_fit(body: &Value, field: &str, is_item: fn(&Value) -> bool) -> bool {
    let items: Vec<&Value> = match &body[field] {
        Value::Array(items) => items.iter().collect(),
        Value::Object(items) => items.values().collect(),
        _ => return false,
    };
    let mut ids = HashSet::new();
    body.as_object().is_some_and(|fields| fields.len() == 1)
        && items
            .into_iter()
            .all(|item| is_item(item) && ids.insert(item["id"].to_string()))
}

type FieldCheck = (&'static str, Check);

/// Returns whether a value has all of the required fields, and no others but the optional ones.
fn fields_fit(value: &Value, required: &[FieldCheck], optional: &[FieldCheck]) -> bool {
    let Some(fields) = value.as_object() else {
        return false;
    };
    required.iter().all(|(name, _)| fields.contains_key(*name))
        && documented_fields_fit(fields, &[required, optional].concat())
        && fields.keys().all(|field| {
            let mut known = required.iter().chain(optional);
            known.any(|(name, _)| name == field)
        })
}

fn documented_fields_fit(fields: &Map<String, Value>, checks: &[FieldCheck]) -> bool {
    checks
        .iter()
        .all(|(name, fits)| fields.get(*name).is_none_or(fits))
}

fn is_entry(entry: &Value) -> bool {
    fields_fit(
        entry,
        &[
            ("id", Value::is_string),
            ("content", Value::is_string),
            ("metadata", is_table),
        ],
        &[],
    )
}

fn is_table(table: &Value) -> bool {
    fields_fit(
        table,
        &[
            ("projectId", Value::is_string),
            ("catalogId", |id| id == "1"),
            ("catalogType", Value::is_string),
            ("catalogSubType", Value::is_string),
            ("catalogQueryName", |name| name == "peaka"),
            ("catalogDisplayName", Value::is_string),
            ("schemaName", |name| name == "bitable"),
            ("tableName", Value::is_string),
            ("isCacheable", Value::is_boolean),
            ("isDynamicTable", Value::is_boolean),
            ("useWithAI", Value::is_boolean),
        ],
        &[
            ("tableDescription", Value::is_string),
            ("columns", |columns| is_list_of(columns, is_column)),
            ("relations", |relations| is_list_of(relations, is_relation)),
        ],
    )
}

/// A column can have more fields than the documented ones.
fn is_column(column: &Value) -> bool {
    let checks: [FieldCheck; 11] = [
        ("columnName", Value::is_string),
        ("columnDescription", Value::is_string),
        ("dataType", Value::is_string),
        ("order", Value::is_i64),
        ("isNotNull", Value::is_boolean),
        ("isSystem", Value::is_boolean),
        ("isUnique", Value::is_boolean),
        ("isPrimary", Value::is_boolean),
        ("isCategorical", Value::is_boolean),
        ("categoricalValues", |values| {
            is_list_of(values, Value::is_string)
        }),
        ("lineage", |lineage| is_list_of(lineage, Value::is_object)),
    ];
    column.as_object().is_some_and(|fields| {
        ["columnName", "dataType", "order"]
            .iter()
            .all(|name| fields.contains_key(*name))
            && documented_fields_fit(fields, &checks)
    })
}

fn is_relation(relation: &Value) -> bool {
    fields_fit(
        relation,
        &[
            ("id", Value::is_string),
            ("projectId", Value::is_string),
            ("sourceCatalogId", Value::is_string),
            ("sourceSchemaName", Value::is_string),
            ("sourceTableName", Value::is_string),
            ("sourceColumnName", Value::is_string),
            ("targetCatalogId", Value::is_string),
            ("targetSchemaName", Value::is_string),
            ("targetTableName", Value::is_string),
            ("targetColumnName", Value::is_string),
            ("type", |kind| {
                ["ONE_TO_ONE", "ONE_TO_MANY", "MANY_TO_ONE"].contains(&kind.as_str().unwrap_or(""))
            }),
        ],
        &[],
    )
}

fn is_golden_sql(golden_sql: &Value) -> bool {
    fields_fit(
        golden_sql,
        &[
            ("id", Value::is_string),
            ("content", Value::is_string),
            ("metadata", |metadata| {
                let text = Value::is_string as Check;
                let fields = [("prompt", text), ("sql", text), ("projectId", text)];
                fields_fit(metadata, &fields, &[])
            }),
        ],
        &[],
    )
}

fn is_list_of(value: &Value, is_item: fn(&Value) -> bool) -> bool {
    value
        .as_array()
        .is_some_and(|items| items.iter().all(is_item))
}

/// One valid call of every operation.
const CALLS: [(&str, &str); 13] = [
    ("GET", "?catalogId=1&schemaName=bitable"),
    ("PUT", "/1/bitable/events"),
    ("GET", "/relations/1"),
    ("POST", "/relations/1/bitable/events/a"),
    ("PUT", "/relations/1/bitable/events/{relation}"),
    ("DELETE", "/relations/1/bitable/events/{relation}"),
    ("POST", "/refresh"),
    ("GET", "/refresh/1"),
    ("PUT", "/categorical/1/bitable/events/a"),
    ("DELETE", "/categorical/1/bitable/events/a"),
    ("GET", "/golden-sqls"),
    ("POST", "/golden-sqls"),
    ("DELETE", "/golden-sqls/{golden-sql}"),
];

fn requests() -> impl Strategy<Value = Request> {
    let method = prop_oneof![
        12 => select(&["GET", "POST", "PUT", "DELETE"][..]),
        1 => select(&["HEAD", "OPTIONS", "PATCH", "get"][..]),
    ];
    let authorization = prop_oneof![
        12 => Just(Some("Bearer partner")),
        4 => Just(Some("bearer project")),
        1 => select(&[None, Some("Bearer x")][..]),
    ];
    let arbitrary = (method, paths().boxed(), bodies().boxed());
    let valid = (select(&CALLS[..]), body()).prop_map(|((method, path), body)| {
        (method, path.to_owned(), body.to_string().into_bytes())
    });
    let call = prop_oneof![1 => arbitrary, 2 => valid];
    (call, authorization).prop_map(|((method, path, body), authorization)| Request {
        method,
        path: format!("/api/v1/metadata/emulator{path}"),
        authorization,
        body,
    })
}

fn paths() -> impl Strategy<Value = String> {
    let first = select(&["", "/relations", "/categorical", "/refresh", "/golden-sqls"][..]);
    let rest = [
        "1",
        "bitable",
        "events",
        "a",
        "1",
        "bitable",
        "2",
        "{relation}",
    ];
    let rest = prop::collection::vec(
        prop_oneof![2 => select(rest.to_vec()).prop_map(str::to_owned), 1 => names(&["1", "events"])],
        0..6,
    );
    let tail = select(&["", "", "", "/", "?catalogId=2", "?catalogId=%ff"][..]);
    (first, rest, tail).prop_map(|(first, rest, tail)| {
        let rest: String = rest.iter().map(|part| format!("/{part}")).collect();
        format!("{first}{rest}{tail}")
    })
}

/// The fields of all bodies, of which each operation reads its own. Some of them are missing or invalid.
fn body() -> impl Strategy<Value = Value> {
    let column = (
        select(vec!["a", "a", "a", "a", "b", ""]),
        prop::option::of("\\PC{0,9}"),
        invalid_field(&[
            "columnName",
            "dataType",
            "order",
            "isUnique",
            "lineage",
            "more",
        ]),
    )
        .prop_map(|(name, description, invalid)| {
            with_invalid_field(
                json!({"columnName": name, "columnDescription": description}),
                invalid,
            )
        });
    let columns = prop::collection::vec(column, 0..2);
    let kind = select(vec![
        "ONE_TO_ONE",
        "ONE_TO_MANY",
        "MANY_TO_ONE",
        "MANY_TO_MANY",
    ]);
    let invalid = invalid_field(&[
        "tableDescription",
        "columns",
        "useWithAI",
        "catalogId",
        "targetColumnName",
        "type",
        "limit",
        "frequency",
        "prompt",
        "sql",
    ]);
    (columns, kind, "\\PC{0,9}", any::<bool>(), 0..4, invalid).prop_map(
        |(columns, kind, text, flag, limit, invalid)| {
            let body = json!({
                "tableDescription": text, "columns": columns, "useWithAI": flag,
                "catalogId": "1",
                "targetCatalogId": "1", "targetSchemaName": "bitable", "targetTableName": "events",
                "targetColumnName": "a", "type": kind,
                "limit": limit, "frequency": "daily",
                "prompt": text, "sql": "SELECT 1",
            });
            with_invalid_field(body, invalid)
        },
    )
}

type InvalidField = Option<(&'static str, Option<Value>)>;

/// In a few cases, a field and its value, or `None` if the field is missing.
fn invalid_field(fields: &[&'static str]) -> impl Strategy<Value = InvalidField> + use<> {
    let field = (select(fields.to_vec()), prop::option::of(json_value()));
    prop_oneof![4 => Just(None), 1 => field.prop_map(Some)]
}

fn with_invalid_field(mut value: Value, invalid: InvalidField) -> Value {
    if let (Some((field, invalid)), Some(fields)) = (invalid, value.as_object_mut()) {
        match invalid {
            Some(value) => fields.insert(field.to_owned(), value),
            None => fields.remove(field),
        };
    }
    value
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => body().prop_map(|body| body.to_string().into_bytes()),
        2 => json_value().prop_map(|json| json.to_string().into_bytes()),
        1 => Just(Vec::new()),
        1 => prop::collection::vec(any::<u8>(), 0..64),
    ]
}
