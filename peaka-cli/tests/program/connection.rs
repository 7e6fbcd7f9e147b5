//! How the program reaches the service, and that the key never shows.

use std::io::Write;

use peaka_emulator::{Builder, Emulator, Profile};

use crate::support::{Ended, Service, done, ended, failed, program};

const KEY: &str = "canary-4711-9d2f6b8c";

const TABLES: &str = "NAME  SQL\nt     \"peaka\".\"bitable\".\"t\"\n";

fn emulator() -> Builder {
    Emulator::builder().partner_key(KEY).table("t")
}

fn assert_hidden(ended: &Ended) {
    let told = format!("{}{}", ended.stdout, ended.stderr);
    assert!(
        !told.contains("4711") && !told.contains("9d2f6b8c"),
        "{told}"
    );
}

#[tokio::test]
async fn a_wrong_key_is_told_and_not_shown() {
    for profile in [Profile::Documented, Profile::Observed] {
        let service = Service::start(Emulator::builder().profile(profile)).await;
        let mut command = service.command(&["tables", "--json"]);
        command.env("PEAKA_API_KEY", KEY);
        let ended = ended(command).await;
        assert_eq!(ended.code, 1);
        let told = "error: Peaka did not accept the API key when asked to list the BI tables (401";
        assert!(ended.stderr.starts_with(told), "{}", ended.stderr);
        assert_hidden(&ended);
    }
}

#[tokio::test]
async fn options_take_the_place_of_variables() {
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
    assert_eq!(ended(command).await, done(TABLES));
}

#[tokio::test]
async fn a_project_key_knows_its_project() {
    let emulator = Emulator::builder().project_key(KEY, "emulator").table("t");
    let service = Service::start(emulator).await;
    let mut command = service.command(&["tables"]);
    command
        .env("PEAKA_API_KEY", KEY)
        .env_remove("PEAKA_PROJECT_ID");
    assert_eq!(ended(command).await, done(TABLES));
}

#[tokio::test]
async fn without_a_key_the_error_says_where_to_put_one() {
    let sentence = "there is no API key: set PEAKA_API_KEY or PEAKA_API_KEY_FILE, or name a file \
                    with `--api-key-file`";
    for variables in [&[][..], &[("PEAKA_API_KEY", " ")]] {
        let mut command = program(&["tables"]);
        command.envs(variables.iter().copied());
        assert_eq!(ended(command).await, failed(sentence));
    }
}

#[tokio::test]
async fn a_key_in_the_wrong_place_is_not_repeated() {
    let option = format!("--api-key={KEY}");
    for arguments in [
        &["tables", &option][..],
        &["tables", "--api-key", KEY],
        &["tables", "--json", "--api-key", KEY],
    ] {
        let ended = ended(program(arguments)).await;
        assert_eq!(ended.code, 1, "{arguments:?}");
        assert_hidden(&ended);
    }
}
