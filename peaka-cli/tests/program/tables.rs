//! `peaka tables`, and rules for the output of every command: escapes, colors, closed pipes.

use std::process::Stdio;

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use serde_json::json;

use crate::support::{Service, run, success};

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
        assert_eq!(service.run(&["tables"]).await, success(text));
    }
}

#[tokio::test]
async fn quote_in_a_name_is_doubled_in_sql() {
    let service = Service::start(Emulator::builder().table("it's \"odd\"")).await;
    assert_eq!(
        service.json("TablesDocument", &["tables"]).await,
        json!({
            "version": 1,
            "tables": [{
                "name": "it's \"odd\"",
                "sql": r#""peaka"."bitable"."it's ""odd""""#,
            }],
            "errors": [],
        })
    );
}

#[tokio::test]
async fn json_is_indented() {
    let service = Service::start(Emulator::builder().table("t")).await;
    let text = r#"{
  "version": 1,
  "tables": [
    {
      "name": "t",
      "sql": "\"peaka\".\"bitable\".\"t\""
    }
  ],
  "errors": []
}
"#;
    assert_eq!(service.run(&["tables", "--json"]).await, success(text));
    assert_eq!(service.run(&["--json", "tables"]).await, success(text));
}

#[tokio::test]
async fn project_without_tables_prints_a_note() {
    let service = Service::start(Emulator::builder()).await;
    let output = service.run(&["tables"]).await;
    assert_eq!((output.code, &*output.stdout), (0, ""));
    assert_eq!(output.stderr, "note: the project has no BI tables\n");
    assert_eq!(
        service.json("TablesDocument", &["tables"]).await,
        json!({"version": 1, "tables": [], "errors": []})
    );
}

#[tokio::test]
async fn control_characters_in_names_are_escaped() {
    let service = Service::start(Emulator::builder().table("t")).await;
    let name = "\u{1b}[2J\n\u{9b}2J\u{202e}\u{7f}";
    let rename = || Fault::edit(move |answer| answer[0]["tableName"] = json!(name));
    service.emulator.inject(Operation::ListTables, rename());
    let listed = service.run(&["tables"]).await;
    let row = listed.stdout.lines().nth(1).unwrap();
    let escaped = r"\u{1b}[2J\n\u{9b}2J\u{202e}\u{7f}  ";
    assert!(row.starts_with(escaped), "{row}");
    assert_eq!(listed.stdout.lines().count(), 2);

    service.emulator.inject(Operation::ListTables, rename());
    let listed = service.run(&["tables", "--json"]).await.stdout;
    let escaped = r#""name": "\u001b[2J\n\u009b2J\u202e\u007f","#;
    assert!(listed.contains(escaped), "{listed}");
    let document: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(document["tables"][0]["name"], name);
}

// Tests have no terminal, so `CLICOLOR_FORCE` stands in for one.
#[tokio::test]
async fn colors_are_printed_only_to_terminals() {
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
        assert_eq!(run(command).await, success(&expected), "{variables:?}");
    }
}

#[tokio::test]
async fn closed_pipe_is_not_an_error() {
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
        assert_eq!(run(command).await, success(""), "{arguments:?}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = service.command(&["columns", "unknown"]);
    command.stderr(Stdio::from(writer));
    assert_eq!(run(command).await.code, 1);
}
