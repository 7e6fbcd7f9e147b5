//! `peaka snapshot`.

use std::fs;
use std::path::Path;

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{ColumnRequest, DataType, DefaultValue};
use serde_json::json;
use tempfile::tempdir;

use crate::support::{Service, done, failed};

/// What is to be in the file, whatever the profile adds to the table.
const SNAPSHOT: &str = r#"{
  "version": 1,
  "table": "page_views",
  "storedTable": "pageviews",
  "columns": [
    {
      "name": "userid",
      "dataType": "varchar",
      "displayName": "userid",
      "defaultValue": null,
      "isNotNull": false,
      "isUnique": false
    },
    {
      "name": "clicks",
      "dataType": "bigint",
      "displayName": "clicks",
      "defaultValue": "3",
      "isNotNull": false,
      "isUnique": false
    }
  ]
}
"#;

async fn service() -> Service {
    let emulator = Emulator::builder().profile(Profile::Observed);
    let service = Service::start(emulator.table("page_views")).await;
    let columns = [
        ColumnRequest::new("user_id", DataType::Varchar),
        ColumnRequest::new("clicks", DataType::Bigint).default_value(DefaultValue::Bigint(3)),
    ];
    let added = service.client.add_columns("pageviews", &columns).await;
    added.unwrap();
    service
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn the_list_is_printed_where_no_file_is_named() {
    let service = service().await;
    let arguments = ["snapshot", "page_views"];
    assert_eq!(service.run(&arguments).await, done(SNAPSHOT));
    let document = service.json(&arguments).await;
    assert_eq!(document["storedTable"], "pageviews");
    assert_eq!(document["columns"][1]["defaultValue"], "3");
}

#[tokio::test]
async fn flags_and_display_names_are_as_the_list_has_them() {
    let service = Service::start(Emulator::builder().table("page_views")).await;
    let column = ColumnRequest::new("user_id", DataType::Uuid)
        .display_name("Who")
        .unique()
        .not_null();
    let added = service.client.add_columns("page_views", &[column]).await;
    added.unwrap();
    assert_eq!(
        service.json(&["snapshot", "page_views"]).await,
        json!({
            "version": 1,
            "table": "page_views",
            "storedTable": "page_views",
            "columns": [{
                "name": "user_id", "dataType": "uuid", "displayName": "Who",
                "defaultValue": null, "isNotNull": true, "isUnique": true,
            }],
        })
    );
}

#[tokio::test]
async fn a_file_is_written_when_it_says_something_else() {
    let service = service().await;
    let directory = tempdir().unwrap();
    let file = directory.path().join("deep/er/events.json");
    let arguments = ["snapshot", "page_views", "--out", text(&file)];
    let quoted = format!("`{}`", text(&file));

    let wrote = format!("wrote {quoted}, which is new\n");
    assert_eq!(service.run(&arguments).await, done(&wrote));
    assert_eq!(fs::read_to_string(&file).unwrap(), SNAPSHOT);

    let before = fs::metadata(&file).unwrap().modified().unwrap();
    let left = format!("left {quoted} as it is: nothing has changed\n");
    assert_eq!(service.run(&arguments).await, done(&left));
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), before);

    let note = ColumnRequest::new("note", DataType::Varchar);
    service
        .client
        .add_columns("pageviews", &[note])
        .await
        .unwrap();
    assert_eq!(
        service.json(&arguments).await,
        json!({
            "version": 1, "table": "page_views", "storedTable": "pageviews", "file": text(&file),
            "written": "changed",
        })
    );
    assert!(fs::read_to_string(&file).unwrap().contains("\"note\""));
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_is_as_readable_as_any_other_and_a_link_stays_one() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let service = service().await;
    let directory = tempdir().unwrap();
    let any = directory.path().join("any");
    fs::write(&any, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    let (file, link) = (directory.path().join("file"), directory.path().join("link"));
    service
        .run(&["snapshot", "page_views", "--out", text(&file)])
        .await;
    assert_eq!(mode(&file), mode(&any));

    fs::set_permissions(&any, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&any, &link).unwrap();
    service
        .run(&["snapshot", "page_views", "--out", text(&link)])
        .await;
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&any).unwrap(), SNAPSHOT);
    assert_eq!(mode(&any) & 0o777, 0o640);
}

#[tokio::test]
async fn a_file_of_somebody_elses_stays() {
    let service = service().await;
    let directory = tempdir().unwrap();
    let path = directory.path().join("package.json");
    fs::write(&path, "{\"name\": \"package\"}").unwrap();
    let arguments = ["snapshot", "page_views", "--out", text(&path)];
    let sentence = format!(
        "`{}` was not written by `peaka snapshot`: take another file, or write over it with `--force`",
        text(&path)
    );
    assert_eq!(service.run(&arguments).await, failed(&sentence));
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "{\"name\": \"package\"}"
    );
    let forced = [&arguments[..], &["--force"]].concat();
    service.run(&forced).await;
    assert_eq!(fs::read_to_string(&path).unwrap(), SNAPSHOT);
    // One that a merge has broken is still a snapshot.
    fs::write(&path, "{\n<<<<<<< ours\n").unwrap();
    service.run(&arguments).await;
    assert_eq!(fs::read_to_string(&path).unwrap(), SNAPSHOT);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_told() {
    let service = service().await;
    let directory = tempdir().unwrap();
    let path = text(directory.path());
    let told = service
        .run(&["snapshot", "page_views", "--out", path])
        .await;
    let sentence = format!("`{path}` is there and is no file: take another path");
    assert_eq!(told, failed(&sentence));
}
