//! Output and exit code of the quickstart.

mod support;

use std::process::{Command, Output};

use peaka_emulator::Emulator;
use peaka_runtime::{Client, ColumnRequest, DataType};
use support::{example, text};

fn quickstart() -> Command {
    example("quickstart")
}

/// Compares the output with the file of the profile, or writes the file if `UPDATE` is set.
fn assert_output(profile: &str) {
    let Output {
        status,
        stdout,
        stderr,
    } = quickstart()
        .arg(profile)
        .output()
        .expect("the example runs");
    let stdout = text(stdout);
    assert_eq!(text(stderr), "");
    assert!(status.success());
    let file = format!(
        "{}/tests/quickstart.{profile}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &stdout).expect("the file is written");
    }
    let expected = std::fs::read_to_string(&file).expect("the file exists");
    assert_eq!(
        stdout,
        expected.replace("\r\n", "\n"),
        "if the change is intended, run with UPDATE=1"
    );
}

#[test]
fn quickstart_runs_against_the_documented_profile() {
    assert_output("documented");
}

#[test]
fn quickstart_runs_against_the_observed_profile() {
    assert_output("observed");
}

#[test]
fn quickstart_shows_the_observed_profile_first() {
    let output = quickstart().output().expect("the example runs");
    let [observed, documented] = ["observed", "documented"].map(|profile| {
        let file = format!(
            "{}/tests/quickstart.{profile}.txt",
            env!("CARGO_MANIFEST_DIR")
        );
        std::fs::read_to_string(file).expect("the file exists")
    });
    assert_eq!(text(output.stdout), observed + &documented);
    assert!(output.status.success());
}

#[test]
fn wrong_environment_and_arguments_are_errors() {
    for (variables, error) in [
        (
            &[("PEAKA_API_KEY", "k k")][..],
            "invalid API key: it contains a space (position 2); help: copy the key again, \
             without quotes or line breaks",
        ),
        (
            &[("PEAKA_API_KEY", "k"), ("PEAKA_ZONE", "mars")],
            "invalid PEAKA_ZONE: unknown zone `mars`; help: use `us` or `eu`",
        ),
    ] {
        let output = quickstart()
            .envs(variables.iter().copied())
            .output()
            .expect("the example runs");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(text(output.stderr), format!("error: {error}\n"));
    }
    let output = quickstart()
        .arg("guessed")
        .output()
        .expect("the example runs");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(output.stderr),
        "error: unknown profile `guessed`: expected `documented` or `observed`\n"
    );
}

#[tokio::test]
async fn column_of_another_type_cannot_be_accepted() {
    let emulator = Emulator::builder()
        .start()
        .await
        .expect("the emulator starts");
    let peaka = Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
        .build()
        .expect("the client is built");
    peaka
        .create_table("quickstartnumbers")
        .await
        .expect("the table is created");
    let other = ColumnRequest::new("num19", DataType::Varchar);
    peaka
        .add_columns("quickstartnumbers", &[other])
        .await
        .expect("the column is added");

    let mut command = quickstart();
    command
        .env("PEAKA_API_KEY", emulator.api_key())
        .env("PEAKA_PROJECT_ID", emulator.project_id())
        .env("PEAKA_BASE_URL", emulator.base_url());
    let output = tokio::task::spawn_blocking(move || command.output().expect("the example runs"));
    let output = output.await.expect("the task does not panic");
    let stdout = text(output.stdout);
    assert!(
        stdout.contains("column `num19`: declared BIGINT, live type is varchar"),
        "{stdout}"
    );
    assert_eq!(
        text(output.stderr),
        "error: table `quickstartnumbers` does not match its declaration: column `num19`: declared \
         BIGINT, live type is varchar (nothing was written); help: column types are never changed: \
         declare the live type, choose another column name, or drop the column in Peaka Studio\n"
    );
    assert_eq!(output.status.code(), Some(1));
}
