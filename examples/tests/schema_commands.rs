//! The commands of an application's binary: exit codes, text and JSON, in both profiles.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use examples::{PageView, Visitor};
use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{BiTable, Client, ColumnRequest, DataType, sync_tables};
use serde_json::{Value, json};
use support::{Finished, example};

const PROFILES: [Profile; 2] = [Profile::Documented, Profile::Observed];

/// An emulator and a client of it.
struct Service {
    emulator: Emulator,
    peaka: Client,
}

impl Service {
    async fn start(profile: Profile) -> Self {
        let emulator = Emulator::builder().profile(profile).start().await;
        let emulator = emulator.expect("the emulator starts");
        let peaka = Client::builder()
            .base_url(emulator.base_url())
            .api_key(emulator.api_key())
            .project_id(emulator.project_id())
            .build()
            .expect("the client is built");
        Self { emulator, peaka }
    }

    /// Starts a service in which both tables match their declarations.
    async fn in_sync(profile: Profile) -> Self {
        let service = Self::start(profile).await;
        let synced = service.run(&["sync", "--create-table"]).await;
        assert_eq!(synced.code, 0, "{synced:?}");
        service.emulator.take_requests();
        service
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = example("schema");
        command
            .args(arguments)
            .env("PEAKA_API_KEY", self.emulator.api_key())
            .env("PEAKA_PROJECT_ID", self.emulator.project_id())
            .env("PEAKA_BASE_URL", self.emulator.base_url());
        command
    }

    async fn run(&self, arguments: &[&str]) -> Finished {
        Finished::of(self.command(arguments)).await
    }

    async fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let finished = self.run(&[arguments, &["--json"]].concat()).await;
        let definition = match *arguments.first().unwrap() {
            "check" => "CheckDocument",
            "plan" => "PlanDocument",
            "apply" | "sync" => "SyncDocument",
            _ => "DictionaryDocument",
        };
        (finished.code, finished.json(definition))
    }

    /// Returns the number of writes since the last call.
    fn writes(&self) -> usize {
        let requests = self.emulator.take_requests();
        requests.iter().filter(|request| request.is_write()).count()
    }

    /// Replaces a column by one of type BOOLEAN.
    async fn retype(&self, table: &str, column: &str) {
        self.peaka.delete_column(table, column).await.unwrap();
        let other = [ColumnRequest::new(column, DataType::Boolean)];
        self.peaka.add_columns(table, &other).await.unwrap();
    }
}

/// Returns the stored name of `page_views`.
fn stored_page_views(profile: Profile) -> &'static str {
    match profile {
        Profile::Documented => "page_views",
        Profile::Observed => "pageviews",
        _ => panic!("{profile}"),
    }
}

/// Returns the message of the table's error.
fn error_of<'a>(document: &'a Value, table: &str) -> Option<&'a str> {
    let errors = document["errors"].as_array().unwrap();
    let error = errors.iter().find(|error| error["table"] == table)?;
    Some(error["message"].as_str().unwrap())
}

#[tokio::test]
async fn sync_creates_the_tables_and_second_sync_sends_no_write() {
    for profile in PROFILES {
        let service = Service::start(profile).await;

        let checked = service.run(&["check"]).await;
        assert_eq!(checked.stderr, "");
        assert_eq!(
            checked.stdout,
            "\
TABLE       STATUS   DETAIL
page_views  pending  the table does not exist; `sync --create-table` creates it
visitors    pending  the table does not exist; `sync --create-table` creates it
"
        );
        assert_eq!(checked.code, 2);

        let planned = service.run(&["plan", "--create-table", "visitors"]).await;
        assert_eq!(planned.stderr, "");
        assert_eq!(
            planned.stdout,
            "\
table `visitors` (will be created)
  + id       BIGINT
  + name     VARCHAR, shown as `Name`
  + country  VARCHAR
  + city     VARCHAR
0 present, 4 to add
"
        );
        assert_eq!(planned.code, 2);
        assert_eq!(service.writes(), 0);

        // Tables are created only on request.
        let refused = service.run(&["sync"]).await;
        assert_eq!(refused.code, 1);
        assert!(
            refused.stdout.starts_with(
                "2 of 2 tables failed\nerror: `page_views`, `visitors`: the table does not exist; help: "
            ),
            "{refused:?}"
        );
        assert_eq!(service.writes(), 0);

        let synced = service.run(&["sync", "--create-table"]).await;
        assert_eq!(synced.code, 0);
        assert_eq!(synced.stderr, "", "no progress bar without a terminal");
        assert!(synced.stdout.starts_with("2 tables verified\n"));
        let columns = service
            .emulator
            .columns(service.emulator.project_id(), "visitors");
        assert!(columns.is_some());
        assert_eq!(service.writes(), 4);

        let again = service.run(&["sync"]).await;
        assert_eq!(again.code, 0);
        assert_eq!(service.writes(), 0);
        for command in ["check", "plan"] {
            assert_eq!(service.run(&[command]).await.code, 0);
        }
    }
}

#[tokio::test]
async fn check_of_matching_tables_lists_warnings() {
    let service = Service::in_sync(Profile::Documented).await;
    let checked = service.run(&["check"]).await;
    assert_eq!(
        checked.stdout,
        "\
TABLE       STATUS   DETAIL
page_views  in sync
visitors    in sync
"
    );
    let service = Service::in_sync(Profile::Observed).await;
    let checked = service.run(&["check"]).await;
    assert_eq!(
        checked.stdout,
        "\
TABLE       STATUS   DETAIL
page_views  in sync  warning: column `visitor_id`: stored as `visitorid`
visitors    in sync  warning: column `name`: declared display name `Name`, live display name `name`
"
    );
}

#[tokio::test]
async fn pending_changes_and_drift_have_different_exit_codes() {
    for profile in PROFILES {
        let service = Service::in_sync(profile).await;
        let page_views = stored_page_views(profile);
        service
            .peaka
            .delete_column("visitors", "city")
            .await
            .unwrap();

        let (code, document) = service.json(&["check"]).await;
        assert_eq!(code, 2);
        assert_eq!(document["status"], "pending");
        assert_eq!(document["tables"][0]["status"], "inSync");
        assert_eq!(document["tables"][1]["status"], "pending");
        assert_eq!(document["tables"][1]["summary"], "3 present, 1 to add");
        let (code, document) = service.json(&["plan", "visitors"]).await;
        assert_eq!(code, 2);
        assert_eq!(document["version"], 1);
        assert_eq!(document["tables"].as_array().unwrap().len(), 1);
        assert_eq!(document["tables"][0]["struct"], "examples::Visitor");
        assert_eq!(document["tables"][0]["plan"]["toAdd"][0]["name"], "city");

        service.retype(page_views, "clicks").await;
        let checked = service.run(&["check"]).await;
        assert_eq!(checked.code, 3);
        assert!(
            checked.stdout.contains(
                "page_views  drift    column `clicks`: declared BIGINT, live type is boolean"
            ),
            "{checked:?}"
        );
        assert!(
            checked
                .stdout
                .contains("visitors    pending  3 present, 1 to add\n"),
            "{checked:?}"
        );
        service.emulator.take_requests();
        let (code, document) = service.json(&["sync"]).await;
        assert_eq!(code, 3);
        assert_eq!(document["status"], "drift");
        assert_eq!(
            document["tables"][0]["report"]["denied"][0]["kind"],
            "DataType"
        );
        let error = error_of(&document, "page_views").unwrap();
        assert!(error.contains("(nothing was written)"), "{error}");
        // The other table is synced nevertheless.
        assert_eq!(document["tables"][1]["report"]["added"], json!(["city"]));
        assert_eq!(error_of(&document, "visitors"), None);
        assert_eq!(service.writes(), 1);
    }
}

#[tokio::test]
async fn levels_set_what_counts_as_drift() {
    let service = Service::in_sync(Profile::Documented).await;
    let imported = [ColumnRequest::new("imported", DataType::Date)];
    service
        .peaka
        .add_columns("visitors", &imported)
        .await
        .unwrap();
    for (arguments, code, status) in [
        (&["check"][..], 0, "inSync"),
        (&["check", "--deny", "unmanaged"], 3, "drift"),
        (&["check", "--deny", "unmanaged", "page_views"], 0, "inSync"),
        (&["plan", "--deny", "unmanaged"], 3, "drift"),
        (&["sync", "--deny", "unmanaged"], 3, "drift"),
        (&["sync", "--allow", "unmanaged"], 0, "inSync"),
        (&["check", "--strict"], 0, "inSync"),
        (&["check", "--strict", "--deny", "unmanaged"], 3, "drift"),
    ] {
        let (exit, document) = service.json(arguments).await;
        assert_eq!(
            (exit, &document["status"]),
            (code, &json!(status)),
            "{arguments:?}"
        );
    }
    let warned = |document: &Value| document["tables"][1]["warned"].as_array().unwrap().len();
    let (_, document) = service.json(&["check", "--warn", "unmanaged"]).await;
    assert_eq!(warned(&document), 1);
    let (_, document) = service.json(&["check", "--allow", "unmanaged"]).await;
    assert_eq!(warned(&document), 0);
}

#[tokio::test]
async fn strict_denies_what_the_service_does_not_persist_in_every_command() {
    let service = Service::in_sync(Profile::Observed).await;
    for command in ["check", "plan", "sync"] {
        assert_eq!(service.run(&[command]).await.code, 0, "{command}");
        assert_eq!(
            service.run(&[command, "--strict"]).await.code,
            3,
            "{command}"
        );
        let accepted = [command, "--strict", "--warn", "display-name"];
        assert_eq!(service.run(&accepted).await.code, 0, "{command}");
    }
    let directory = tempfile::tempdir().unwrap();
    let page = directory.path().join("tables.md");
    let write = ["schema", "--live", "--markdown", page.to_str().unwrap()];
    for (levels, label) in [(&[][..], "warning:"), (&["--strict"], "denied:")] {
        assert_eq!(service.run(&[&write, levels].concat()).await.code, 0);
        let text = fs::read_to_string(&page).unwrap().to_lowercase();
        let label = text
            .replace('*', "")
            .contains(&format!("{label} column `name`"));
        assert!(label, "{text}");
    }
    let refused = service.run(&["schema", "--strict"]).await;
    assert_eq!(refused.code, 1);
}

#[tokio::test]
async fn delete_needs_the_name_of_the_column_and_yes() {
    for profile in PROFILES {
        let service = Service::in_sync(profile).await;
        let page_views = stored_page_views(profile);
        let old = [ColumnRequest::new("agent", DataType::Varchar)];
        service.peaka.add_columns(page_views, &old).await.unwrap();
        let delete = ["sync", "--delete", "page_views.agent"];
        service.emulator.take_requests();

        let refused = service.run(&delete).await;
        assert_eq!(refused.code, 1);
        assert_eq!(
            refused.stderr,
            "error: `--delete` would delete column `page_views.agent` with all data (nothing was written); \
             help: add `--yes` to confirm; this cannot be undone\n"
        );
        let planned = service.run(&["plan", "--delete", "page_views.agent"]).await;
        assert_eq!(planned.code, 2);
        assert!(planned.stdout.contains("\n  - agent "), "{planned:?}");
        for (wrong, error) in [
            ("agent", "invalid value `agent` for `--delete`"),
            ("page_views.", "invalid value `page_views.` for `--delete`"),
            (
                "page_view.agent",
                "`--delete page_view.agent`: no struct of this program declares table `page_view`; help: did \
                 you mean `page_views`?",
            ),
            (
                "zzz.agent",
                "`--delete zzz.agent`: no struct of this program declares table `zzz`; help: use one of \
                 `page_views`, `visitors`",
            ),
        ] {
            let refused = service.run(&["sync", "--delete", wrong, "--yes"]).await;
            assert_eq!(refused.code, 1);
            assert!(refused.stderr.contains(error), "{refused:?}");
        }
        let refused = service
            .run(&["sync", "visitors", "--delete", "page_views.agent"])
            .await;
        assert_eq!(
            refused.stderr,
            "error: `--delete page_views.agent`: table `page_views` is not selected; help: add the table to \
             the arguments, or remove the option\n"
        );
        // The column is looked up before the deletion is to be confirmed.
        let refused = service.run(&["sync", "--delete", "pageviews.q"]).await;
        assert_eq!(
            refused.stderr,
            "error: table `page_views` has no column `q` (nothing was written); help: remove `--delete \
             page_views.q`\n"
        );
        // Declared columns are never deleted.
        let refused = service
            .run(&["sync", "--delete", "page_views.clicks", "--yes"])
            .await;
        assert_eq!(refused.code, 1);
        assert_eq!(service.writes(), 0);

        let synced = service.run(&[&delete[..], &["--yes"]].concat()).await;
        assert_eq!(synced.code, 0);
        assert!(
            synced.stdout.contains("\n  deleted      `agent`"),
            "{synced:?}"
        );
        assert_eq!(service.writes(), 1);
    }
}

#[tokio::test]
async fn fix_drift_updates_the_column() {
    let service = Service::in_sync(Profile::Documented).await;
    let other = ColumnRequest::new("clicks", DataType::Bigint);
    let changed = service.peaka.update_column("page_views", "clicks", &other);
    changed.await.unwrap();
    assert_eq!(service.run(&["check"]).await.code, 3);
    assert_eq!(service.run(&["plan", "--fix-drift"]).await.code, 2);
    assert_eq!(service.run(&["sync", "--fix-drift"]).await.code, 0);
    assert_eq!(service.run(&["check"]).await.code, 0);
}

#[tokio::test]
async fn snapshots_are_compared_with_the_live_tables() {
    let elsewhere = tempfile::tempdir().unwrap();
    for profile in PROFILES {
        let service = Service::in_sync(profile).await;
        // The program has the snapshots that it was compiled with, and reads no file.
        let mut check = service.command(&["check", "--snapshots", "visitors"]);
        check.current_dir(elsewhere.path());
        let checked = Finished::of(check).await;
        assert_eq!((checked.code, checked.stderr.as_str()), (0, ""));
        assert!(
            checked.stdout.ends_with(
                "\n\nSNAPSHOT                      PACKAGE   STATUS   DETAIL\nexamples/peaka/visitors.json  examples  in sync\n"
            ),
            "{checked:?}"
        );

        // An undeclared column is a warning, for the snapshot as for the table.
        let vip = [ColumnRequest::new("vip", DataType::Boolean)];
        service.peaka.add_columns("visitors", &vip).await.unwrap();
        assert_eq!(service.run(&["check"]).await.code, 0);
        let differs = service.run(&["check", "--snapshots"]).await;
        assert_eq!(differs.code, 0);
        assert!(
            differs.stdout.ends_with(
                "\
SNAPSHOT                      PACKAGE   STATUS   DETAIL
examples/peaka/visitors.json  examples  in sync  column `vip`: in the live table, but not in the snapshot
                                                 help: regenerate it with `snapshot visitors`
"
            ),
            "{differs:?}"
        );
        let denied = ["check", "--snapshots", "--deny", "unmanaged"];
        let (code, document) = service.json(&denied).await;
        assert_eq!((code, &document["status"]), (3, &json!("drift")));
        assert_eq!(document["tables"][0]["snapshot"], json!(null));
        assert_eq!(
            document["tables"][1]["snapshot"],
            json!({
                "package": "examples",
                "file": "examples/peaka/visitors.json",
                "status": "drift",
                "exists": true,
                "denied": [{
                    "kind": "Added", "column": "vip", "snapshot": null, "live": "boolean",
                }],
                "warned": [],
                "noLongerPending": [],
                "command": "peaka snapshot visitors --out examples/peaka/visitors.json",
            })
        );

        // A sync would add a missing column and, with the option, create the table.
        service
            .peaka
            .delete_column("visitors", "city")
            .await
            .unwrap();
        let missing = service.run(&["check", "--snapshots"]).await;
        assert_eq!(missing.code, 2, "{missing:?}");
        let help = "help: first make the table match its declaration: `plan visitors` shows the differences\n";
        assert!(missing.stdout.ends_with(help), "{missing:?}");
        service.peaka.delete_table("visitors").await.unwrap();
        let gone = service.run(&["check", "--snapshots"]).await;
        assert_eq!(gone.code, 2);
        assert!(
            gone.stdout.ends_with(
                "examples/peaka/visitors.json  examples  pending  the table does not exist; `sync --create-table` creates it\n"
            ),
            "{gone:?}"
        );
    }
    let service = Service::in_sync(Profile::Documented).await;
    let none = service.run(&["check", "--snapshots", "page_views"]).await;
    assert_eq!(none.code, 0);
    assert_eq!(
        none.stderr,
        "note: none of these structs has a snapshot; add one with `#[bitable(snapshot = \"peaka/events.json\")]`\n"
    );
}

#[tokio::test]
async fn failure_of_one_table_does_not_hide_the_others() {
    let service = Service::in_sync(Profile::Documented).await;
    for _ in 0..3 {
        let fault = Fault::respond(500, "text/plain", "out of order");
        service.emulator.inject(Operation::ListColumns, fault);
    }
    let (code, document) = service.json(&["check", "--concurrency", "1"]).await;
    assert_eq!(code, 1);
    assert_eq!(document["tables"][0]["status"], "failed");
    let error = error_of(&document, "page_views").unwrap();
    assert!(error.contains("500: out of order"), "{error}");
    assert_eq!(document["tables"][1]["status"], "inSync");
}

#[tokio::test]
async fn rejected_key_is_an_error_without_the_key() {
    let service = Service::start(Profile::Documented).await;
    for command in ["check", "plan", "sync"] {
        let mut command = service.command(&[command, "--json"]);
        command.env("PEAKA_API_KEY", "not-the-key-4711");
        let finished = Finished::of(command).await;
        assert_eq!(finished.code, 1);
        assert!(
            finished.stdout.contains("the API key was rejected"),
            "{finished:?}"
        );
        assert!(!format!("{finished:?}").contains("4711"), "{finished:?}");
    }
}

#[tokio::test]
async fn schema_prints_the_declared_tables_without_a_connection() {
    let mut command = example("schema");
    command.arg("schema");
    let printed = Finished::of(command).await;
    assert_eq!(printed.code, 0);
    assert_eq!(
        printed.stdout,
        "\
table `page_views`, declared by `examples::PageView`
NAME        TYPE       NOT NULL  UNIQUE  DEFAULT  DISPLAY NAME  DESCRIPTION
visitor_id  BIGINT                                visitor_id    The visitor.
path        VARCHAR                               path          Path of the page, without the query string.
clicks      BIGINT                       0        clicks        Number of clicks on the page.
seen        TIMESTAMP                             seen          Time of the request.
country     VARCHAR                               country       Country code, ISO 3166-1 alpha-2.
city        VARCHAR                               city          City, if known.

table `visitors`, declared by `examples::Visitor`
NAME     TYPE     NOT NULL  UNIQUE  DEFAULT  DISPLAY NAME  DESCRIPTION
id       BIGINT                              id            Customer number.
name     VARCHAR                             Name          Preferred name.
country  VARCHAR                             country       Country code, ISO 3166-1 alpha-2.
city     VARCHAR                             city          City, if known.
"
    );
    let mut command = example("schema");
    command.args(["schema", "--json"]);
    let document = Finished::of(command).await.json("SchemaDocument");
    assert_eq!(document["version"], 1);
    assert_eq!(
        document["tables"][1]["columns"][1],
        json!({"name": "name", "dataType": "VARCHAR", "displayName": "Name", "defaultValue": null,
               "isNotNull": false, "isUnique": false, "description": "Preferred name.", "variants": [],
               "references": null})
    );
    assert_eq!(
        document["tables"][0]["columns"][0]["references"],
        json!({"table": "visitors", "column": "id"})
    );
    assert_eq!(
        document["tables"][0]["goldenSqls"],
        json!([{
            "question": "Which visitors viewed the most pages?",
            "sql": "SELECT \"name\", COUNT(*) AS views\nFROM \"peaka\".\"bitable\".\"pageviews\" JOIN \
                    \"peaka\".\"bitable\".\"visitors\" ON \"visitorid\" = \"id\"\nGROUP BY 1 ORDER BY 2 DESC",
        }])
    );
    assert_eq!(document["tables"][0]["useWithAi"], Value::Null);
    assert_eq!(
        document["tables"][1]["description"],
        "Visitors of the shop."
    );
}

#[tokio::test]
async fn schema_writes_a_data_dictionary() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (html, markdown) = (file("new/tables.html"), file("tables.md"));
    for profile in PROFILES {
        let service = Service::in_sync(profile).await;
        let page_views = stored_page_views(profile);
        service.retype(page_views, "clicks").await;
        let write = ["schema", "--html", &html, "--markdown", &markdown];

        service.emulator.take_requests();
        let written = service.run(&write).await;
        assert_eq!((written.code, written.stderr.as_str()), (0, ""));
        assert_eq!(service.emulator.take_requests().len(), 0);
        let page = fs::read_to_string(&html).unwrap();
        assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
        let text = fs::read_to_string(&markdown).unwrap();
        assert!(
            text.contains("\"peaka\".\"bitable\".\"pageviews\""),
            "{text}"
        );
        assert!(!text.contains("live type is"), "{text}");
        assert!(
            text.contains("references [`visitors.id`](#visitors)"),
            "{text}"
        );
        assert!(
            page.contains("page_views.visitor_id references visitors.id</desc>"),
            "{page}"
        );

        let (code, document) = service.json(&[&write[..], &["--live"]].concat()).await;
        assert_eq!(code, 0);
        assert_eq!(
            document,
            json!({"version": 1, "errors": [], "files": [
                {"file": html, "result": "updated"}, {"file": markdown, "result": "updated"},
            ]})
        );
        let text = fs::read_to_string(&markdown).unwrap();
        assert!(text.contains("live type is"), "{text}");
        let name = format!("\"peaka\".\"bitable\".\"{page_views}\"");
        assert!(text.contains(&name), "{text}");
        let page = fs::read_to_string(&html).unwrap();
        assert!(page.contains("live type is"), "{page}");
        let again = service.run(&[&write[..], &["--live"]].concat()).await;
        assert_eq!(again.stdout.matches("unchanged ").count(), 2, "{again:?}");
        fs::remove_file(&html).unwrap();
        fs::remove_file(&markdown).unwrap();
    }
    let mut command = example("schema");
    command.args(["schema", "--live"]);
    let refused = Finished::of(command).await;
    assert_eq!(refused.code, 1);
    assert!(
        refused
            .stderr
            .starts_with("error: `--live` requires `--html` or `--markdown`; help: ")
    );
}

#[tokio::test]
async fn wrong_arguments_have_exit_code_1() {
    for (arguments, error) in [
        (
            &["check", "--nope"][..],
            "unexpected argument '--nope' found",
        ),
        (
            &["plan", "--deny", "missing"],
            "invalid value 'missing' for '--deny <KIND>'",
        ),
        (&["chekc"], "unrecognized subcommand 'chekc'"),
    ] {
        let mut command = example("schema");
        command.args(arguments);
        let finished = Finished::of(command).await;
        assert_eq!(finished.code, 1, "{finished:?}");
        assert!(
            finished.stderr.starts_with(&format!("error: {error}")),
            "{finished:?}"
        );
        assert_eq!(finished.stdout, "");
    }
    let service = Service::start(Profile::Documented).await;
    for (arguments, message, help) in [
        (
            &["check", "nope"][..],
            "no struct of this program declares table `nope`",
            "use one of `page_views`, `visitors`",
        ),
        (
            &["check", "page_view"],
            "no struct of this program declares table `page_view`",
            "did you mean `page_views`?",
        ),
        (
            &["check", "--allow", "unique", "--deny", "unique"],
            "`--allow unique` and `--deny unique` contradict each other",
            "remove one of them",
        ),
        (
            &["schema", "--strict"],
            "`--strict` requires `--live`",
            "add `--live` with `--html` or `--markdown`, or remove `--strict`",
        ),
        (
            &["schema", "--title", "Shop"],
            "`--title` requires `--html` or `--markdown`",
            "add one of them",
        ),
    ] {
        let finished = service.run(&[arguments, &["--json"]].concat()).await;
        assert_eq!(finished.code, 1);
        assert_eq!(
            finished.json("FailureDocument"),
            json!({"version": 1, "errors": [{
                "table": null, "kind": "command", "message": message, "help": help,
                "isAmbiguous": false, "isRetryable": false,
            }]})
        );
    }
    let mut command = example("schema");
    let finished = Finished::of({
        command.arg("--help");
        command
    })
    .await;
    assert_eq!(finished.code, 0);
    assert!(
        finished
            .stdout
            .contains("Usage: schema [OPTIONS] <COMMAND>"),
        "{finished:?}"
    );
}

#[tokio::test]
async fn completions_are_printed_for_the_name_of_the_program() {
    let mut command = example("schema");
    command.args(["completions", "bash"]);
    let finished = Finished::of(command).await;
    assert_eq!(finished.code, 0);
    assert!(
        finished.stdout.contains("complete -F _schema"),
        "{finished:?}"
    );
}

#[tokio::test]
async fn exit_code_is_that_of_the_worst_table() {
    let service = Service::in_sync(Profile::Documented).await;
    service.retype("visitors", "city").await;
    assert_eq!(service.run(&["check"]).await.code, 3);
    let break_lists = || {
        for _ in 0..3 {
            let fault = Fault::respond(500, "text/plain", "out of order");
            service.emulator.inject(Operation::ListColumns, fault);
        }
    };
    for command in ["check", "plan", "sync"] {
        break_lists();
        let (code, document) = service.json(&[command, "--concurrency", "1"]).await;
        assert_eq!(code, 1, "{command}");
        assert_eq!(document["status"], "failed");
        assert_eq!(document["tables"][0]["status"], "failed");
        assert_eq!(document["tables"][1]["status"], "drift");
    }
    // A concurrency of 0 counts as 1.
    let checked = service.run(&["check", "--snapshots", "--concurrency", "0"]);
    assert_eq!(checked.await.code, 3);

    let directory = tempfile::tempdir().unwrap();
    let page = directory.path().join("tables.md");
    let path = page.to_str().unwrap();
    break_lists();
    break_lists();
    let written = service.run(&["schema", "--markdown", path, "--live"]).await;
    assert_eq!(written.code, 1);
    assert!(
        written.stderr.starts_with(
            "error: `page_views`, `visitors`: failed to list the columns of the table: status 500"
        ) && written
            .stderr
            .ends_with("note: the data dictionary marks the tables that could not be read\n"),
        "{written:?}"
    );
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("out of order"), "{page}");
}

#[tokio::test]
async fn help_names_options() {
    let service = Service::start(Profile::Documented).await;
    let refused = service.run(&["sync"]).await;
    assert!(
        refused
            .stdout
            .contains("or create the table with `sync --create-table`"),
        "{refused:?}"
    );
    let planned = service.run(&["plan", "visitors"]).await;
    assert_eq!(
        planned.stdout,
        "table `visitors`\nthe table does not exist, nothing will be written\n"
    );
    assert_eq!(
        planned.stderr,
        "note: `--create-table` creates the tables that do not exist\n"
    );
    let service = Service::in_sync(Profile::Documented).await;
    let other = ColumnRequest::new("clicks", DataType::Bigint);
    let changed = service.peaka.update_column("page_views", "clicks", &other);
    changed.await.unwrap();
    let (code, document) = service.json(&["sync"]).await;
    assert_eq!(code, 3);
    let help = document["errors"][0]["help"].as_str().unwrap();
    assert_eq!(
        help,
        "change the declaration or the table, or try `sync --fix-drift`, which the service may not persist; `--warn default` accepts the difference"
    );
}

#[tokio::test]
async fn missing_column_to_delete_is_an_error_before_any_write() {
    for profile in PROFILES {
        let service = Service::in_sync(profile).await;
        let old = [ColumnRequest::new("agent", DataType::Varchar)];
        service.peaka.add_columns("visitors", &old).await.unwrap();
        service.emulator.take_requests();
        for (command, column, help) in [
            ("plan", "agnet", "did you mean `visitors.agent`?"),
            ("sync", "agnet", "did you mean `visitors.agent`?"),
            ("sync", "q", "remove `--delete visitors.q`"),
        ] {
            let delete = format!("visitors.{column}");
            let delete = ["--delete", "visitors.agent", "--delete", &delete];
            let confirm: &[&str] = if command == "sync" { &["--yes"] } else { &[] };
            let failed = service
                .run(&[&[command][..], &delete, confirm].concat())
                .await;
            assert_eq!(failed.code, 1);
            assert_eq!(
                failed.stderr,
                format!(
                    "error: table `visitors` has no column `{column}` (nothing was written); help: {help}\n"
                )
            );
        }
        assert_eq!(service.writes(), 0);
    }
}

#[tokio::test]
async fn plan_in_a_file_is_applied_unless_it_is_outdated() {
    for profile in PROFILES {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("next plan.json");
        let file = path.to_str().unwrap();
        let service = Service::start(profile).await;
        let plan = ["plan", "--create-table", "--out", file];
        let planned = service.run(&plan).await;
        assert_eq!(planned.code, 2);
        assert_eq!(planned.stderr, format!("note: created `{file}`\n"));
        assert_eq!(service.writes(), 0);

        let (code, applied) = service.json(&["apply", file]).await;
        assert_eq!((code, &applied["status"]), (0, &json!("inSync")));
        assert_ne!(service.writes(), 0);

        // A second run succeeds, as a retry after a lost response must.
        let again = service.run(&["apply", file]).await;
        assert_eq!(again.code, 0, "{again:?}");
        assert_eq!(again.stderr, "note: the tables already match the plan\n");
        assert_eq!(service.writes(), 0);

        service
            .peaka
            .delete_column("visitors", "city")
            .await
            .unwrap();
        service.emulator.take_requests();
        let outdated = service.run(&["apply", file]).await;
        assert_eq!(outdated.code, 1);
        assert_eq!(
            outdated.stderr,
            format!(
                "error: plan `{file}` is outdated: table `page_views`: it was created; table `visitors`: it was \
                 created (nothing was written); help: make a new plan with `plan --out '{file}'`, and review it\n"
            )
        );
        assert_eq!(service.writes(), 0);
        assert_eq!(service.run(&["sync"]).await.code, 0);
        service.emulator.take_requests();

        // A plan with nothing to write replaces the file, and applies.
        assert_eq!(
            service.run(&plan).await.stderr,
            format!("note: updated `{file}`\n")
        );
        assert_eq!(service.run(&["apply", file]).await.code, 0);
        assert_eq!(service.writes(), 0);

        service
            .peaka
            .delete_column("visitors", "city")
            .await
            .unwrap();
        service.emulator.take_requests();
        let outdated = service.run(&["apply", file]).await;
        assert!(
            outdated
                .stderr
                .contains("is outdated: table `visitors`: column `city` would be added (nothing was written); "),
            "{outdated:?}"
        );
        let mut other = service.command(&["apply", file]);
        other.env("PEAKA_PROJECT_ID", "other");
        let project = service.emulator.project_id();
        assert_eq!(
            Finished::of(other).await.stderr,
            format!(
                "error: plan `{file}` was made for project `{project}`, but the current project is `other`; help: \
                 check `--project-id` or PEAKA_PROJECT_ID, or make a new plan\n"
            )
        );
        assert_eq!(service.writes(), 0);
    }
}

#[tokio::test]
async fn plan_without_a_table_that_it_does_not_create_cannot_be_applied() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("next plan.json");
    let file = path.to_str().unwrap();
    let service = Service::start(Profile::Documented).await;
    let planned = service.run(&["plan", "visitors", "--out", file]).await;
    assert_eq!(planned.code, 2);
    let refused = service.run(&["apply", file]).await;
    assert_eq!(refused.code, 1);
    assert_eq!(
        refused.stderr,
        format!(
            "error: table `visitors` does not exist, and the plan does not create it (nothing was written); help: \
             make a new plan with `plan --create-table --out '{file}'`\n"
        )
    );
    assert_eq!(service.writes(), 0);
}

#[tokio::test]
async fn plan_in_a_file_keeps_its_options_and_needs_yes_to_delete() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("plan.json");
    let file = path.to_str().unwrap();
    let service = Service::in_sync(Profile::Documented).await;
    let old = [ColumnRequest::new("agent", DataType::Varchar)];
    service.peaka.add_columns("visitors", &old).await.unwrap();
    let plan = [
        "plan",
        "visitors",
        "--delete",
        "visitors.agent",
        "--out",
        file,
    ];
    assert_eq!(service.run(&plan).await.code, 2);
    service.emulator.take_requests();

    let refused = service.run(&["apply", file]).await;
    assert_eq!(
        refused.stderr,
        "error: the plan deletes column `visitors.agent` with all data (nothing was written); help: add \
         `--yes` to confirm; this cannot be undone\n"
    );
    assert_eq!(service.writes(), 0);
    let (code, applied) = service.json(&["apply", file, "--yes"]).await;
    assert_eq!(code, 0);
    assert_eq!(applied["tables"].as_array().unwrap().len(), 1);
    assert_eq!(applied["tables"][0]["report"]["deleted"], json!(["agent"]));
    assert_eq!(service.writes(), 1);
}

#[tokio::test]
async fn file_that_is_not_a_plan_is_neither_applied_nor_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let service = Service::start(Profile::Documented).await;
    let missing = directory.path().join("missing.json");
    let other = directory.path().join("other.json");
    fs::write(&other, r#"{"version": 1, "options": {}, "plans": []}"#).unwrap();
    let newer = directory.path().join("newer.json");
    fs::write(&newer, r#"{"version": 9, "steps": []}"#).unwrap();
    let help = "use a file that `plan --out` wrote";
    for (path, error) in [
        (
            &missing,
            format!("failed to read plan PATH: No such file or directory (os error 2); help: {help}"),
        ),
        (&other, format!("PATH is not a plan; help: {help}")),
        (
            &directory.path().to_owned(),
            format!("failed to read plan PATH: not a regular file; help: {help}"),
        ),
        (
            &newer,
            "plan PATH has version 9, but this program reads version 1; help: make a new plan with `plan \
             --out`"
                .to_owned(),
        ),
    ] {
        let path = path.to_str().unwrap();
        let failed = service.run(&["apply", path]).await;
        assert_eq!(failed.code, 1);
        let error = error.replace("PATH", &format!("`{path}`"));
        assert_eq!(failed.stderr, format!("error: {error}\n"));
    }
    let refused = service
        .run(&["plan", "--out", other.to_str().unwrap()])
        .await;
    assert_eq!(refused.code, 1);
    assert!(fs::read_to_string(&other).unwrap().contains("{}"));
    assert_eq!(service.writes(), 0);
}

#[tokio::test]
async fn plan_suggests_a_rename_for_a_column_of_the_same_type() {
    let service = Service::in_sync(Profile::Documented).await;
    let column = service.peaka.list_columns("visitors").await.unwrap();
    let city = column.iter().find(|column| column.name == "city").unwrap();
    assert_eq!(city.data_type().unwrap(), Some(DataType::Varchar));
    service
        .peaka
        .delete_column("visitors", "city")
        .await
        .unwrap();
    let old = [ColumnRequest::new("town", DataType::Varchar)];
    service.peaka.add_columns("visitors", &old).await.unwrap();
    let planned = service.run(&["plan", "visitors"]).await;
    assert!(
        planned.stdout.contains(
            "\n  hint:    if undeclared column `town` is the old name of `city`, add `#[bitable(renamed_from = \
             \"town\")]` to that field\n"
        ),
        "{planned:?}"
    );
    let (_, document) = service.json(&["plan", "visitors"]).await;
    assert_eq!(
        document["tables"][0]["plan"]["renameCandidates"],
        json!([{"column": "city", "live": ["town"]}])
    );
}

/// Runs a program that has the commands below a subcommand of its own.
#[tokio::test]
async fn commands_run_in_a_program_with_its_own_arguments() {
    let service = Service::start(Profile::Documented).await;
    let run = async |arguments: &[&str]| {
        let mut command = example("embedded");
        command
            .args(arguments)
            .env("PEAKA_API_KEY", service.emulator.api_key())
            .env("PEAKA_PROJECT_ID", service.emulator.project_id())
            .env("PEAKA_BASE_URL", service.emulator.base_url());
        Finished::of(command).await
    };
    assert_eq!(run(&["tables", "check"]).await.code, 2);
    // Wrong arguments must not look like pending changes.
    for wrong in [&["tables", "check", "--typo"][..], &["tables"], &["typo"]] {
        assert_eq!(run(wrong).await.code, 1, "{wrong:?}");
    }
    assert_eq!(run(&["tables", "sync", "--create-table"]).await.code, 0);
    let checked = run(&["tables", "check", "--json"]).await;
    assert_eq!(checked.code, 0);
    assert_eq!(checked.json("CheckDocument")["status"], "inSync");
    let version = concat!("embedded ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(run(&["--version"]).await.stdout, version);
    let help = run(&["tables", "--help"]).await;
    assert!(help.stdout.contains("Exit codes:"), "{help:?}");
}

#[tokio::test]
async fn report_on_tables_of_several_crates_lists_them_by_crate() {
    #[derive(BiTable)]
    #[allow(dead_code)]
    struct Order {
        id: i64,
    }
    let service = Service::start(Profile::Documented).await;
    service.peaka.create_table("page_views").await.unwrap();
    let sync = sync_tables![PageView, Order, Visitor].with(&service.peaka);
    sync.clone()
        .each(|_, sync| sync.create_table(true))
        .await
        .unwrap();
    assert_eq!(
        sync.await.unwrap().to_string(),
        "3 tables verified\n\
         crate `examples`:\n  \
           table `page_views`: verified (1 request, nothing written)\n  \
           table `visitors`: verified (1 request, nothing written)\n\
         crate `schema_commands`:\n  \
           table `order`: verified (1 request, nothing written)"
    );
}

#[tokio::test]
async fn version_is_that_of_the_application() {
    let mut command = example("schema");
    command.arg("--version");
    let version = concat!("schema ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(Finished::of(command).await.stdout, version);
}

#[tokio::test]
async fn data_dictionary_has_the_chosen_title() {
    let directory = tempfile::tempdir().unwrap();
    let [html, markdown] = ["d.html", "d.md"].map(|name| directory.path().join(name));
    let mut command = example("schema");
    command.args(["schema", "--title", "Shop <events>"]);
    command
        .arg("--html")
        .arg(&html)
        .arg("--markdown")
        .arg(&markdown);
    assert_eq!(Finished::of(command).await.code, 0);
    let html = fs::read_to_string(html).unwrap();
    assert!(
        html.contains("<title>Shop &lt;events&gt;</title>"),
        "{html}"
    );
    assert!(html.contains("<h1>Shop &lt;events&gt;</h1>"), "{html}");
    let markdown = fs::read_to_string(markdown).unwrap();
    assert!(markdown.contains("\n# Shop &lt;events&gt;\n"), "{markdown}");
}

#[tokio::test]
async fn only_data_dictionaries_are_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.html");
    let file = path.to_str().unwrap();
    let schema = async |arguments: &[&str]| {
        let mut command = example("schema");
        command.arg("schema").args(arguments);
        Finished::of(command).await
    };
    fs::write(&path, "<h1>My notes</h1>").unwrap();
    for option in ["--html", "--markdown"] {
        let refused = schema(&[option, file]).await;
        assert_eq!(refused.code, 1);
        assert_eq!(
            refused.stderr,
            format!(
                "error: `{file}` is not a data dictionary in this format; help: choose another file, or \
                 overwrite it with `--force`\n"
            )
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "<h1>My notes</h1>");
    }
    let twice = schema(&["--html", file, "--markdown", file]).await;
    assert_eq!(
        twice.stderr,
        "error: `--html` and `--markdown` name the same file; help: use two different files\n"
    );
    assert_eq!(schema(&["--html", file, "--force"]).await.code, 0);
    // From here on the file is a data dictionary.
    assert_eq!(schema(&["--html", file]).await.code, 0);
}

#[tokio::test]
async fn snapshots_are_saved_in_their_packages() {
    let service = Service::in_sync(Profile::Documented).await;
    let workspace = tempfile::tempdir().unwrap();
    let package = workspace.path().join("examples");
    fs::create_dir_all(package.join("src")).unwrap();
    fs::write(
        package.join("Cargo.toml"),
        "[package]\nname = \"examples\"\n",
    )
    .unwrap();
    let file = package.join("peaka/visitors.json");
    let run = |arguments: &[&str], directory: &Path| {
        let mut command = service.command(arguments);
        command.current_dir(directory);
        Finished::of(command)
    };
    let created = run(&["snapshot"], workspace.path()).await;
    assert_eq!((created.code, &*created.stderr), (0, ""));
    assert_eq!(created.stdout, "created `examples/peaka/visitors.json`\n");
    let saved = fs::read_to_string(&file).unwrap();
    assert_eq!(saved, include_str!("../peaka/visitors.json"));

    let unchanged = run(&["snapshot", "visitors", "--json"], &package.join("src")).await;
    assert_eq!(
        unchanged.json("SnapshotsDocument")["snapshots"],
        json!([{
            "table": "visitors", "storedTable": "visitors", "package": "examples",
            "file": "examples/peaka/visitors.json", "result": "unchanged", "noLongerPending": [],
        }])
    );

    fs::write(&file, "{}").unwrap();
    let refused = run(&["snapshot"], workspace.path()).await;
    assert_eq!(refused.code, 1);
    assert_eq!(
        refused.stdout,
        format!(
            "error: `visitors`: `{}` is not a snapshot; help: overwrite it with `--force`, or name another file in \
             `#[bitable(snapshot = \"…\")]`\n",
            file.display()
        )
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "{}");
    assert_eq!(
        run(&["snapshot", "--force"], workspace.path()).await.code,
        0
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), saved);

    let none = run(&["snapshot", "page_views"], workspace.path()).await;
    assert_eq!(
        none.stderr,
        "error: struct `examples::PageView` names no snapshot file; help: write one with `peaka snapshot page_views \
         --out peaka/page_views.json`, then add `#[bitable(snapshot = \"peaka/page_views.json\")]`\n"
    );
    service.peaka.delete_table("visitors").await.unwrap();
    let gone = run(&["snapshot"], workspace.path()).await;
    assert_eq!(gone.code, 1);
    assert_eq!(
        gone.stdout,
        "error: `visitors`: table `visitors` does not exist; help: create it with `sync --create-table`\n"
    );
}

#[tokio::test]
async fn metadata_is_pending_until_a_sync_writes_it() {
    for profile in PROFILES {
        let service = Service::in_sync(profile).await;
        let plan = service.run(&["plan", "--metadata"]).await;
        assert_eq!(plan.code, 2, "{plan:?}");
        assert!(
            plan.stdout
                .contains("metadata of table `page_views`: not discovered yet\n  ? not discovered by the service yet: `page_views`\n"),
            "{plan:?}"
        );
        let (code, check) = service.json(&["check", "--metadata"]).await;
        assert_eq!((code, &check["status"]), (2, &json!("pending")));
        assert_eq!(check["tables"][0]["status"], "inSync");
        assert_eq!(
            check["tables"][0]["metadata"]["undiscovered"],
            json!(["page_views"])
        );

        let (code, synced) = service.json(&["sync", "--metadata"]).await;
        assert_eq!(code, 0, "{synced:#}");
        let metadata = &synced["tables"][0]["report"]["metadata"];
        assert_eq!(metadata["verified"], true, "{synced:#}");
        assert_eq!(
            metadata["written"][0]["declared"],
            PageView::DESCRIPTION.unwrap()
        );

        service.emulator.take_requests();
        for command in ["check", "plan", "sync"] {
            let finished = service.run(&[command, "--metadata"]).await;
            assert_eq!((finished.code, &*finished.stderr), (0, ""), "{finished:?}");
        }
        assert_eq!(service.writes(), 0);
        let check = service.run(&["check", "--metadata"]).await;
        assert!(
            check.stdout.ends_with(
                "\nMETADATA OF  STATUS   DETAIL\npage_views   in sync\nvisitors     in sync\n"
            ),
            "{check:?}"
        );
    }
}

#[tokio::test]
async fn metadata_of_people_is_drift_by_its_level() {
    let service = Service::in_sync(Profile::Documented).await;
    assert_eq!(service.run(&["sync", "--metadata"]).await.code, 0);
    let project = service.emulator.project_id().to_owned();
    service.emulator.edit_metadata(&project, |metadata| {
        metadata
            .describe_table("visitors", Some("By hand."))
            .unwrap();
        metadata
            .describe_column("page_views", "seen", Some("Server time."))
            .unwrap();
        metadata
            .describe_column("page_views", "_extra", None)
            .unwrap_err();
        metadata
            .add_relation(
                ("visitors", "country"),
                ("page_views", "country"),
                "ONE_TO_MANY",
            )
            .unwrap();
        metadata.add_golden_sql(
            "Who is new?",
            r#"SELECT name FROM "peaka"."bitable"."visitors""#,
        );
    });
    let drift =
        "the table: declared description `Visitors of the shop.`, live description `By hand.`";
    let check = service.run(&["check", "--metadata"]).await;
    assert_eq!(check.code, 0, "{check:?}");
    assert!(
        check
            .stdout
            .replace("\n             ", " ")
            .contains("By hand."),
        "{check:?}"
    );
    service.emulator.take_requests();
    for command in ["check", "plan", "sync"] {
        let denied = [command, "--metadata", "--deny", "description"];
        let (code, document) = service.json(&denied).await;
        assert_eq!((code, &document["status"]), (3, &json!("drift")));
        if command == "sync" {
            assert_eq!(document["errors"][0]["kind"], "metadataDrift");
            assert_eq!(
                error_of(&document, "visitors").unwrap(),
                "the metadata of table `visitors` does not match its declaration: the table: declared description \
                 `Visitors of the shop.`, live description `By hand.` (no metadata was written)"
            );
        }
    }
    assert_eq!(service.writes(), 0);
    let (code, plan) = service.json(&["plan", "--metadata", "--fix-drift"]).await;
    assert_eq!(code, 2);
    assert_eq!(
        plan["tables"][1]["metadata"]["changes"][0]["live"],
        "By hand."
    );
    let plan = service.run(&["plan", "--metadata", "--fix-drift"]).await;
    assert!(
        plan.stdout
            .contains("  ~ the table: description `By hand.` -> `Visitors of the shop.`\n"),
        "{plan:?}"
    );

    let directory = tempfile::tempdir().unwrap();
    let page = directory.path().join("tables.md");
    let path = page.to_str().unwrap();
    let write = ["schema", "--live", "--metadata", "--markdown", path];
    assert_eq!(service.run(&write).await.code, 0);
    let text = fs::read_to_string(&page).unwrap().replace('\\', "");
    for expected in [
        format!("**in Peaka**: {drift}"),
        "**in Peaka**: references `page_views.country`".to_owned(),
        "**in Peaka**: example question `Who is new?`, answered by `SELECT name FROM".to_owned(),
        "**in Peaka**: column `seen`: declared description `Time of the request.`, live description `Server time.`"
            .to_owned(),
    ] {
        assert!(text.contains(&expected), "{expected}\n{text}");
    }

    let fixed = service.run(&["sync", "--metadata", "--fix-drift"]).await;
    assert_eq!(fixed.code, 0, "{fixed:?}");
    assert_eq!(
        service
            .run(&["check", "--metadata", "--deny", "description"])
            .await
            .code,
        0
    );
    let entry = service.emulator.metadata(&project, "visitors").unwrap();
    assert_eq!(
        entry["metadata"]["tableDescription"],
        "Visitors of the shop."
    );
}

#[tokio::test]
async fn unreadable_metadata_is_a_failure() {
    let service = Service::in_sync(Profile::Documented).await;
    assert_eq!(service.run(&["sync", "--metadata"]).await.code, 0);
    for command in ["check", "plan", "sync"] {
        // A read is retried twice.
        for _ in 0..3 {
            let fault = Fault::respond(500, "text/plain", "out of order");
            service.emulator.inject(Operation::ListMetadata, fault);
        }
        let arguments = [command, "--metadata", "--concurrency", "1"];
        let (code, document) = service.json(&arguments).await;
        assert_eq!(code, 1, "{document:#}");
        assert_eq!(document["status"], "failed");
        let error = error_of(&document, "page_views").unwrap();
        assert!(
            error
                .contains("failed to read the metadata of the BI tables: status 500: out of order"),
            "{error}"
        );
        assert_eq!(error_of(&document, "visitors"), None);
    }
}

#[tokio::test]
async fn options_of_metadata_are_checked() {
    let service = Service::in_sync(Profile::Documented).await;
    for arguments in [
        &["schema", "--metadata"][..],
        &["plan", "--metadata", "--out", "plan.json"],
    ] {
        let refused = service.run(arguments).await;
        assert_eq!(refused.code, 1, "{refused:?}");
    }
}
