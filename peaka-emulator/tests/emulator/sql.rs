//! Tests of the SQL that the emulator runs, over HTTP.

use peaka_emulator::{CellSpelling, Emulator, Profile};
use serde_json::{Value, json};

use crate::api::Api;

const EVENTS: &str = "peaka.bitable.events";

/// Starts an emulator with the tables `events` and `users`.
async fn api(cells: CellSpelling) -> Api {
    let builder = Emulator::builder()
        .profile(Profile::Documented)
        .cells(cells);
    let api = Api::with_table(builder.table("users")).await;
    let column = |(name, data_type)| json!({"name": name, "dataType": data_type});
    let events = [
        ("id", "BIGINT"),
        ("user", "VARCHAR"),
        ("price", "DECIMAL"),
        ("paid", "BOOLEAN"),
        ("seen", "TIMESTAMP"),
        ("day", "DATE"),
        ("hour", "TIME"),
    ];
    api.add(json!(events.map(column))).await.ok();
    let users = [("name", "VARCHAR"), ("age", "BIGINT")].map(column);
    api.post("/users/columns", json!(users)).await.ok();
    let rows = [
        json!({"id": 1, "user": "ada", "price": "10.50", "paid": true, "seen": "2024-01-31 08:30:00.25", "day": "2024-01-31", "hour": "08:30"}),
        json!({"id": 2, "user": "ada", "price": "0.25", "paid": false, "seen": "2024-02-01 00:00:00", "day": "2024-02-01", "hour": "23:59:59.5"}),
        json!({"id": 3, "user": "ben", "price": "-3", "day": "2024-02-29"}),
        json!({"id": "9007199254740993", "price": "12345678901234567890.123456789012345678"}),
    ];
    api.emulator
        .insert_rows("emulator", "events", &rows)
        .unwrap();
    let rows = [json!({"name": "ada", "age": 36}), json!({"name": "eve"})];
    api.emulator
        .insert_rows("emulator", "users", &rows)
        .unwrap();
    api
}

impl Api {
    /// Returns the rows of a query, whose table `events` is written as `$`.
    async fn select(&self, sql: &str) -> Value {
        let body = json!({"statement": sql.replace('$', EVENTS)});
        self.query("?format=COMPACT", body).await.ok()["data"].take()
    }

    async fn failure(&self, sql: &str) -> String {
        let body = json!({"statement": sql.replace('$', EVENTS)});
        let error = self.query("?format=COMPACT", body).await.error(400);
        error["message"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn conditions_select_rows() {
    let api = api(CellSpelling::Strings).await;
    let big = "9007199254740993";
    for (condition, ids) in [
        ("id IN (1, 3)", vec!["1", "3"]),
        ("id NOT IN (1, 3)", vec!["2", big]),
        ("user IN ('ben', NULL)", vec!["3"]),
        ("user NOT IN ('ben', NULL)", vec![]),
        ("id BETWEEN 2 AND 3", vec!["2", "3"]),
        ("id NOT BETWEEN 2 AND 3", vec!["1", big]),
        ("user LIKE 'a%'", vec!["1", "2"]),
        ("user LIKE '_e_'", vec!["3"]),
        ("user NOT LIKE '%a'", vec!["3"]),
        ("user LIKE 'a#%' ESCAPE '#'", vec![]),
        ("user IS NULL", vec![big]),
        ("user IS DISTINCT FROM 'ada'", vec!["3", big]),
        ("user IS NOT DISTINCT FROM NULL", vec![big]),
        ("paid IS NOT TRUE", vec!["2", "3", big]),
        ("NOT (paid OR id = 3)", vec!["2"]),
        ("price = 10.5", vec!["1"]),
        ("price > 1.0E19", vec![big]),
        ("id > 9007199254740992", vec![big]),
        ("price > 12345678901234567890.123456789012345677", vec![big]),
        ("seen = TIMESTAMP '2024-01-31 08:30:00.250'", vec!["1"]),
        (
            "seen < CAST('2024-02-01 00:00:00.000000001' AS TIMESTAMP(9))",
            vec!["1", "2"],
        ),
        ("hour > TIME '08:30:00'", vec!["2"]),
        ("day >= DATE '2024-02-01'", vec!["2", "3"]),
        ("CAST(seen AS DATE) = day", vec!["1", "2"]),
        ("id % 2 = 0 AND id * 2 + 1 = 5", vec!["2"]),
        ("-id = -3", vec!["3"]),
        ("COALESCE(user, 'none') = 'none'", vec![big]),
        ("lower(upper(user)) || '!' = 'ben!'", vec!["3"]),
        ("length(user) = 3 AND abs(price) = 3", vec!["3"]),
        (
            "CASE WHEN paid THEN 1 WHEN id = 3 THEN 2 ELSE 0 END > 0",
            vec!["1", "3"],
        ),
        ("CASE user WHEN 'ada' THEN id ELSE 0 END = 2", vec!["2"]),
        ("NULLIF(user, 'ada') IS NULL", vec!["1", "2", big]),
    ] {
        let sql = format!("SELECT id FROM $ WHERE {condition} ORDER BY id");
        let expected: Vec<_> = ids.into_iter().map(|id| json!([id])).collect();
        assert_eq!(api.select(&sql).await, json!(expected), "{condition}");
    }
}

#[tokio::test]
async fn expressions_are_exact() {
    let api = api(CellSpelling::Strings).await;
    for (expression, value) in [
        ("1 + 2 * 3", "7"),
        ("7 / 2", "3"),
        ("-7 % 3", "-1"),
        ("0.1 + 0.2", "0.3"),
        ("1.5 * 1.5", "2.25"),
        ("1.00 / 3", "0.33"),
        ("1e0 / 4", "0.25"),
        (
            "CAST('12345678901234567890.123456789012345678' AS DECIMAL(38, 18)) + 0.000000000000000001",
            "12345678901234567890.123456789012345679",
        ),
        (
            "9999999999999999999999999999999999999.0 - 1",
            "9999999999999999999999999999999999998.0",
        ),
        ("-9223372036854775808", "-9223372036854775808"),
        ("CAST(2.5 AS BIGINT)", "3"),
        ("CAST('10.505' AS DECIMAL(10, 2))", "10.51"),
        ("CAST('10.50' AS DECIMAL)", "11"),
        ("CAST(12547407.86 AS DOUBLE)", "1.254740786E7"),
        ("CAST(1 AS VARCHAR)", "1"),
        ("CAST('2024-01-31' AS TIMESTAMP(0))", "2024-01-31 00:00:00"),
        (
            "CAST(DATE '2024-01-31' AS TIMESTAMP)",
            "2024-01-31 00:00:00.000",
        ),
        ("TRY_CAST('7' AS BIGINT)", "7"),
        ("'it''s' || ' ' || 'ok'", "it's ok"),
        ("concat('it''s', ' ', 'ok')", "it's ok"),
    ] {
        let rows = api.select(&format!("SELECT {expression}")).await;
        assert_eq!(rows, json!([[value]]), "{expression}");
    }
    assert_eq!(
        api.select("SELECT TRY_CAST('x' AS BIGINT), 1 + NULL, concat('a', NULL)")
            .await,
        json!([[null, null, null]])
    );
    for (expression, message) in [
        ("9223372036854775807 + 1", "bigint addition overflow"),
        (
            "9999999999999999999999999999999999999.0 * 10",
            "Decimal overflow",
        ),
        ("1 / 0", "Division by zero"),
        ("1.0 % 0", "Division by zero"),
        ("CAST('x' AS BIGINT)", "Cannot cast varchar 'x' to bigint"),
        (
            "CAST(3000000000 AS INTEGER)",
            "Cannot cast bigint '3000000000' to bigint",
        ),
        (
            "CAST(100 AS DECIMAL(2, 0))",
            "Cannot cast bigint '100' to decimal",
        ),
        (
            "CAST(1 AS DECIMAL(39, 0))",
            "Invalid DECIMAL type: DECIMAL(39, 0)",
        ),
        ("CAST(TRUE AS DATE)", "Cannot cast boolean 'true' to date"),
        ("1 + 'a'", "Cannot apply operator: bigint + varchar"),
        ("'a' < 1", "Cannot apply operator: varchar < bigint"),
        (
            "length(1)",
            "line 1:8: Unexpected parameters (bigint) for function length",
        ),
        (
            "CAST(1 AS REAL)",
            "the emulator does not support the type real",
        ),
    ] {
        assert_eq!(
            api.failure(&format!("SELECT {expression}")).await,
            message,
            "{expression}"
        );
    }
}

#[tokio::test]
async fn groups_are_aggregated() {
    let api = api(CellSpelling::Strings).await;
    for (sql, rows) in [
        (
            "SELECT user, COUNT(*) AS n, SUM(price), MIN(id), MAX(seen) FROM $ GROUP BY user ORDER BY n DESC, user",
            json!([
                ["ada", "2", "10.75", "1", "2024-02-01 00:00:00.000000"],
                ["ben", "1", "-3", "3", null],
                [
                    null,
                    "1",
                    "12345678901234567890.123456789012345678",
                    "9007199254740993",
                    null
                ],
            ]),
        ),
        (
            "SELECT COUNT(*), COUNT(user), COUNT(DISTINCT user), SUM(id) FROM $ WHERE id < 4",
            json!([["3", "3", "2", "6"]]),
        ),
        (
            "SELECT COUNT(*), SUM(id), MIN(id), AVG(id) FROM $ WHERE id = 0",
            json!([["0", null, null, null]]),
        ),
        ("SELECT user FROM $ WHERE id = 0 GROUP BY user", json!([])),
        (
            "SELECT AVG(id), AVG(price) FROM $ WHERE id < 3",
            json!([["1.5", "5.375000000000000000"]]),
        ),
        (
            "SELECT user FROM $ GROUP BY user HAVING COUNT(*) > 1 OR user IS NULL ORDER BY 1 NULLS FIRST",
            json!([[null], ["ada"]]),
        ),
        (
            "SELECT id % 2 AS odd, COUNT(*) + 1 FROM $ GROUP BY id % 2 ORDER BY odd",
            json!([["0", "2"], ["1", "4"]]),
        ),
        (
            "SELECT upper(user), COUNT(*) FROM $ GROUP BY 1 ORDER BY 2, 1 LIMIT 1",
            json!([["BEN", "1"]]),
        ),
        (
            "SELECT COUNT(*) FILTER (WHERE paid), SUM(CASE WHEN paid THEN 1 ELSE 0 END) FROM $",
            json!([["1", "1"]]),
        ),
        (
            "SELECT SUM(id % 2), SUM(DISTINCT id % 2), AVG(DISTINCT id % 2) FROM $ WHERE id < 4",
            json!([["2", "1", "0.5"]]),
        ),
        (
            "SELECT MAX(id) FILTER (WHERE user = 'ada'), MIN(id) FILTER (WHERE NOT paid), \
             SUM(DISTINCT id % 2) FILTER (WHERE user = 'ben') FROM $ WHERE id < 4",
            json!([["2", "2", "1"]]),
        ),
        (
            "SELECT DISTINCT user FROM $ ORDER BY user DESC",
            json!([["ben"], ["ada"], [null]]),
        ),
        (
            "SELECT user FROM $ WHERE id < 4 ORDER BY COALESCE(paid, TRUE), id",
            json!([["ada"], ["ada"], ["ben"]]),
        ),
    ] {
        assert_eq!(api.select(sql).await, rows, "{sql}");
    }
    for (sql, message) in [
        (
            "SELECT user, COUNT(*) FROM $",
            "line 1:8: 'user' must be an aggregate expression or appear in GROUP BY clause",
        ),
        (
            "SELECT id FROM $ GROUP BY user",
            "line 1:8: 'id' must be an aggregate expression or appear in GROUP BY clause",
        ),
        (
            "SELECT id FROM $ WHERE COUNT(*) > 1",
            "line 1:43: aggregations are not allowed here: COUNT(*)",
        ),
        (
            "SELECT SUM(user) FROM $",
            "line 1:8: Unexpected parameters (varchar) for function sum",
        ),
        (
            "SELECT DISTINCT user FROM $ ORDER BY id",
            "line 1:57: For SELECT DISTINCT, ORDER BY expressions must appear in select list",
        ),
        (
            "SELECT id FROM $ ORDER BY 2",
            "line 1:46: ORDER BY position 2 is not in select list",
        ),
    ] {
        assert_eq!(api.failure(sql).await, message, "{sql}");
    }
}

#[tokio::test]
async fn subqueries_named_queries_and_joins_are_tables() {
    let api = api(CellSpelling::Strings).await;
    for (sql, rows) in [
        (
            "SELECT n FROM (SELECT user, COUNT(*) AS n FROM $ GROUP BY user) AS t WHERE t.user = 'ada'",
            json!([["2"]]),
        ),
        (
            "SELECT b FROM (SELECT id, user FROM $) AS t (a, b) WHERE a = 3",
            json!([["ben"]]),
        ),
        (
            "WITH small AS (SELECT id FROM $ WHERE id < 3), one (x) AS (SELECT MAX(id) FROM small) SELECT x FROM one",
            json!([["2"]]),
        ),
        (
            "SELECT e.id, u.age FROM $ AS e JOIN peaka.bitable.users u ON e.user = u.name ORDER BY e.id",
            json!([["1", "36"], ["2", "36"]]),
        ),
        (
            "SELECT e.id, age FROM $ e LEFT JOIN peaka.bitable.users u ON e.user = u.name AND e.paid ORDER BY e.id LIMIT 3",
            json!([["1", "36"], ["2", null], ["3", null]]),
        ),
        (
            "SELECT u.* FROM peaka.bitable.users u LEFT JOIN $ e ON u.name = e.user WHERE e.id IS NULL",
            json!([["eve", null]]),
        ),
        (
            "SELECT COUNT(*) FROM $ CROSS JOIN peaka.bitable.users",
            json!([["8"]]),
        ),
        (
            "SELECT COUNT(*) FROM $, peaka.bitable.users WHERE age = 36",
            json!([["4"]]),
        ),
        (
            "SELECT events.id FROM $ ORDER BY 1 OFFSET 1 FETCH FIRST 1 ROWS ONLY",
            json!([["2"]]),
        ),
    ] {
        assert_eq!(api.select(sql).await, rows, "{sql}");
    }
    for (sql, message) in [
        (
            "SELECT t.id FROM (SELECT user FROM $) AS t",
            "line 1:10: Column 't.id' cannot be resolved",
        ),
        (
            "SELECT id FROM $ a JOIN $ b ON a.id = b.id",
            "line 1:8: Column 'id' is ambiguous",
        ),
        (
            "SELECT 1 FROM $ a RIGHT JOIN $ b ON a.id = b.id",
            "line 1:49: the emulator does not support joins other than INNER, LEFT and CROSS",
        ),
        (
            "WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a",
            "line 1:1: the emulator does not support WITH RECURSIVE",
        ),
        (
            "SELECT row_number() OVER () FROM $",
            "line 1:8: the emulator does not support the function row_number",
        ),
        (
            "SELECT 1 FROM $ a JOIN $ b USING (id)",
            "the emulator does not support joins without ON",
        ),
    ] {
        assert_eq!(api.failure(sql).await, message, "{sql}");
    }
}

#[tokio::test]
async fn set_operations_combine_rows() {
    let api = api(CellSpelling::Strings).await;
    for (sql, rows) in [
        (
            "SELECT user FROM $ UNION SELECT name FROM peaka.bitable.users ORDER BY 1",
            json!([["ada"], ["ben"], ["eve"], [null]]),
        ),
        (
            "SELECT user FROM $ UNION ALL SELECT name FROM peaka.bitable.users ORDER BY user DESC NULLS FIRST LIMIT 4",
            json!([[null], ["eve"], ["ben"], ["ada"]]),
        ),
        (
            "SELECT user FROM $ INTERSECT SELECT name FROM peaka.bitable.users",
            json!([["ada"]]),
        ),
        // NULL is the same as NULL, unlike in a comparison.
        ("SELECT user FROM $ INTERSECT SELECT NULL", json!([[null]])),
        (
            "SELECT user FROM $ EXCEPT SELECT name FROM peaka.bitable.users ORDER BY user",
            json!([["ben"], [null]]),
        ),
        (
            "SELECT user FROM $ EXCEPT DISTINCT SELECT NULL ORDER BY user",
            json!([["ada"], ["ben"]]),
        ),
        // With ALL, each row takes away one row.
        (
            "SELECT user FROM $ EXCEPT ALL SELECT name FROM peaka.bitable.users ORDER BY user",
            json!([["ada"], ["ben"], [null]]),
        ),
        (
            "SELECT user FROM $ INTERSECT ALL (SELECT 'ada' UNION ALL SELECT 'ada' UNION ALL SELECT 'ada')",
            json!([["ada"], ["ada"]]),
        ),
        // INTERSECT binds more tightly than the others.
        ("SELECT 1 UNION SELECT 2 INTERSECT SELECT 3", json!([["1"]])),
        (
            "(SELECT 1 UNION SELECT 2) INTERSECT SELECT 2",
            json!([["2"]]),
        ),
        // Numbers are coerced to a common type.
        (
            "SELECT 1 AS n UNION SELECT 1.0 UNION ALL SELECT NULL ORDER BY n",
            json!([["1"], [null]]),
        ),
        (
            "SELECT 1 AS n UNION ALL SELECT 5e-1 ORDER BY n + 1",
            json!([["0.5"], ["1.0"]]),
        ),
        // ORDER BY and LIMIT apply to the whole, unless they are in parentheses.
        (
            "SELECT id AS n FROM $ UNION ALL SELECT age FROM peaka.bitable.users ORDER BY n OFFSET 1 LIMIT 3",
            json!([["2"], ["3"], ["36"]]),
        ),
        (
            "(SELECT id FROM $ ORDER BY id DESC LIMIT 1) UNION ALL (SELECT id FROM $ ORDER BY id LIMIT 1)",
            json!([["9007199254740993"], ["1"]]),
        ),
        (
            "(SELECT id FROM $ ORDER BY id DESC LIMIT 2) ORDER BY id",
            json!([["3"], ["9007199254740993"]]),
        ),
        (
            "WITH t AS (SELECT 1 AS a UNION SELECT 2) SELECT SUM(a), COUNT(*) FROM (SELECT a FROM t UNION ALL SELECT a FROM t) AS u",
            json!([["6", "4"]]),
        ),
    ] {
        assert_eq!(api.select(sql).await, rows, "{sql}");
    }
    for (sql, message) in [
        (
            "SELECT id FROM $ UNION SELECT name, age FROM peaka.bitable.users",
            "line 1:1: UNION query has different number of fields: 1, 2",
        ),
        (
            "SELECT id FROM $ EXCEPT SELECT user FROM $",
            "line 1:1: column 1 in EXCEPT query has incompatible types: bigint, varchar",
        ),
        (
            "SELECT id FROM $ UNION SELECT id FROM $ ORDER BY user",
            "line 1:88: Column 'user' cannot be resolved",
        ),
        (
            "SELECT id FROM $ UNION SELECT id FROM $ ORDER BY 2",
            "line 1:88: ORDER BY position 2 is not in select list",
        ),
        (
            "SELECT 1 UNION BY NAME SELECT 2",
            "line 1:1: the emulator does not support UNION BY NAME",
        ),
        (
            "SELECT 1 UNION VALUES (2)",
            "line 1:23: the emulator does not support VALUES",
        ),
    ] {
        assert_eq!(api.failure(sql).await, message, "{sql}");
    }
}

#[tokio::test]
async fn subqueries_are_values_of_expressions() {
    let api = api(CellSpelling::Strings).await;
    let big = "9007199254740993";
    let users = "peaka.bitable.users";
    for (condition, ids) in [
        (
            "user IN (SELECT name FROM peaka.bitable.users)",
            vec!["1", "2"],
        ),
        (
            "user NOT IN (SELECT name FROM peaka.bitable.users)",
            vec!["3"],
        ),
        // A NULL in the subquery could be any value, so no value is certainly not in it.
        ("id NOT IN (SELECT age FROM peaka.bitable.users)", vec![]),
        (
            "id IN (SELECT age - 35 FROM peaka.bitable.users)",
            vec!["1"],
        ),
        // Nothing is in an empty set, not even NULL.
        (
            "user NOT IN (SELECT name FROM peaka.bitable.users WHERE age = 0)",
            vec!["1", "2", "3", big],
        ),
        (
            "(user IN (SELECT name FROM peaka.bitable.users WHERE age = 0)) IS NULL",
            vec![],
        ),
        ("price IN (SELECT id + 7.5 FROM $)", vec!["1"]),
        (
            "EXISTS (SELECT 1 FROM peaka.bitable.users WHERE age > 36)",
            vec![],
        ),
        (
            "NOT EXISTS (SELECT 1, 2 FROM peaka.bitable.users WHERE age > 36) AND id < 2",
            vec!["1"],
        ),
        (
            "id = (SELECT MAX(id) FROM $ WHERE user IS NOT NULL)",
            vec!["3"],
        ),
        ("id > (SELECT id FROM $ WHERE id = 0)", vec![]),
        ("id < (SELECT 2.5)", vec!["1", "2"]),
        (
            "id IN (SELECT id FROM $ WHERE user IN (SELECT name FROM peaka.bitable.users) ORDER BY id DESC LIMIT 1)",
            vec!["2"],
        ),
        ("id IN (SELECT 1 UNION SELECT 3)", vec!["1", "3"]),
    ] {
        let sql = format!("SELECT id FROM $ WHERE {condition} ORDER BY id");
        let expected: Vec<_> = ids.into_iter().map(|id| json!([id])).collect();
        assert_eq!(api.select(&sql).await, json!(expected), "{condition}");
    }
    for (sql, rows) in [
        ("SELECT (SELECT 1), EXISTS (SELECT 1), 2 IN (SELECT 1)".to_owned(), json!([["1", "true", "false"]])),
        (
            "SELECT user, COUNT(*), (SELECT COUNT(*) FROM $) FROM $ GROUP BY user HAVING COUNT(*) > (SELECT 1)".to_owned(),
            json!([["ada", "2", "4"]]),
        ),
        (
            format!("SELECT e.id FROM $ e JOIN {users} u ON e.user = u.name AND e.id = (SELECT MIN(id) FROM $)"),
            json!([["1"]]),
        ),
        (
            format!("WITH old AS (SELECT name FROM {users} WHERE age > 30) SELECT id FROM $ WHERE user IN (SELECT name FROM old) ORDER BY (SELECT 1), id DESC"),
            json!([["2"], ["1"]]),
        ),
    ] {
        assert_eq!(api.select(&sql).await, rows, "{sql}");
    }
    for (sql, message) in [
        (
            "SELECT (SELECT id FROM $)",
            "Scalar sub-query has returned multiple rows",
        ),
        (
            "SELECT (SELECT 1, 2)",
            "line 1:9: Multiple columns returned by subquery are not yet supported. Found 2",
        ),
        (
            "SELECT id FROM $ WHERE id IN (SELECT user FROM $)",
            "line 1:43: value and result of subquery must be of the same type for IN expression: bigint vs varchar",
        ),
        (
            "SELECT id FROM $ e WHERE EXISTS (SELECT 1 FROM peaka.bitable.users WHERE name = e.user)",
            "line 1:102: the emulator does not support correlated subqueries: 'e.user' is a column of the query around the subquery",
        ),
        (
            "SELECT (SELECT MAX(age) FROM peaka.bitable.users WHERE name = user) FROM $",
            "line 1:63: the emulator does not support correlated subqueries: 'user' is a column of the query around the subquery",
        ),
        (
            "SELECT id FROM $ WHERE id IN (SELECT x FROM peaka.bitable.users)",
            "line 1:57: Column 'x' cannot be resolved",
        ),
        (
            "SELECT id FROM $ WHERE id = ANY (SELECT 1)",
            "line 1:43: the emulator does not support the expression id = ANY(SELECT 1)",
        ),
    ] {
        assert_eq!(api.failure(sql).await, message, "{sql}");
    }
}

#[tokio::test]
async fn columns_of_a_join_name_the_table_that_they_come_from() {
    let api = api(CellSpelling::Strings).await;
    let columns = json!([
        {"name": "id", "dataType": "BIGINT"},
        {"name": "user", "dataType": "VARCHAR"},
    ]);
    api.post("/users/columns", columns).await.ok();
    for (sql, tables) in [
        (
            "SELECT u.id, e.id, e.user AS who, u.user, age, u.id + 1 FROM $ e CROSS JOIN peaka.bitable.users u",
            json!(["users", "events", "events", "users", "users", null]),
        ),
        (
            "SELECT u.id, e.id, COUNT(*) FROM $ e CROSS JOIN peaka.bitable.users u GROUP BY u.id, e.id",
            json!(["users", "events", null]),
        ),
        (
            "SELECT t.id, n FROM (SELECT id, age AS n FROM peaka.bitable.users) AS t CROSS JOIN $ e",
            json!(["users", "users"]),
        ),
        (
            "SELECT * FROM (SELECT u.id, e.id AS other FROM peaka.bitable.users u CROSS JOIN $ e) AS t",
            json!(["users", "events"]),
        ),
    ] {
        let body = json!({"statement": sql.replace('$', EVENTS)});
        let result = api.query("?format=COMPACT", body).await.ok();
        let columns = result["columns"].as_array().unwrap().iter();
        let found: Vec<_> = columns.map(|column| column["tableName"].clone()).collect();
        assert_eq!(json!(found), tables, "{sql}");
    }
}

#[tokio::test]
async fn columns_of_a_result_name_their_table_and_type() {
    let api = api(CellSpelling::Numbers).await;
    let sql = format!(
        "SELECT e.user AS who, age, COUNT(*), AVG(id), NULL FROM {EVENTS} e JOIN peaka.bitable.users ON name = e.user GROUP BY e.user, age"
    );
    let result = api.query("", json!({"statement": sql})).await.ok();
    let column = |table, name| match table {
        Some(table) => {
            json!({"catalogName": "peaka", "schemaName": "bitable", "tableName": table, "columnName": name})
        }
        None => {
            json!({"catalogName": null, "schemaName": null, "tableName": null, "columnName": name})
        }
    };
    assert_eq!(
        result["columns"],
        json!([
            column(Some("events"), "who"),
            column(Some("users"), "age"),
            column(None, "_col2"),
            column(None, "_col3"),
            column(None, "_col4"),
        ])
    );
    let cells = result["data"][0].as_array().unwrap().iter();
    let cells: Vec<_> = cells
        .map(|cell| (cell["dataType"].as_str().unwrap(), cell["value"].clone()))
        .collect();
    assert_eq!(
        cells,
        [
            ("varchar", json!("ada")),
            ("bigint", json!(36)),
            ("bigint", json!(2)),
            ("double", json!(1.5)),
            ("unknown", Value::Null),
        ]
    );
}

#[tokio::test]
async fn show_and_explain_describe_what_there_is() {
    let api = api(CellSpelling::Strings).await;
    for (sql, rows) in [
        ("SHOW CATALOGS", json!([["peaka"]])),
        ("SHOW SCHEMAS FROM peaka", json!([["bitable"]])),
        (
            "SHOW TABLES FROM peaka.bitable",
            json!([["events"], ["users"]]),
        ),
        (
            "SHOW COLUMNS FROM peaka.bitable.users",
            json!([["name", "varchar", "", ""], ["age", "bigint", "", ""]]),
        ),
        (
            "DESCRIBE peaka.bitable.users",
            json!([["name", "varchar", "", ""], ["age", "bigint", "", ""]]),
        ),
        (
            "EXPLAIN (TYPE LOGICAL) SELECT age AS a FROM peaka.bitable.users",
            json!([["The emulator does not plan queries.\nOutput layout: [a:bigint]"]]),
        ),
        (
            "EXPLAIN ANALYZE VERBOSE SELECT 1",
            json!([[
                "The emulator does not plan queries.\nOutput layout: [_col0:bigint]\nOutput: 1 rows"
            ]]),
        ),
    ] {
        assert_eq!(api.select(sql).await, rows, "{sql}");
    }
    for (sql, message) in [
        (
            "SHOW TABLES",
            "Schema must be specified when session schema is not set",
        ),
        (
            "SHOW SCHEMAS",
            "Catalog must be specified when session catalog is not set",
        ),
        (
            "SHOW COLUMNS FROM peaka.bitable.none",
            "Table 'peaka.bitable.none' does not exist",
        ),
        (
            "EXPLAIN DELETE FROM $",
            "Statement type 'DELETE' is not allowed",
        ),
        (
            "EXPLAIN ANALYZE INSERT INTO $ VALUES (1)",
            "Statement type 'INSERT' is not allowed",
        ),
        (
            "EXPLAIN SELECT x FROM $",
            "line 1:16: Column 'x' cannot be resolved",
        ),
    ] {
        assert_eq!(api.failure(sql).await, message, "{sql}");
    }
}

#[tokio::test]
async fn long_statements_do_not_exhaust_the_stack() {
    let api = api(CellSpelling::Strings).await;
    let chain = vec!["id > 0"; 300].join(" AND ");
    assert_eq!(
        api.select(&format!("SELECT COUNT(*) FROM $ WHERE {chain}"))
            .await,
        json!([["4"]])
    );
    let list = (0..3000)
        .map(|id| id.to_string())
        .collect::<Vec<_>>()
        .join(",");
    assert_eq!(
        api.select(&format!("SELECT COUNT(*) FROM $ WHERE id IN ({list})"))
            .await,
        json!([["3"]])
    );
    for (sql, end) in [
        (
            format!("SELECT {}", vec!["1"; 20_000].join("+")),
            "more than 1000 operators",
        ),
        (
            format!("SELECT {}", vec!["1"; 500].join("+")),
            "nested this deeply",
        ),
        (
            format!("SELECT {}1", "- ".repeat(900)),
            "nested this deeply",
        ),
        (
            format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000)),
            "nested this deeply",
        ),
        (
            format!("SELECT * FROM {}$", "(SELECT * FROM ".repeat(500)),
            "nested this deeply",
        ),
        (
            format!("SELECT 1{}", " UNION SELECT 1".repeat(20_000)),
            "more than 1000 operators",
        ),
    ] {
        let message = api.failure(&sql).await;
        assert!(message.ends_with(end), "{message}");
    }
}
