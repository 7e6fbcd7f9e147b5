//! The commands of an application's own binary as processes: exit code, output, JSON, in both profiles.

mod support;

use std::fs;
use std::process::Command;

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{Client, ColumnRequest, DataType};
use serde_json::{Value, json};
use support::{Ended, example};

const PROFILES: [Profile; 2] = [Profile::Documented, Profile::Observed];

/// An emulator, and the program that talks to it.
struct Service {
    emulator: Emulator,
    peaka: Client,
}

impl Service {
    async fn start(profile: Profile) -> Self {
        let emulator = Emulator::builder().profile(profile).start().await;
        let emulator = emulator.expect("it starts");
        let peaka = Client::builder()
            .base_url(emulator.base_url())
            .api_key(emulator.api_key())
            .project_id(emulator.project_id())
            .build()
            .expect("it is set up");
        Self { emulator, peaka }
    }

    /// One in which both tables are as declared.
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

    async fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.command(arguments)).await
    }

    async fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let ended = self.run(&[arguments, &["--json"]].concat()).await;
        (ended.code, ended.json())
    }

    /// What was sent beside lists.
    fn writes(&self) -> usize {
        let requests = self.emulator.take_requests();
        requests.iter().filter(|request| request.is_write()).count()
    }

    async fn retype(&self, table: &str, column: &str) {
        self.peaka.delete_column(table, column).await.unwrap();
        let other = [ColumnRequest::new(column, DataType::Boolean)];
        self.peaka.add_columns(table, &other).await.unwrap();
    }
}

/// Under which name `page_views` is stored.
fn stored_page_views(profile: Profile) -> &'static str {
    match profile {
        Profile::Documented => "page_views",
        Profile::Observed => "pageviews",
    }
}

#[tokio::test]
async fn from_nothing_to_in_sync() {
    for profile in PROFILES {
        let service = Service::start(profile).await;

        let checked = service.run(&["check"]).await;
        assert_eq!(checked.stderr, "");
        assert_eq!(
            checked.stdout,
            "\
TABLE       STATUS   DETAIL
page_views  pending  there is no such table: `sync --create-table` creates it
visitors    pending  there is no such table: `sync --create-table` creates it
"
        );
        assert_eq!(checked.code, 2);

        let planned = service.run(&["plan", "--create-table", "visitors"]).await;
        assert_eq!(planned.stderr, "");
        assert_eq!(
            planned.stdout,
            "\
table `visitors` (to be created)
  + id       BIGINT
  + name     VARCHAR, shown as `Name`
  + country  VARCHAR
  + city     VARCHAR
0 present, 4 to add
"
        );
        assert_eq!(planned.code, 2);
        assert_eq!(service.writes(), 0);

        // Without a choice no table is created.
        let refused = service.run(&["sync"]).await;
        assert_eq!(refused.code, 1);
        assert!(
            refused.stdout.starts_with(
                "2 tables: 2 failed\ntable `page_views`: failed: the project has no BI table"
            ),
            "{refused:?}"
        );
        assert_eq!(service.writes(), 0);

        let synced = service.run(&["sync", "--create-table"]).await;
        assert_eq!(synced.code, 0);
        assert_eq!(synced.stderr, "", "no bar where nobody watches");
        assert!(synced.stdout.starts_with("2 tables: all verified\n"));
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
async fn what_is_in_sync_says_so() {
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
page_views  in sync  column `visitor_id` is stored as `visitorid`
visitors    in sync  column `name` is declared with the display name `Name`, but the table has `name`
"
    );
}

#[tokio::test]
async fn changes_that_are_pending_and_drift_have_codes_of_their_own() {
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
                "page_views  drift    column `clicks` is declared BIGINT, but the table has boolean"
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
            "dataType"
        );
        let error = document["tables"][0]["error"].as_str().unwrap();
        assert!(error.contains("(nothing was written)"), "{error}");
        // One table's drift does not keep the other from being synced.
        assert_eq!(document["tables"][1]["report"]["added"], json!(["city"]));
        assert_eq!(document["tables"][1]["error"], json!(null));
        assert_eq!(service.writes(), 1);
    }
}

#[tokio::test]
async fn a_level_decides_what_is_drift() {
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
    ] {
        let (ended, document) = service.json(arguments).await;
        assert_eq!(
            (ended, &document["status"]),
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
async fn a_column_is_deleted_only_by_its_name_and_with_yes() {
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
            "error: `page_views.agent` would be deleted with all data, which cannot be undone: add \
             `--yes` if that is meant (nothing was written)\n"
        );
        let planned = service.run(&["plan", "--delete", "page_views.agent"]).await;
        assert_eq!(planned.code, 2);
        assert!(planned.stdout.contains("\n  - agent "), "{planned:?}");
        for (wrong, sentence) in [
            ("agent", "`agent` names no column to delete"),
            ("page_views.", "`page_views.` names no column to delete"),
            (
                "page_view.agent",
                "`page_view.agent` names no column to delete",
            ),
        ] {
            let refused = service.run(&["sync", "--delete", wrong, "--yes"]).await;
            assert_eq!(refused.code, 1);
            assert!(refused.stderr.contains(sentence), "{refused:?}");
        }
        // A column that is declared is none to delete.
        let refused = service
            .run(&["sync", "--delete", "page_views.clicks", "--yes"])
            .await;
        assert_eq!(refused.code, 1);
        assert_eq!(service.writes(), 0);

        let done = service.run(&[&delete[..], &["--yes"]].concat()).await;
        assert_eq!(done.code, 0);
        assert!(done.stdout.contains("\n  deleted  `agent`"), "{done:?}");
        assert_eq!(service.writes(), 1);
    }
}

#[tokio::test]
async fn drift_is_fixed_when_asked() {
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
async fn a_snapshot_is_compared_with_what_is_live() {
    for profile in PROFILES {
        let service = Service::in_sync(profile).await;
        let checked = service.run(&["check", "--snapshots", "visitors"]).await;
        assert_eq!((checked.code, checked.stderr.as_str()), (0, ""));
        assert!(
            checked.stdout.ends_with(
                "\n\nSNAPSHOT             STATUS   DETAIL\npeaka/visitors.json  in sync\n"
            ),
            "{checked:?}"
        );

        // Of a column that no struct declares, only the snapshot knows that it is new.
        let vip = [ColumnRequest::new("vip", DataType::Boolean)];
        service.peaka.add_columns("visitors", &vip).await.unwrap();
        assert_eq!(service.run(&["check"]).await.code, 0);
        let differs = service.run(&["check", "--snapshots"]).await;
        assert_eq!(differs.code, 3);
        assert!(
            differs.stdout.ends_with(
                "\
SNAPSHOT             STATUS  DETAIL
peaka/visitors.json  drift   the table has column `vip`, but the snapshot does not: take it anew with \
                 `peaka snapshot visitors --out peaka/visitors.json`
"
            ),
            "{differs:?}"
        );
        let (code, document) = service.json(&["check", "--snapshots"]).await;
        assert_eq!((code, &document["status"]), (3, &json!("drift")));
        assert_eq!(document["tables"][0]["snapshot"], json!(null));
        assert_eq!(document["tables"][1]["status"], "inSync");
        assert_eq!(
            document["tables"][1]["snapshot"],
            json!({
                "file": "peaka/visitors.json",
                "status": "drift",
                "exists": true,
                "differences": ["the table has column `vip`, but the snapshot does not"],
                "command": "peaka snapshot visitors --out peaka/visitors.json",
                "error": null,
            })
        );

        service.peaka.delete_table("visitors").await.unwrap();
        let gone = service.run(&["check", "--snapshots"]).await;
        assert_eq!(gone.code, 3);
        assert!(
            gone.stdout.ends_with(
                "peaka/visitors.json  drift   there is no such table: `sync --create-table` creates it\n"
            ),
            "{gone:?}"
        );
    }
    let service = Service::in_sync(Profile::Documented).await;
    let none = service.run(&["check", "--snapshots", "page_views"]).await;
    assert_eq!(none.code, 0);
    assert_eq!(
        none.stderr,
        "no struct that is asked for names a snapshot: `#[bitable(snapshot = \"peaka/events.json\")]` does\n"
    );
}

#[tokio::test]
async fn a_table_that_cannot_be_read_is_a_failure_and_the_others_are_told() {
    let service = Service::in_sync(Profile::Documented).await;
    for _ in 0..3 {
        let fault = Fault::answer(500, "text/plain", "out of order");
        service.emulator.inject(Operation::ListColumns, fault);
    }
    let (code, document) = service.json(&["check", "--concurrency", "1"]).await;
    assert_eq!(code, 1);
    assert_eq!(document["tables"][0]["status"], "failed");
    let error = document["tables"][0]["error"].as_str().unwrap();
    assert!(error.contains("500: out of order"), "{error}");
    assert_eq!(document["tables"][1]["status"], "inSync");
}

#[tokio::test]
async fn a_key_that_is_not_accepted_is_told_and_shows_nowhere() {
    let service = Service::start(Profile::Documented).await;
    for command in ["check", "plan", "sync"] {
        let mut command = service.command(&[command, "--json"]);
        command.env("PEAKA_API_KEY", "not-the-key-4711");
        let ended = Ended::of(command).await;
        assert_eq!(ended.code, 1);
        assert!(
            ended.stdout.contains("the API key was rejected"),
            "{ended:?}"
        );
        assert!(!format!("{ended:?}").contains("4711"), "{ended:?}");
    }
}

#[tokio::test]
async fn what_is_declared_is_shown_without_a_connection() {
    let mut command = example("schema");
    command.arg("schema");
    let shown = Ended::of(command).await;
    assert_eq!(shown.code, 0);
    assert_eq!(
        shown.stdout,
        "\
table `page_views`, declared by `examples::PageView`
NAME        TYPE       NULL  UNIQUE  DEFAULT  SHOWN AS    DESCRIPTION
visitor_id  BIGINT     yes   no               visitor_id  The visitor, as in `visitors`.
path        VARCHAR    yes   no               path        The path of the page, without a query.
clicks      BIGINT     yes   no      0        clicks      How often something on the page was clicked.
seen        TIMESTAMP  yes   no               seen        When the page was asked for.
country     VARCHAR    yes   no               country     Two letters, as in ISO 3166-1.
city        VARCHAR    yes   no               city        The city, if it is known.

table `visitors`, declared by `examples::Visitor`
NAME     TYPE     NULL  UNIQUE  DEFAULT  SHOWN AS  DESCRIPTION
id       BIGINT   yes   no               id        The number that the shop knows the visitor by.
name     VARCHAR  yes   no               Name      What the visitor wants to be called.
country  VARCHAR  yes   no               country   Two letters, as in ISO 3166-1.
city     VARCHAR  yes   no               city      The city, if it is known.
"
    );
    let mut command = example("schema");
    command.args(["schema", "--json"]);
    let document = Ended::of(command).await.json();
    assert_eq!(document["version"], 1);
    assert_eq!(
        document["tables"][1]["columns"][1],
        json!({"name": "name", "dataType": "VARCHAR", "displayName": "Name", "defaultValue": null,
               "isNotNull": false, "isUnique": false})
    );
    assert_eq!(document["tables"][1]["description"], "Who visits.");
}

#[tokio::test]
async fn a_dictionary_is_written_for_people() {
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
        assert!(!text.contains("is declared BIGINT"), "{text}");

        let (code, document) = service.json(&[&write[..], &["--live"]].concat()).await;
        assert_eq!(code, 0);
        assert_eq!(
            document,
            json!({"version": 1, "files": [
                {"file": html, "written": "changed"}, {"file": markdown, "written": "changed"},
            ]})
        );
        let drift = "column `clicks` is declared BIGINT, but the table has boolean";
        let text = fs::read_to_string(&markdown).unwrap();
        assert!(text.contains("but the table has"), "{text}");
        let name = format!("\"peaka\".\"bitable\".\"{page_views}\"");
        assert!(text.contains(&name), "{text}");
        let page = fs::read_to_string(&html).unwrap();
        assert!(page.contains("but the table has"), "{drift}");
        let again = service.run(&[&write[..], &["--live"]].concat()).await;
        assert_eq!(
            again.stdout.matches("nothing has changed").count(),
            2,
            "{again:?}"
        );
        fs::remove_file(&html).unwrap();
        fs::remove_file(&markdown).unwrap();
    }
    let mut command = example("schema");
    command.args(["schema", "--live"]);
    let refused = Ended::of(command).await;
    assert_eq!(refused.code, 1);
    assert!(
        refused
            .stderr
            .starts_with("error: `--live` is for a data dictionary")
    );
}

#[tokio::test]
async fn what_is_wrong_with_the_arguments_is_no_pending_change() {
    for (arguments, sentence) in [
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
        let ended = Ended::of(command).await;
        assert_eq!(ended.code, 1, "{ended:?}");
        assert!(
            ended.stderr.starts_with(&format!("error: {sentence}")),
            "{ended:?}"
        );
        assert_eq!(ended.stdout, "");
    }
    let service = Service::start(Profile::Documented).await;
    for (arguments, sentence) in [
        (
            &["check", "nope"][..],
            "no struct of this program declares a table `nope`: take `page_views`, `visitors`",
        ),
        (
            &["check", "--allow", "unique", "--deny", "unique"],
            "there are two levels for one kind of drift (unique flag): leave one of them out",
        ),
    ] {
        let (code, document) = service.json(arguments).await;
        assert_eq!(code, 1);
        assert_eq!(document, json!({"version": 1, "error": sentence}));
    }
    let mut command = example("schema");
    let ended = Ended::of({
        command.arg("--help");
        command
    })
    .await;
    assert_eq!(ended.code, 0);
    assert!(
        ended.stdout.contains("Usage: schema [OPTIONS] <COMMAND>"),
        "{ended:?}"
    );
}

#[tokio::test]
async fn a_shell_can_complete_it() {
    let mut command = example("schema");
    command.args(["completions", "bash"]);
    let ended = Ended::of(command).await;
    assert_eq!(ended.code, 0);
    assert!(ended.stdout.contains("complete -F _schema"), "{ended:?}");
}

#[tokio::test]
async fn of_several_tables_the_worst_decides() {
    let service = Service::in_sync(Profile::Documented).await;
    service.retype("visitors", "city").await;
    assert_eq!(service.run(&["check"]).await.code, 3);
    let break_lists = || {
        for _ in 0..3 {
            let fault = Fault::answer(500, "text/plain", "out of order");
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
    // No number of tables at a time is none.
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
        written
            .stderr
            .starts_with("a table could not be read, which is marked: Peaka failed to list"),
        "{written:?}"
    );
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("out of order"), "{page}");
}

#[tokio::test]
async fn what_is_advised_are_options() {
    let service = Service::start(Profile::Documented).await;
    let refused = service.run(&["sync"]).await;
    assert!(
        refused
            .stdout
            .contains("or let the sync do it with `--create-table`"),
        "{refused:?}"
    );
    let planned = service.run(&["plan", "visitors"]).await;
    assert!(
        planned.stdout.starts_with(
            "table `visitors` (does not exist, and without `--create-table` stays so)\n"
        ),
        "{planned:?}"
    );
    assert_eq!(
        planned.stderr,
        "tables that do not exist are created with `--create-table`\n"
    );
    let service = Service::in_sync(Profile::Documented).await;
    let other = ColumnRequest::new("clicks", DataType::Bigint);
    let changed = service.peaka.update_column("page_views", "clicks", &other);
    changed.await.unwrap();
    let (code, document) = service.json(&["sync"]).await;
    assert_eq!(code, 3);
    let error = document["tables"][0]["error"].as_str().unwrap();
    assert!(
        error.ends_with(
            "let the sync mend it with `--fix-drift`, or accept it with `--warn default`"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_column_to_delete_that_is_not_there_is_told() {
    let service = Service::in_sync(Profile::Documented).await;
    let old = [ColumnRequest::new("agent", DataType::Varchar)];
    service.peaka.add_columns("visitors", &old).await.unwrap();
    let delete = ["--delete", "visitors.agnet", "--delete", "visitors.agent"];
    let done = service
        .run(&[&["sync", "--yes"][..], &delete].concat())
        .await;
    assert_eq!(done.code, 0);
    assert_eq!(
        done.stderr,
        "there was no column `visitors.agnet` to delete\n"
    );
    assert!(done.stdout.contains("\n  deleted  `agent`"), "{done:?}");
}

#[tokio::test]
async fn a_dictionary_takes_no_file_of_somebody_elses() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.html");
    let file = path.to_str().unwrap();
    let schema = async |arguments: &[&str]| {
        let mut command = example("schema");
        command.arg("schema").args(arguments);
        Ended::of(command).await
    };
    fs::write(&path, "<h1>My notes</h1>").unwrap();
    for option in ["--html", "--markdown"] {
        let refused = schema(&[option, file]).await;
        assert_eq!(refused.code, 1);
        assert_eq!(
            refused.stderr,
            format!(
                "error: `{file}` was not written by `schema {option}`: take another file, or write over \
                 it with `--force`\n"
            )
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "<h1>My notes</h1>");
    }
    let twice = schema(&["--html", file, "--markdown", file]).await;
    assert_eq!(
        twice.stderr,
        "error: `--html` and `--markdown` name one file: give each a file of its own\n"
    );
    assert_eq!(schema(&["--html", file, "--force"]).await.code, 0);
    // From here on the file is a data dictionary.
    assert_eq!(schema(&["--html", file]).await.code, 0);
}
