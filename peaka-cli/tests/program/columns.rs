//! `peaka columns`.

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{ColumnRequest, DataType, DefaultValue};
use serde_json::json;

use crate::support::{Ended, Service, done, failed};

async fn with_columns(profile: Profile) -> Service {
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
async fn columns_are_listed_as_they_are() {
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
        let service = with_columns(profile).await;
        // The name as it is declared leads to the stored one.
        assert_eq!(service.run(&["columns", "page_views"]).await, done(text));
    }
}

#[tokio::test]
async fn the_services_own_columns_are_listed_when_asked_for() {
    let service = with_columns(Profile::Observed).await;
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
async fn a_document_says_whose_a_column_is() {
    let service = with_columns(Profile::Observed).await;
    let mut document = service.json(&["columns", "page_views", "--all"]).await;
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
        json!({"version": 1, "table": "page_views", "storedTable": "pageviews", "columns": null})
    );
}

#[tokio::test]
async fn an_unknown_table_is_told_with_those_that_there_are() {
    let service = with_columns(Profile::Observed).await;
    let sentence = "the project has no BI table `pageviewz`: it has `pageviews`, so perhaps \
                    `pageviews` is meant";
    let told = service.run(&["columns", "pageviewz"]).await;
    assert_eq!(told, failed(sentence));
    let told = service.run(&["columns", "pageviewz", "--json"]).await;
    let document = format!("{{\n  \"version\": 1,\n  \"error\": \"{sentence}\"\n}}\n");
    assert_eq!(
        told,
        Ended {
            stdout: document,
            ..failed(sentence)
        }
    );
    let sentence = "`a/b` cannot be the name of a table: it has a slash: give the table's name \
                    alone, without catalog or schema";
    assert_eq!(service.run(&["columns", "a/b"]).await, failed(sentence));
}

#[tokio::test]
async fn a_table_without_columns_is_told_beside_the_result() {
    let emulator = Emulator::builder().profile(Profile::Observed).table("t");
    let service = Service::start(emulator).await;
    let told = service.run(&["columns", "t"]).await;
    assert_eq!(
        told,
        Ended {
            stderr: "the table has no columns of yours\n".to_owned(),
            ..done("")
        }
    );
}
