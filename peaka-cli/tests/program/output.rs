//! Rules for the output of every command: escapes, colors, closed pipes.

use std::process::{Command, Stdio};

use peaka_emulator::{Emulator, Fault, Operation};
use serde_json::json;

use crate::support::{Service, run, success};

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

/// Returns the end of a pipe whose reader has exited.
fn closed_pipe() -> Stdio {
    let mut reader = Command::new(env!("CARGO_BIN_EXE_peaka"));
    reader
        .arg("--version")
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let mut reader = reader.spawn().unwrap();
    let writer = reader.stdin.take().unwrap();
    assert!(reader.wait().unwrap().success());
    writer.into()
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
        let mut command = service.command(arguments);
        command.stdout(closed_pipe());
        assert_eq!(run(command).await, success(""), "{arguments:?}");
    }
    let mut command = service.command(&["columns", "unknown"]);
    command.stderr(closed_pipe());
    assert_eq!(run(command).await.code, 1);
}
