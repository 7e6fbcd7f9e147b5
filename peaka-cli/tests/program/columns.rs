//! `peaka columns`.

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{ColumnRequest, DataType, DefaultValue};
use serde_json::json;

use crate::support::{Finished, Service, failure, success};

async fn service(profile: Profile) -> Service {
    let emulator = Emulator::builder().profile(profile).table("page_views");
    let service = Service::start(emulator).await;
    let stored = service.emulator.tables("emulator").remove(0);
    let columns = [
        ColumnRequest::new("id", DataType::Bigint)
            .not_null()
            .unique(),
        ColumnRequest::new("user_id", DataType::Varchar).display_name("Visitor"),
        ColumnRequest::new("note", DataType::Varchar).default_value(DefaultValue::Text("")),
        ColumnRequest::new("price", DataType::Decimal).default_value(DefaultValue::Text("1.50")),
    ];
    let added = service.client.add_columns(&stored, &columns).await;
    added.unwrap();
    service
}

#[tokio::test]
async fn live_columns_are_listed() {
    for (profile, text) in [
        (
            Profile::Documented,
            r#"NAME     TYPE     NOT NULL  UNIQUE  DEFAULT  DISPLAY NAME
id       bigint   yes       yes              id
user_id  varchar                             Visitor
note     varchar                    ""       note
price    decimal                    1.50     price
"#,
        ),
        (
            Profile::Observed,
            r#"NAME    TYPE            NOT NULL  UNIQUE  DEFAULT  DISPLAY NAME
id      bigint                                     id
userid  varchar                                    userid
note    varchar                           ""       note
price   decimal(38,18)                    1.50     price
"#,
        ),
    ] {
        let service = service(profile).await;
        // The table is found by its declared name, too.
        assert_eq!(service.run(&["columns", "page_views"]).await, success(text));
    }
}

#[tokio::test]
async fn commands_accept_the_declared_and_the_stored_name_of_a_table() {
    let service = service(Profile::Observed).await;
    for table in ["page_views", "pageviews"] {
        for arguments in [
            &["columns", table][..],
            &["rows", table],
            &["pull", table],
            &["snapshot", table],
            &["add-column", table, "seen", "DATE"],
            &["drop-column", table, "seen", "--yes"],
        ] {
            let finished = service.run(arguments).await;
            assert_eq!(finished.code, 0, "{arguments:?}: {finished:?}");
        }
    }
    assert_eq!(service.emulator.tables("emulator"), ["pageviews"]);
}

#[tokio::test]
async fn all_option_also_lists_system_columns() {
    let service = service(Profile::Observed).await;
    let listed = service.run(&["columns", "pageviews", "--all"]).await.stdout;
    let names: Vec<_> = listed
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(
        names,
        [
            "NAME",
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
            "note",
            "price",
        ]
    );
}

#[tokio::test]
async fn json_marks_system_columns() {
    let service = service(Profile::Observed).await;
    let mut document = service
        .json("ColumnsDocument", &["columns", "page_views", "--all"])
        .await;
    let columns = document["columns"].as_array_mut().unwrap();
    let mut columns = columns.split_off(8);
    for column in &mut columns {
        column["id"].take();
    }
    columns.truncate(2);
    let column = |name: &str, data_type: &str, is_system: bool| {
        json!({
            "id": null, "name": name, "dataType": data_type, "displayName": name,
            "defaultValue": null, "isNotNull": false, "isUnique": false, "desc": null,
            "isSystem": is_system,
        })
    };
    assert_eq!(
        columns,
        [
            column("text", "varchar", true),
            column("id", "bigint", false)
        ]
    );
    document["columns"].take();
    assert_eq!(
        document,
        json!({
            "version": 1, "table": "page_views", "storedTable": "pageviews", "columns": null,
            "errors": [],
        })
    );
}

#[tokio::test]
async fn unknown_table_is_an_error_that_lists_the_tables() {
    let service = service(Profile::Observed).await;
    let error = "table `pageviewz` does not exist; the project has `pageviews`; help: did you \
                 mean `pageviews`?";
    let output = service.run(&["columns", "pageviewz"]).await;
    assert_eq!(output, failure(error));
    let output = service.run(&["columns", "pageviewz", "--json"]).await;
    assert_eq!(
        output.json("FailureDocument"),
        json!({
            "version": 1,
            "errors": [{
                "table": null,
                "kind": "command",
                "message": "table `pageviewz` does not exist; the project has `pageviews`",
                "help": "did you mean `pageviews`?",
                "isAmbiguous": false,
                "isRetryable": false,
            }],
        })
    );
    assert_eq!((output.code, output.stderr), (1, failure(error).stderr));
    let error = "invalid table name `a/b`: it contains a slash; help: use the table's name without \
                 catalog and schema";
    assert_eq!(service.run(&["columns", "a/b"]).await, failure(error));
}

#[tokio::test]
async fn table_without_declared_columns_prints_a_note() {
    let emulator = Emulator::builder().profile(Profile::Observed).table("t");
    let service = Service::start(emulator).await;
    let output = service.run(&["columns", "t"]).await;
    assert_eq!(
        output,
        Finished {
            stderr: "note: the table has only system columns; `--all` lists them\n".to_owned(),
            ..success("")
        }
    );
    let service = Service::start(Emulator::builder().table("t")).await;
    let output = service.run(&["columns", "t", "--all"]).await;
    assert_eq!(
        output,
        Finished {
            stderr: "note: the table has no columns\n".to_owned(),
            ..success("")
        }
    );
}
