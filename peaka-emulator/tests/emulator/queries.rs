//! Tests of queries over inserted rows.

use peaka_emulator::{
    Builder, CellSpelling, Emulator, Fault, Operation, Profile, TimestampSpelling,
};
use serde_json::{Value, json};

use crate::api::{Api, Response};

/// Starts an emulator with three rows in the table `events`.
async fn api(builder: Builder) -> Api {
    let api = Api::with_table(builder).await;
    let columns = [
        ("id", "BIGINT"),
        ("user_id", "VARCHAR"),
        ("price", "DECIMAL"),
        ("paid", "BOOLEAN"),
        ("seen", "TIMESTAMP"),
    ];
    let columns = columns.map(|(name, data_type)| json!({"name": name, "dataType": data_type}));
    api.add(json!(columns)).await.ok();
    let user = match api.columns().await[1]["name"].as_str() {
        Some(name) => name.to_owned(),
        None => panic!("no second column"),
    };
    let rows = [
        json!({"id": 1, &user: "a", "price": "10.5", "paid": true, "seen": "2024-01-31 08:30:00"}),
        json!({"id": "9007199254740993", &user: "b", "price": "9.50", "paid": false}),
        json!({"id": 3, "price": "-1", "seen": "2024-02-01T00:00:00.25Z"}),
    ];
    api.emulator
        .insert_rows("emulator", "events", &rows)
        .unwrap();
    api
}

async fn documented() -> Api {
    api(Emulator::builder()).await
}

impl Api {
    async fn run(&self, statement: &str, bindings: &[&str]) -> Response {
        let body = json!({"statement": statement, "bindings": bindings});
        self.query("?format=COMPACT", body).await
    }

    /// Returns the rows of a result.
    async fn rows(&self, statement: &str, bindings: &[&str]) -> Value {
        self.run(statement, bindings).await.ok()["data"].take()
    }

    /// Returns the ids in a result.
    async fn ids(&self, rest: &str, bindings: &[&str]) -> Vec<i64> {
        let statement = format!("SELECT id FROM peaka.bitable.events {rest}");
        let rows = self.rows(&statement, bindings).await;
        let ids = rows.as_array().unwrap().iter();
        ids.map(|row| row[0].as_str().unwrap().parse().unwrap())
            .collect()
    }

    async fn message(&self, statement: &str, bindings: &[&str]) -> String {
        let error = self.run(statement, bindings).await.error(400);
        error["message"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn each_format_has_its_documented_shape() {
    let api = documented().await;
    let sql = r#"SELECT id, "user_id" AS "user" FROM "peaka"."bitable"."events" WHERE id = 1"#;
    let body = json!({"statement": sql});
    let column = |name| json!({"catalogName": "peaka", "schemaName": "bitable", "tableName": "events", "columnName": name});
    let columns = json!([column("id"), column("user")]);
    let cell = |name, data_type, order, value| json!({"name": name, "displayName": name, "dataType": data_type, "order": order, "value": value});
    let typed = json!([[
        cell("id", "bigint", 0, "1"),
        cell("user", "varchar", 1, "a")
    ]]);
    for (format, data) in [
        ("", &typed),
        ("?format=CELL_TYPED", &typed),
        ("?format=SIMPLE", &json!([{"id": "1", "user": "a"}])),
        ("?format=COMPACT", &json!([["1", "a"]])),
    ] {
        let result = api.query(format, body.clone()).await.ok();
        assert_eq!(
            result,
            json!({"columns": columns, "data": data}),
            "{format}"
        );
    }
    api.query("?format=CSV", body).await.error(400);
}

#[tokio::test]
async fn numbers_are_strings_or_json_numbers_with_all_digits() {
    let sql = "SELECT id, price, paid FROM peaka.bitable.events WHERE user_id = 'b'";
    let strings = documented().await;
    assert_eq!(
        strings
            .run(sql, &[])
            .await
            .text
            .split_once("\"data\":")
            .unwrap()
            .1,
        r#"[["9007199254740993","9.50","false"]]}"#
    );
    let numbers = api(Emulator::builder().cells(CellSpelling::Numbers)).await;
    assert_eq!(
        numbers
            .run(sql, &[])
            .await
            .text
            .split_once("\"data\":")
            .unwrap()
            .1,
        r#"[[9007199254740993,9.50,false]]}"#
    );
}

#[tokio::test]
async fn timestamps_have_the_configured_spelling() {
    let sql = "SELECT seen FROM peaka.bitable.events ORDER BY seen";
    for (spelling, first) in [
        (TimestampSpelling::Plain, "2024-01-31 08:30:00.000000"),
        (TimestampSpelling::Utc, "2024-01-31 08:30:00.000000 UTC"),
        (TimestampSpelling::Iso, "2024-01-31T08:30:00.000000Z"),
    ] {
        let api = api(Emulator::builder().timestamps(spelling)).await;
        let rows = api.rows(sql, &[]).await;
        assert_eq!((&rows[0][0], &rows[2][0]), (&json!(first), &Value::Null));
    }
}

#[tokio::test]
async fn observed_profile_selects_system_columns_with_a_star() {
    let api = api(Emulator::builder().profile(Profile::Observed)).await;
    let body = json!({"statement": "SELECT * FROM peaka.bitable.events"});
    let result = api.query("?format=SIMPLE", body).await.ok();
    let names: Vec<_> = result["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["columnName"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "_id",
            "_version",
            "_created_time",
            "_created_by",
            "_last_modified_time",
            "_last_modified_by",
            "_session",
            "_operation",
            "text",
            "id",
            "userid",
            "price",
            "paid",
            "seen"
        ]
    );
    assert_eq!(result["data"][2]["_id"], "3");
    assert_eq!(result["data"][2]["userid"], Value::Null);
}

#[tokio::test]
async fn filters_follow_three_valued_logic() {
    let api = documented().await;
    let big = 9_007_199_254_740_993;
    for (filter, ids) in [
        ("", vec![1, big, 3]),
        ("WHERE id > 1", vec![big, 3]),
        ("WHERE id > 9007199254740992", vec![big]),
        ("WHERE price < 10 AND NOT paid", vec![big]),
        ("WHERE price < 10 AND NOT (paid IS NOT NULL)", vec![3]),
        ("WHERE paid = TRUE OR user_id IS NULL", vec![1, 3]),
        ("WHERE user_id <> 'a'", vec![big]),
        ("WHERE NOT user_id = 'a'", vec![big]),
        ("WHERE user_id = NULL", vec![]),
        ("WHERE seen >= TIMESTAMP '2024-02-01 00:00:00'", vec![3]),
        (
            "WHERE price >= DECIMAL '9.5' AND price <= CAST('10.50' AS DECIMAL(38, 18))",
            vec![1, big],
        ),
        ("ORDER BY user_id DESC", vec![big, 1, 3]),
        ("ORDER BY seen NULLS FIRST, id", vec![big, 1, 3]),
        ("ORDER BY price", vec![3, big, 1]),
        ("ORDER BY id OFFSET 1 LIMIT 1", vec![3]),
        ("ORDER BY id OFFSET 1 ROWS LIMIT ALL", vec![3, big]),
    ] {
        assert_eq!(api.ids(filter, &[]).await, ids, "{filter}");
    }
}

#[tokio::test]
async fn count_counts_the_matching_rows() {
    let api = documented().await;
    let sql = "SELECT count(*) AS n FROM peaka.bitable.events WHERE user_id IS NOT NULL";
    let result = api.run(sql, &[]).await.ok();
    assert_eq!(result["data"], json!([["2"]]));
    assert_eq!(result["columns"][0]["columnName"], "n");
    assert_eq!(result["columns"][0]["tableName"], Value::Null);
}

#[tokio::test]
async fn binding_is_text_until_it_is_cast() {
    let api = documented().await;
    assert_eq!(api.ids("WHERE user_id = ?", &["a"]).await, [1]);
    assert_eq!(
        api.ids("WHERE id = CAST(? AS BIGINT) OR user_id = ?", &["3", "a"])
            .await,
        [1, 3]
    );
    let sql = "SELECT id FROM peaka.bitable.events WHERE id = ?";
    assert_eq!(
        api.message(sql, &["3"]).await,
        "Cannot apply operator: bigint = varchar"
    );
    assert_eq!(
        api.message(sql, &[]).await,
        "Incorrect number of parameters: expected 1 but found 0"
    );
    let sql = "SELECT id FROM peaka.bitable.events WHERE user_id = ?";
    let body = json!({"statement": sql, "bindArgs": ["a"]});
    assert_eq!(api.query("", body).await.ok()["data"][0][0]["value"], "1");
    // `bindings` takes precedence.
    let body = json!({"statement": sql, "bindArgs": ["b"], "bindings": ["a"]});
    assert_eq!(api.query("", body).await.ok()["data"][0][0]["value"], "1");
}

#[tokio::test]
async fn invalid_and_unsupported_statements_are_rejected() {
    let api = documented().await;
    for (sql, message) in [
        (
            "SELECT x FROM peaka.bitable.events",
            "line 1:8: Column 'x' cannot be resolved",
        ),
        (
            "SELECT id FROM peaka.bitable.events\nWHERE y = 1",
            "line 2:7: Column 'y' cannot be resolved",
        ),
        (
            "SELECT id FROM peaka.bitable.other",
            "Table 'peaka.bitable.other' does not exist",
        ),
        (
            "SELECT id FROM events",
            "line 1:16: Schema must be specified when session schema is not set",
        ),
        (
            "SELECT id FROM peaka.bitable.events LIMIT 1 OFFSET 1",
            "line 1:45: mismatched input 'OFFSET'. Expecting: <EOF>",
        ),
        (
            "INSERT INTO peaka.bitable.events VALUES (1)",
            "Statement type 'INSERT' is not allowed",
        ),
        (
            "delete from peaka.bitable.events",
            "Statement type 'DELETE' is not allowed",
        ),
        (
            "SELECT id FROM peaka.bitable.events;",
            "line 1:36: mismatched input ';'. Expecting: <EOF>",
        ),
        (
            "SELECT id FROM peaka.bitable.events WHERE id = '1'",
            "Cannot apply operator: bigint = varchar",
        ),
        (
            "SELECT id FROM peaka.bitable.events WHERE id",
            "line 1:43: a condition must evaluate to a boolean: actual type bigint",
        ),
        (
            "SELECT id FROM peaka.bitable.events WHERE id = CAST('x' AS BIGINT)",
            "Cannot cast varchar 'x' to bigint",
        ),
        (
            "SELECT id FROM peaka.bitable.events WHERE id = 'x",
            "line 1:48: Unterminated string literal",
        ),
        (
            "SELECT id FROM peaka.bitable.events MINUS SELECT id FROM peaka.bitable.events",
            "line 1:1: the emulator does not support MINUS",
        ),
        (
            "SELECT * FROM peaka.bitable.events GROUP BY id",
            "line 1:8: the emulator does not support * beside GROUP BY or an aggregate",
        ),
        (
            "SELECT sqrt(id) FROM peaka.bitable.events",
            "line 1:8: the emulator does not support the function sqrt",
        ),
        (
            "SELECT id FROM peaka.bitable.events WHERE id > ALL (SELECT 1)",
            "line 1:43: the emulator does not support the expression id > ALL(SELECT 1)",
        ),
        (
            "SHOW STATS FOR peaka.bitable.events",
            "the emulator does not support SHOW STATS",
        ),
        (
            "",
            "line 1:1: mismatched input '<EOF>'. Expecting: 'SELECT'",
        ),
    ] {
        assert_eq!(api.message(sql, &[]).await, message, "{sql}");
    }
    let saved = json!({"qualifiedName": "peaka.query.sample"});
    let message = api.query("", saved).await.error(400)["message"].take();
    assert_eq!(
        message,
        "the emulator executes only a statement, not a saved query"
    );
}

#[tokio::test]
async fn comments_and_letter_case_have_no_influence() {
    let api = documented().await;
    let sql = "-- all ids\nselect ID /* the key */ from Peaka.BITABLE.\"Events\" where ((Paid))";
    assert_eq!(api.rows(sql, &[]).await, json!([["1"]]));
    let nested = format!("WHERE {}paid{}", "(".repeat(5000), ")".repeat(5000));
    let sql = format!("SELECT id FROM peaka.bitable.events {nested}");
    let message = api.message(&sql, &[]).await;
    assert!(message.ends_with("nested this deeply"), "{message}");
}

#[tokio::test]
async fn invalid_rows_are_not_inserted() {
    let api = documented().await;
    let insert = |table, row| {
        let rows = [json!({"id": 7}), row];
        let error = api.emulator.insert_rows("emulator", table, &rows);
        error.unwrap_err().to_string()
    };
    assert_eq!(insert("other", json!({})), "table 'other' does not exist");
    assert_eq!(insert("events", json!([])), "row 2: expected an object");
    assert_eq!(
        insert("events", json!({"x": 1})),
        "column 'x' does not exist in table 'events'"
    );
    assert_eq!(
        insert("events", json!({"paid": "maybe"})),
        "row 2, column 'paid': \"maybe\" is not a valid boolean"
    );
    assert_eq!(api.ids("WHERE id = 7", &[]).await, [0_i64; 0]);
}

#[tokio::test]
async fn missing_value_is_the_default_of_its_column() {
    let api = Api::with_table(Emulator::builder()).await;
    let column = json!([{"name": "clicks", "dataType": "BIGINT", "defaultValue": 7}]);
    api.add(column).await.ok();
    let rows = [json!({}), json!({"clicks": null})];
    api.emulator
        .insert_rows("emulator", "events", &rows)
        .unwrap();
    let sql = "SELECT clicks FROM peaka.bitable.events";
    assert_eq!(api.rows(sql, &[]).await, json!([["7"], [null]]));
    // A deleted column takes its values with it.
    api.delete("/events/columns/clicks").await;
    let column = json!([{"name": "clicks", "dataType": "BIGINT"}]);
    api.add(column).await.ok();
    assert_eq!(api.rows(sql, &[]).await, json!([[null], [null]]));
}

#[tokio::test]
async fn result_with_too_many_rows_cannot_be_read() {
    let api = api(Emulator::builder().max_result_rows(2)).await;
    let all = api.run("SELECT * FROM peaka.bitable.events", &[]).await;
    assert_eq!(all.status, 200);
    assert!(serde_json::from_str::<Value>(&all.text).is_err());
    assert_eq!(api.ids("ORDER BY id LIMIT 2", &[]).await, [1, 3]);
}

#[tokio::test]
async fn faults_are_injected_into_queries() {
    let api = documented().await;
    api.emulator.inject(
        Operation::ExecuteQuery,
        Fault::respond(503, "text/plain", ""),
    );
    let sql = "SELECT id FROM peaka.bitable.events";
    assert_eq!(api.run(sql, &[]).await.status, 503);
    assert_eq!(api.run(sql, &[]).await.status, 200);
    let requests = api.emulator.requests();
    let last = requests.last().unwrap();
    assert_eq!(last.operation, Some(Operation::ExecuteQuery));
    assert!(!last.is_write());
    assert_eq!(last.path, "/api/v1/data/projects/emulator/queries/execute");
}
