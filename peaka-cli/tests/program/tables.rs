//! `peaka tables`, and what holds of what any command prints.

use std::process::Stdio;

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use serde_json::json;

use crate::support::{Service, done, ended};

#[tokio::test]
async fn tables_are_listed_with_their_names_in_sql() {
    for (profile, text) in [
        (
            Profile::Documented,
            "NAME        SQL\n\
             page_views  \"peaka\".\"bitable\".\"page_views\"\n\
             größe       \"peaka\".\"bitable\".\"größe\"\n",
        ),
        (
            Profile::Observed,
            "NAME       SQL\n\
             pageviews  \"peaka\".\"bitable\".\"pageviews\"\n\
             größe      \"peaka\".\"bitable\".\"größe\"\n",
        ),
    ] {
        let emulator = Emulator::builder().profile(profile);
        let service = Service::start(emulator.table("page_views").table("größe")).await;
        assert_eq!(service.run(&["tables"]).await, done(text));
    }
}

#[tokio::test]
async fn a_quote_in_a_name_is_doubled_for_sql() {
    let service = Service::start(Emulator::builder().table("it's \"odd\"")).await;
    assert_eq!(
        service.json(&["tables"]).await,
        json!({
            "version": 1,
            "tables": [{
                "name": "it's \"odd\"",
                "sql": r#""peaka"."bitable"."it's ""odd""""#,
            }],
        })
    );
}

#[tokio::test]
async fn a_document_is_printed_for_people_too() {
    let service = Service::start(Emulator::builder().table("t")).await;
    let text = r#"{
  "version": 1,
  "tables": [
    {
      "name": "t",
      "sql": "\"peaka\".\"bitable\".\"t\""
    }
  ]
}
"#;
    assert_eq!(service.run(&["tables", "--json"]).await, done(text));
    assert_eq!(service.run(&["--json", "tables"]).await, done(text));
}

#[tokio::test]
async fn a_project_without_tables_is_told_beside_the_result() {
    let service = Service::start(Emulator::builder()).await;
    let told = service.run(&["tables"]).await;
    assert_eq!((told.code, &*told.stdout), (0, ""));
    assert_eq!(told.stderr, "the project has no BI tables\n");
    assert_eq!(
        service.json(&["tables"]).await,
        json!({"version": 1, "tables": []})
    );
}

#[tokio::test]
async fn what_is_listed_cannot_steer_a_terminal() {
    let service = Service::start(Emulator::builder().table("t")).await;
    let name = "\u{1b}[2J\n\u{9b}2J\u{202e}\u{7f}";
    let steering = || Fault::edit(move |answer| answer[0]["tableName"] = json!(name));
    service.emulator.inject(Operation::ListTables, steering());
    let listed = service.run(&["tables"]).await;
    let row = listed.stdout.lines().nth(1).unwrap();
    let escaped = r"\u{1b}[2J\n\u{9b}2J\u{202e}\u{7f}  ";
    assert!(row.starts_with(escaped), "{row}");
    assert_eq!(listed.stdout.lines().count(), 2);

    service.emulator.inject(Operation::ListTables, steering());
    let listed = service.run(&["tables", "--json"]).await.stdout;
    let escaped = r#""name": "\u001b[2J\n\u009b2J\u202e\u007f","#;
    assert!(listed.contains(escaped), "{listed}");
    let document: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(document["tables"][0]["name"], name);
}

/// No test has a terminal, so colours are asked for as a terminal would: by the variable that forces them.
#[tokio::test]
async fn colours_are_for_those_who_see_them() {
    let service = Service::start(Emulator::builder().table("t")).await;
    let plain = "NAME  SQL\nt     \"peaka\".\"bitable\".\"t\"\n";
    for (variables, is_bold) in [
        (&[][..], false),
        (&[("CLICOLOR_FORCE", "1")], true),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&[("TERM", "dumb")], false),
    ] {
        let mut command = service.command(&["tables"]);
        command.envs(variables.iter().copied());
        let expected = if is_bold {
            plain.replace("NAME  SQL", "\u{1b}[1mNAME  SQL\u{1b}[0m")
        } else {
            plain.to_owned()
        };
        assert_eq!(ended(command).await, done(&expected), "{variables:?}");
    }
}

#[tokio::test]
async fn a_pipe_that_nobody_reads_ends_it_quietly() {
    let service = Service::start(Emulator::builder().table("t")).await;
    for arguments in [
        &["tables"][..],
        &["tables", "--json"],
        &["--help"],
        &["completions", "zsh"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = service.command(arguments);
        command.stdout(Stdio::from(writer));
        assert_eq!(ended(command).await, done(""), "{arguments:?}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = service.command(&["columns", "unknown"]);
    command.stderr(Stdio::from(writer));
    assert_eq!(ended(command).await.code, 1);
}
