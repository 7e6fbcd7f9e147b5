//! Options and variables for the connection. The API key is never printed.

use std::io::Write;

use peaka_emulator::{Builder, Emulator, Profile};

use crate::support::{Finished, Service, failure, program, run, success};

const KEY: &str = "canary-4711-9d2f6b8c";

const TABLES: &str = "NAME  SQL\nt     \"peaka\".\"bitable\".\"t\"\n";

fn emulator() -> Builder {
    Emulator::builder().partner_key(KEY).table("t")
}

fn assert_key_is_hidden(finished: &Finished) {
    let output = format!("{}{}", finished.stdout, finished.stderr);
    assert!(
        !output.contains("4711") && !output.contains("9d2f6b8c"),
        "{output}"
    );
}

#[tokio::test]
async fn rejected_key_is_an_error_without_the_key() {
    for profile in [Profile::Documented, Profile::Observed] {
        let service = Service::start(Emulator::builder().profile(profile)).await;
        let mut command = service.command(&["tables", "--json"]);
        command.env("PEAKA_API_KEY", KEY);
        let finished = run(command).await;
        assert_eq!(finished.code, 1);
        let error = "error: failed to list the BI tables: the API key was rejected (status 401";
        assert!(finished.stderr.starts_with(error), "{}", finished.stderr);
        assert_key_is_hidden(&finished);
    }
}

#[tokio::test]
async fn options_override_variables() {
    let service = Service::start(emulator()).await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "{KEY}").unwrap();
    let mut command = program(&["tables", "--base-url", service.emulator.base_url()]);
    command.args([
        "--project-id",
        "emulator",
        "--timeout",
        "5",
        "--api-key-file",
    ]);
    command.arg(file.path());
    command
        .env("PEAKA_BASE_URL", "http://127.0.0.1:1")
        .env("PEAKA_ZONE", "eu")
        .env("PEAKA_API_KEY", "another")
        .env("PEAKA_PROJECT_ID", "another");
    assert_eq!(run(command).await, success(TABLES));
}

#[tokio::test]
async fn project_key_needs_no_project_id() {
    let emulator = Emulator::builder().project_key(KEY, "emulator").table("t");
    let service = Service::start(emulator).await;
    let mut command = service.command(&["tables"]);
    command
        .env("PEAKA_API_KEY", KEY)
        .env_remove("PEAKA_PROJECT_ID");
    assert_eq!(run(command).await, success(TABLES));
}

#[tokio::test]
async fn missing_key_is_an_error_that_names_option_and_variables() {
    let message = "no API key is set; help: set PEAKA_API_KEY, PEAKA_API_KEY_FILE or \
                   `--api-key-file`";
    for variables in [&[][..], &[("PEAKA_API_KEY", " ")]] {
        let mut command = program(&["tables"]);
        command.envs(variables.iter().copied());
        assert_eq!(run(command).await, failure(message));
    }
}

#[tokio::test]
async fn key_given_as_an_argument_is_not_printed() {
    let option = format!("--api-key={KEY}");
    for arguments in [
        &["tables", &option][..],
        &["tables", "--api-key", KEY],
        &["tables", "--json", "--api-key", KEY],
    ] {
        let finished = run(program(arguments)).await;
        assert_eq!(finished.code, 1, "{arguments:?}");
        assert_key_is_hidden(&finished);
    }
}
