//! `peaka create-table`, `peaka add-column` and `peaka drop-column`.

use peaka_emulator::{Emulator, Profile};
use serde_json::json;

use crate::support::{Finished, Service, failure, program, run, success};

const PROFILES: [Profile; 2] = [Profile::Documented, Profile::Observed];

async fn service(profile: Profile) -> Service {
    Service::start(Emulator::builder().profile(profile).table("page_views")).await
}

impl Service {
    /// Returns the number of writes since the last call.
    fn take_writes(&self) -> usize {
        let requests = self.emulator.take_requests();
        requests.iter().filter(|request| request.is_write()).count()
    }
}

#[tokio::test]
async fn second_create_table_writes_nothing() {
    for (profile, created, again) in [
        (
            Profile::Documented,
            "table `user_logins`: verified (4 requests)\n  created      the table\n",
            "table `user_logins`: already exists (1 request, nothing written)\n",
        ),
        (
            Profile::Observed,
            "table `user_logins` (stored as `userlogins`): verified (4 requests)\n  created      the table\n",
            "table `user_logins` (stored as `userlogins`): already exists (3 requests, nothing written)\n",
        ),
    ] {
        let service = service(profile).await;
        let arguments = ["create-table", "user_logins"];
        assert_eq!(service.run(&arguments).await, success(created));
        assert_eq!(service.take_writes(), 1);
        assert_eq!(service.run(&arguments).await, success(again));
        assert_eq!(service.take_writes(), 0);
        assert_eq!(service.emulator.tables("emulator").len(), 2);
    }
}

#[tokio::test]
async fn second_add_column_writes_nothing() {
    for (profile, table, warnings) in [
        (Profile::Documented, "table `page_views`", ""),
        (
            Profile::Observed,
            "table `page_views` (stored as `pageviews`)",
            "  warning      column `user_id`: declared NOT NULL, live column is nullable: the service accepted the change, but did not persist it\n",
        ),
    ] {
        let service = service(profile).await;
        let arguments = [
            "add-column",
            "page_views",
            "user_id",
            "bigint",
            "--default=-1",
            "--not-null",
        ];
        let added = service.run(&arguments).await;
        assert_eq!((added.code, &*added.stderr), (0, ""), "{}", added.stdout);
        assert!(
            added.stdout.starts_with(&format!("{table}: verified (")),
            "{}",
            added.stdout
        );
        assert!(
            added.stdout.contains("  added        `user_id`\n"),
            "{}",
            added.stdout
        );
        assert!(added.stdout.contains(warnings), "{}", added.stdout);
        assert_eq!(service.take_writes(), 1);

        let again = service.run(&arguments).await;
        assert_eq!((again.code, &*again.stderr), (0, ""), "{}", again.stdout);
        assert!(
            again.stdout.contains("  present      `user_id`\n"),
            "{}",
            again.stdout
        );
        assert_eq!(service.take_writes(), 0);
    }
}

#[tokio::test]
async fn other_spelling_of_a_stored_name_adds_no_second_column() {
    let service = service(Profile::Observed).await;
    for name in ["user_id", "userid", "user__id"] {
        let added = service
            .run(&["add-column", "page_views", name, "VARCHAR"])
            .await;
        assert_eq!(added.code, 0, "{added:?}");
    }
    assert_eq!(service.take_writes(), 1);

    let service = Service::start(Emulator::builder().table("page_views")).await;
    service
        .run(&["add-column", "page_views", "user_id", "VARCHAR"])
        .await;
    service.take_writes();
    let message = "table `page_views` has the column `user_id`, whose name differs from `userid` only in underscores; \
                   help: use the name of that column, or choose another one";
    let output = service
        .run(&["add-column", "page_views", "userid", "VARCHAR"])
        .await;
    assert_eq!(output, failure(message));
    assert_eq!(service.take_writes(), 0);
}

#[tokio::test]
async fn column_with_another_type_is_drift() {
    for profile in PROFILES {
        let service = service(profile).await;
        let added = service
            .run(&["add-column", "page_views", "id", "BIGINT"])
            .await;
        assert_eq!(added.code, 0, "{added:?}");
        service.take_writes();
        let arguments = ["add-column", "page_views", "id", "UUID"];
        let differs = service.run(&arguments).await;
        let denied = "  denied       column `id`: declared UUID, live type is bigint\n";
        assert!(differs.stdout.contains(denied), "{}", differs.stdout);
        let stored = match profile {
            Profile::Documented => "page_views",
            _ => "pageviews",
        };
        let help = format!(
            "request the column as it is live, choose another name, or delete it with `peaka drop-column {stored} id`"
        );
        assert_eq!(
            (differs.code, differs.stderr),
            (
                3,
                format!("error: the column is not as requested; help: {help}\n")
            )
        );
        let differs = service.run(&[&arguments[..], &["--json"]].concat()).await;
        let document = differs.json("TableReportDocument");
        assert_eq!(document["errors"][0]["kind"], "drift");
        assert_eq!(document["errors"][0]["help"], help);
        assert_eq!(document["report"]["denied"][0]["column"], "id");
        assert_eq!(service.take_writes(), 0);
    }
}

#[tokio::test]
async fn column_with_another_default_is_drift() {
    for profile in PROFILES {
        let service = service(profile).await;
        let add = async |default: &str| {
            let column = ["add-column", "page_views", "clicks", "BIGINT", default];
            service.run(&column).await
        };
        assert_eq!(add("--default=1").await.code, 0);
        service.take_writes();
        let differs = add("--default=2").await;
        assert_eq!(differs.code, 3, "{differs:?}");
        let denied = "  denied       column `clicks`: declared default `2`, live default `1`\n";
        assert!(differs.stdout.contains(denied), "{}", differs.stdout);
        assert_eq!(service.take_writes(), 0);
    }
}

#[tokio::test]
async fn column_is_added_with_its_options() {
    let service = service(Profile::Documented).await;
    let arguments = [
        "add-column",
        "page_views",
        "user_id",
        "bigint",
        "--default=7",
        "--unique",
        "--not-null",
        "--display-name=User id",
    ];
    let added = service.run(&arguments).await;
    assert_eq!((added.code, &*added.stderr), (0, ""), "{added:?}");
    let columns = service.emulator.columns("emulator", "page_views").unwrap();
    let column = &columns.as_array().unwrap()[0];
    let fields = [
        "name",
        "displayName",
        "dataType",
        "defaultValue",
        "isUnique",
        "isNotNull",
    ];
    assert_eq!(
        fields.map(|field| column[field].clone()),
        [
            json!("user_id"),
            json!("User id"),
            json!("bigint"),
            json!("7"),
            json!(true),
            json!(true)
        ]
    );
    service.take_writes();
    let again = service.run(&arguments).await;
    assert_eq!((again.code, &*again.stderr), (0, ""), "{again:?}");
    assert_eq!(service.take_writes(), 0);
}

#[tokio::test]
async fn column_is_deleted_only_with_confirmation() {
    for (profile, stored) in [
        (Profile::Documented, "page_views"),
        (Profile::Observed, "pageviews"),
    ] {
        let service = service(profile).await;
        service
            .run(&["add-column", "page_views", "note", "VARCHAR"])
            .await;
        service.take_writes();
        let arguments = ["drop-column", "page_views", "note"];
        let message = format!(
            "this would delete column `note` (varchar) of table `{stored}` with all data (nothing was written); \
             help: add `--yes` to confirm; this cannot be undone"
        );
        assert_eq!(service.run(&arguments).await, failure(&message));
        assert_eq!(service.take_writes(), 0);

        let arguments = [&arguments[..], &["--yes"]].concat();
        let document = service.json("TableReportDocument", &arguments).await;
        assert_eq!(document["report"]["deleted"], json!(["note"]));
        assert_eq!(document["report"]["verified"], true);
        assert_eq!(service.take_writes(), 1);

        let message = format!(
            "table `{stored}` has no column `note`; help: `peaka columns {stored}` lists the stored names"
        );
        assert_eq!(service.run(&arguments).await, failure(&message));
        assert_eq!(service.take_writes(), 0);
    }
}

#[tokio::test]
async fn undeletable_column_is_an_error() {
    let service = service(Profile::Observed).await;
    service
        .run(&["add-column", "page_views", "user_id", "BIGINT"])
        .await;
    service.take_writes();
    for (column, message) in [
        (
            "user_id",
            "table `pageviews` has no column `user_id`; help: did you mean `userid`?",
        ),
        (
            "_id",
            "column `_id` of table `pageviews` is a system column; help: only the columns that `peaka columns \
             pageviews` lists can be deleted",
        ),
    ] {
        let output = service
            .run(&["drop-column", "page_views", column, "--yes"])
            .await;
        assert_eq!(output, failure(message));
    }
    assert_eq!(service.take_writes(), 0);
}

#[tokio::test]
async fn unknown_table_is_an_error_that_lists_the_tables() {
    let service = service(Profile::Documented).await;
    let message = "table `page_view` does not exist; the project has `page_views`; help: did you \
                   mean `page_views`?";
    for arguments in [
        &["add-column", "page_view", "id", "BIGINT"][..],
        &["drop-column", "page_view", "id", "--yes"],
    ] {
        assert_eq!(service.run(arguments).await, failure(message));
    }
    assert_eq!(service.take_writes(), 0);
}

#[tokio::test]
async fn invalid_column_is_rejected_before_any_request() {
    let service = service(Profile::Documented).await;
    service.emulator.take_requests();
    let output = |stderr: &str| Finished {
        stderr: stderr.to_owned(),
        ..failure("")
    };
    for (column, message) in [
        (
            &["te_xt", "BIGINT"][..],
            "error: invalid column name `te_xt`: every BI table has a system column `text`; help: choose another \
             name\n",
        ),
        (
            &["day", "date", "--default", "2023-02-29"],
            "error: invalid default `2023-02-29` for DATE: expected a date; help: use, for example, `2024-01-31`\n",
        ),
    ] {
        let arguments = [&["add-column", "page_views"][..], column].concat();
        assert_eq!(service.run(&arguments).await, output(message));
    }
    let integer = run(program(&["add-column", "page_views", "id", "int"])).await;
    let message = "error: invalid value 'int' for '<TYPE>': BI tables have no such data type; help: use BIGINT";
    assert_eq!(integer.stderr.lines().next(), Some(message));
    assert_eq!(service.emulator.requests(), []);
}
