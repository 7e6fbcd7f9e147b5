//! `peaka rows` and `peaka query`.

use std::process::Stdio;

use peaka_emulator::{CellSpelling, Emulator, Fault, Operation, Profile};
use peaka_runtime::{ColumnRequest, DataType};
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::support::{Finished, Service, failure, success};

const FROM: &str = r#"FROM "peaka"."bitable"."pageviews""#;

/// Starts an emulator with four rows.
async fn service(cells: CellSpelling) -> Service {
    let emulator = Emulator::builder().profile(Profile::Observed).cells(cells);
    let service = Service::start(emulator.table("page_views").max_result_rows(4)).await;
    let columns = [
        ColumnRequest::new("view_id", DataType::Bigint),
        ColumnRequest::new("note", DataType::Varchar),
        ColumnRequest::new("price", DataType::Decimal),
        ColumnRequest::new("paid", DataType::Boolean),
    ];
    let added = service.client.add_columns("pageviews", &columns).await;
    added.unwrap();
    let rows = [
        json!({"viewid": "9007199254740993", "note": "NULL", "price": "99999999999999999999.999999999999999999", "paid": true}),
        json!({"viewid": 2, "note": "", "price": "-0.50"}),
        json!({"viewid": 3, "note": "a \"b\",\nc\u{1b}[2J"}),
        json!({"paid": false}),
    ];
    let inserted = service.emulator.insert_rows("emulator", "pageviews", &rows);
    inserted.unwrap();
    service
}

#[tokio::test]
async fn null_differs_from_text_in_a_table() {
    for cells in [CellSpelling::Strings, CellSpelling::Numbers] {
        let service = service(cells).await;
        let table = "viewid            note                price                                    paid\n\
                     9007199254740993  \"NULL\"              99999999999999999999.999999999999999999  true\n\
                     2                 \"\"                  -0.50                                    NULL\n\
                     3                 a \"b\",\\nc\\u{1b}[2J  NULL                                     NULL\n\
                     NULL              NULL                NULL                                     false\n";
        assert_eq!(service.run(&["rows", "page_views"]).await, success(table));
    }
}

#[tokio::test]
async fn rows_are_limited() {
    let service = service(CellSpelling::Strings).await;
    let finished = service
        .run(&["rows", "pageviews", "--limit", "2", "--all"])
        .await;
    assert_eq!(finished.code, 0);
    assert_eq!(
        finished.stderr,
        "note: the table may have more than 2 rows; use `--limit` to print more\n"
    );
    let lines: Vec<_> = finished.stdout.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("_id  "), "{}", lines[0]);
    assert!(
        lines[0]
            .ends_with("viewid            note    price                                    paid"),
        "{}",
        lines[0]
    );
}

#[tokio::test]
async fn rows_are_20_without_a_limit() {
    let service = Service::start(Emulator::builder().table("t")).await;
    let column = [ColumnRequest::new("id", DataType::Bigint)];
    service.client.add_columns("t", &column).await.unwrap();
    let rows: Vec<_> = (1..=21).map(|id| json!({"id": id})).collect();
    let inserted = service.emulator.insert_rows("emulator", "t", &rows);
    inserted.unwrap();
    let table = |rows: u32| {
        let lines = (1..=rows).map(|id| format!("{id}\n"));
        format!("id\n{}", lines.collect::<String>())
    };
    let first = Finished {
        stderr: "note: the table may have more than 20 rows; use `--limit` to print more\n"
            .to_owned(),
        ..success(&table(20))
    };
    assert_eq!(service.run(&["rows", "t"]).await, first);
    let all = service.run(&["rows", "t", "--limit", "22"]).await;
    assert_eq!(all, success(&table(21)));
}

#[tokio::test]
async fn text_in_a_table_is_quoted_if_blank_or_ambiguous_and_shortened() {
    let service = Service::start(Emulator::builder().table("t")).await;
    let column = [ColumnRequest::new("note", DataType::Varchar)];
    service.client.add_columns("t", &column).await.unwrap();
    let exact = "\u{e4}".repeat(2000);
    let long = format!("{exact}x");
    let cells = [
        ("  ", r#""  ""#),
        ("\n", r#""\n""#),
        (r#""NULL""#, r#""\"NULL\"""#),
        (r#"a "b""#, r#"a "b""#),
        ("null", "null"),
        (&exact, &exact),
        (&long, &format!("{exact}\u{2026} (2001 characters)")),
    ];
    let rows = cells.map(|(text, _)| json!({"note": text}));
    let inserted = service.emulator.insert_rows("emulator", "t", &rows);
    inserted.unwrap();
    let lines = cells.map(|(_, cell)| format!("{cell}\n")).concat();
    let table = success(&format!("note\n{lines}"));
    assert_eq!(service.run(&["rows", "t"]).await, table);
}

#[tokio::test]
async fn csv_has_every_value_as_it_is() {
    let service = service(CellSpelling::Numbers).await;
    let csv = "viewid,note,price,paid\n\
               9007199254740993,NULL,99999999999999999999.999999999999999999,true\n\
               2,\"\",-0.50,\n\
               3,\"a \"\"b\"\",\nc\u{1b}[2J\",,\n\
               ,,,false\n";
    let arguments = ["rows", "page_views", "--format", "csv"];
    assert_eq!(service.run(&arguments).await, success(csv));
}

#[tokio::test]
async fn json_has_all_digits() {
    for cells in [CellSpelling::Strings, CellSpelling::Numbers] {
        let service = service(cells).await;
        let flag = |value: bool| match cells {
            CellSpelling::Numbers => json!(value),
            _ => json!(value.to_string()),
        };
        let rows = json!([
            [
                "9007199254740993",
                "NULL",
                "99999999999999999999.999999999999999999",
                flag(true)
            ],
            ["2", "", "-0.50", null],
            ["3", "a \"b\",\nc\u{1b}[2J", null, null],
            [null, null, null, flag(false)],
        ]);
        let document = json!({
            "version": 1,
            "table": "page_views",
            "storedTable": "pageviews",
            "columns": ["viewid", "note", "price", "paid"],
            "rows": rows,
            "errors": [],
        });
        assert_eq!(
            service.json("RowsDocument", &["rows", "page_views"]).await,
            document
        );
        let finished = service
            .run(&["rows", "page_views", "--format", "json"])
            .await;
        assert_eq!(finished.json("RowsDocument"), document);
    }
}

#[tokio::test]
async fn query_prints_computed_columns() {
    let service = service(CellSpelling::Strings).await;
    let sql = format!("SELECT COUNT(*) AS n, SUM(viewid) {FROM} WHERE viewid < 10");
    let table = "n  _col1\n2  5\n";
    assert_eq!(service.run(&["query", &sql]).await, success(table));
    let ndjson = "{\"n\":\"2\",\"_col1\":\"5\"}\n";
    assert_eq!(
        service.run(&["query", &sql, "--format", "ndjson"]).await,
        success(ndjson)
    );
    assert_eq!(
        service.json("QueryDocument", &["query", &sql]).await,
        json!({"version": 1, "columns": ["n", "_col1"], "rows": [["2", "5"]], "errors": []})
    );
    let sql = format!("SELECT note {FROM} WHERE viewid = 0");
    let finished = service.run(&["query", &sql]).await;
    let none = Finished {
        stderr: "note: there are no rows\n".to_owned(),
        ..success("note\n")
    };
    assert_eq!(finished, none);
    assert_eq!(
        service.run(&["query", &sql, "--format", "csv"]).await,
        success("note\n")
    );
}

#[tokio::test]
async fn statement_is_read_from_standard_input() {
    let service = service(CellSpelling::Strings).await;
    let mut command = service.command(&["query", "-", "--format", "csv"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let sql = format!("-- a report\nSELECT viewid\n{FROM} WHERE viewid = 2;\n");
    stdin.write_all(sql.as_bytes()).await.unwrap();
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "viewid\n2\n");
}

#[tokio::test]
async fn failed_query_is_an_error() {
    let service = service(CellSpelling::Strings).await;
    let run = async |arguments: &[&str]| service.run(arguments).await;
    assert_eq!(
        run(&["query", "DELETE FROM x"]).await,
        failure(
            "invalid query: only reading is allowed, found `DELETE`; help: send one SELECT, WITH, SHOW or EXPLAIN statement"
        )
    );
    let sql = format!("SELECT x {FROM}");
    let message = "failed to run the query: status 400: line 1:8: Column 'x' cannot be resolved";
    assert_eq!(
        run(&["query", &sql]).await,
        failure(&format!(
            "{message}; help: change the query as the message says"
        ))
    );
    let finished = run(&["query", &sql, "--format", "json"]).await;
    assert_eq!(finished.code, 1);
    let document = finished.json("FailureDocument");
    assert_eq!(
        (
            &document["errors"][0]["kind"],
            &document["errors"][0]["message"]
        ),
        (&json!("status"), &json!(message))
    );
    assert_eq!(
        run(&["rows", "page_view"]).await,
        failure(
            "table `page_view` does not exist; the project has `pageviews`; help: did you mean `pageviews`?"
        )
    );
    let same = format!("SELECT note, note {FROM}");
    assert_eq!(
        run(&["query", &same, "--format", "ndjson"]).await,
        failure(
            "the result has two columns named `note`, which one object cannot have; help: give one of them another name with `AS`, or use another `--format`"
        )
    );
    let csv = ["query", &same, "--format", "csv", "--json"];
    assert_eq!(run(&csv).await.code, 1);
    let result =
        format!("SELECT a.viewid {FROM} a CROSS JOIN \"peaka\".\"bitable\".\"pageviews\" b");
    let large = run(&["query", &result]).await;
    assert!(
        large
            .stderr
            .contains("the result of the query is probably too large"),
        "{}",
        large.stderr
    );
    assert!(
        large
            .stderr
            .ends_with("help: read fewer rows at once: with LIMIT or WHERE, or in pages\n"),
        "{}",
        large.stderr
    );
    service.emulator.inject(
        Operation::ExecuteQuery,
        Fault::respond(401, "text/plain", ""),
    );
    assert!(
        run(&["query", "SELECT 1"])
            .await
            .stderr
            .contains("the API key was rejected")
    );
}
