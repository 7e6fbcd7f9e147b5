//! `peaka snapshot`.

use std::fs;
use std::path::Path;

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{ColumnRequest, DataType, DefaultValue};
use serde_json::json;
use tempfile::tempdir;

use crate::support::{Finished, Service, failure, success};

/// The expected file: without the system columns that the profile adds.
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
async fn snapshot_is_printed_without_out_option() {
    let service = service().await;
    let arguments = ["snapshot", "page_views"];
    assert_eq!(service.run(&arguments).await, success(SNAPSHOT));
    let document = service.json("Snapshot", &arguments).await;
    assert_eq!(document["storedTable"], "pageviews");
    assert_eq!(document["columns"][1]["defaultValue"], "3");
}

#[tokio::test]
async fn snapshot_contains_flags_and_display_names() {
    let service = Service::start(Emulator::builder().table("page_views")).await;
    let column = ColumnRequest::new("user_id", DataType::Uuid)
        .display_name("Who")
        .unique()
        .not_null();
    let added = service.client.add_columns("page_views", &[column]).await;
    added.unwrap();
    assert_eq!(
        service.json("Snapshot", &["snapshot", "page_views"]).await,
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
async fn file_is_written_only_when_the_snapshot_changed() {
    let service = service().await;
    let directory = tempdir().unwrap();
    let file = directory.path().join("deep/er/events.json");
    let arguments = ["snapshot", "page_views", "--out", text(&file)];
    let quoted = format!("`{}`", text(&file));

    let created = format!("created {quoted}\n");
    assert_eq!(service.run(&arguments).await, success(&created));
    assert_eq!(fs::read_to_string(&file).unwrap(), SNAPSHOT);

    let before = fs::metadata(&file).unwrap().modified().unwrap();
    let unchanged = format!("unchanged {quoted}\n");
    assert_eq!(service.run(&arguments).await, success(&unchanged));
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), before);

    let note = ColumnRequest::new("note", DataType::Varchar);
    service
        .client
        .add_columns("pageviews", &[note])
        .await
        .unwrap();
    assert_eq!(
        service.json("SnapshotDocument", &arguments).await,
        json!({
            "version": 1, "table": "page_views", "storedTable": "pageviews", "file": text(&file),
            "result": "updated", "errors": [],
        })
    );
    assert!(fs::read_to_string(&file).unwrap().contains("\"note\""));
    // No temporary file is left behind.
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn file_has_default_permissions_and_a_link_stays_a_link() {
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

    fs::remove_file(&any).unwrap();
    service
        .run(&["snapshot", "page_views", "--out", text(&link)])
        .await;
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&any).unwrap(), SNAPSHOT);
}

#[tokio::test]
async fn other_files_are_overwritten_only_with_force() {
    let service = service().await;
    let directory = tempdir().unwrap();
    let path = directory.path().join("package.json");
    fs::write(&path, "{\"name\": \"package\"}").unwrap();
    let arguments = ["snapshot", "page_views", "--out", text(&path)];
    let message = format!(
        "`{}` is not a snapshot; help: choose another file, or overwrite it with `--force`",
        text(&path)
    );
    assert_eq!(service.run(&arguments).await, failure(&message));
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "{\"name\": \"package\"}"
    );
    let forced = [&arguments[..], &["--force"]].concat();
    service.run(&forced).await;
    assert_eq!(fs::read_to_string(&path).unwrap(), SNAPSHOT);
    // A snapshot with merge conflicts is still a snapshot.
    let conflict = SNAPSHOT.replace("  \"columns\"", "<<<<<<< ours\n  \"columns\"");
    assert_ne!(conflict, SNAPSHOT);
    fs::write(&path, conflict).unwrap();
    service.run(&arguments).await;
    assert_eq!(fs::read_to_string(&path).unwrap(), SNAPSHOT);
}

#[tokio::test]
async fn directory_as_out_path_is_an_error() {
    let service = service().await;
    let directory = tempdir().unwrap();
    let path = text(directory.path());
    let output = service
        .run(&["snapshot", "page_views", "--out", path])
        .await;
    let message = format!("`{path}` exists, but is not a file; help: choose another path");
    assert_eq!(output, failure(&message));
}

#[tokio::test]
async fn all_tables_are_saved_in_a_directory_without_touching_other_files() {
    let tables = Emulator::builder().profile(Profile::Observed);
    let tables = ["page_views", "orders", "users"]
        .iter()
        .fold(tables, |tables, table| tables.table(*table));
    let service = Service::start(tables).await;
    let directory = tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    let [known, foreign, gone] = ["views.json", "orders.json", "old.json"].map(path);
    let saved = ["snapshot", "page_views", "--out", text(&known)];
    assert_eq!(service.run(&saved).await.code, 0);
    fs::write(&foreign, "{}").unwrap();
    fs::write(&gone, SNAPSHOT.replace("pageviews", "old")).unwrap();

    let arguments = ["snapshot", "--all", "--out", text(directory.path())];
    let finished = service.run(&arguments).await;
    assert_eq!(
        finished,
        Finished {
            code: 1,
            stdout: format!(
                "unchanged `{}`\ncreated `{}`\nerror: `orders`: `{}` exists, but is not a snapshot of table `orders`; \
                 help: move the file, or use another directory\n",
                text(&known),
                text(&path("users.json")),
                text(&foreign)
            ),
            stderr: format!(
                "note: `{}` was not changed: the project has no table `old`\n",
                text(&gone)
            ),
        }
    );
    assert_eq!(fs::read_to_string(&foreign).unwrap(), "{}");
    // The declared name is kept.
    let content = fs::read_to_string(&known).unwrap();
    assert!(content.contains("\"table\": \"page_views\""), "{content}");

    fs::remove_file(&foreign).unwrap();
    let document = service.json("SnapshotsDocument", &arguments).await;
    assert_eq!(
        document["snapshots"][0],
        json!({
            "table": "orders", "storedTable": "orders", "package": null, "file": text(&foreign),
            "result": "created", "noLongerPending": [],
        })
    );

    // A changed table is saved in its file, whatever its name.
    let note = ColumnRequest::new("note", DataType::Varchar);
    let added = service.client.add_columns("pageviews", &[note]).await;
    added.unwrap();
    let finished = service.run(&arguments).await;
    assert_eq!(
        (finished.code, finished.stdout),
        (
            0,
            format!(
                "unchanged `{}`\nupdated `{}`\nunchanged `{}`\n",
                text(&foreign),
                text(&known),
                text(&path("users.json"))
            )
        )
    );
    assert!(fs::read_to_string(&known).unwrap().contains("\"note\""));
    let files = fs::read_dir(directory.path()).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(
        files,
        ["old.json", "orders.json", "users.json", "views.json"]
    );
}
