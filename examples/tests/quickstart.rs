//! The quickstart as a person runs it: what it prints, and how it ends.

mod support;

use std::process::{Command, Output};

use peaka_emulator::Emulator;
use peaka_runtime::{Client, ColumnRequest, DataType};
use support::{example, text};

fn quickstart() -> Command {
    example("quickstart")
}

/// Compares with a file beside this one, or writes it if `UPDATE` is set.
fn prints(profile: &str) {
    let Output {
        status,
        stdout,
        stderr,
    } = quickstart().arg(profile).output().expect("it runs");
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
    let expected = std::fs::read_to_string(&file).expect("the file is there");
    assert_eq!(
        stdout,
        expected.replace("\r\n", "\n"),
        "run with UPDATE=1 and read the change"
    );
}

#[test]
fn against_the_documented_service() {
    prints("documented");
}

#[test]
fn against_the_service_as_measured() {
    prints("observed");
}

#[test]
fn with_a_wrong_environment() {
    for (variables, sentence) in [
        (
            &[("PEAKA_API_KEY", "k k")][..],
            "the API key has a character that no key has: copy it again, without quotes or line \
             breaks",
        ),
        (
            &[("PEAKA_API_KEY", "k"), ("PEAKA_ZONE", "mars")],
            "PEAKA_ZONE is wrong: there is no Peaka zone `mars`: take `us` or `eu`",
        ),
    ] {
        let output = quickstart()
            .envs(variables.iter().copied())
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(text(output.stderr), format!("error: {sentence}\n"));
    }
    let output = quickstart().arg("guessed").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(output.stderr),
        "error: unknown profile `guessed`: expected `documented` or `observed`\n"
    );
}

/// A column that exists with another type is nothing that a sync could be told to accept.
#[tokio::test]
async fn against_a_table_of_other_types() {
    let emulator = Emulator::builder().start().await.expect("it starts");
    let peaka = Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
        .build()
        .expect("it is set up");
    peaka
        .create_table("quickstartnumbers")
        .await
        .expect("it is created");
    let other = ColumnRequest::new("num19", DataType::Varchar);
    peaka
        .add_columns("quickstartnumbers", &[other])
        .await
        .expect("it is added");

    let mut command = quickstart();
    command
        .env("PEAKA_API_KEY", emulator.api_key())
        .env("PEAKA_PROJECT_ID", emulator.project_id())
        .env("PEAKA_BASE_URL", emulator.base_url());
    let output = tokio::task::spawn_blocking(move || command.output().expect("it runs"));
    let output = output.await.expect("no panic");
    let stdout = text(output.stdout);
    assert!(
        stdout.contains("column `num19` is declared BIGINT, but the table has varchar"),
        "{stdout}"
    );
    assert!(!stdout.contains("To accept that"), "{stdout}");
    assert_eq!(
        text(output.stderr),
        "error: no sync changes a column that exists: change its field, give it another name with \
         #[bitable(name = \"…\")], or delete the column in Peaka Studio\n"
    );
    assert_eq!(output.status.code(), Some(1));
}
