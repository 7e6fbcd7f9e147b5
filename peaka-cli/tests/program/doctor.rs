//! `doctor`: the connection, and what the service persists.

use peaka_emulator::{Emulator, Fault, Operation, Profile};

use crate::support::{Service, run};

const DOCUMENTED: &str = "defaults, NOT NULL, UNIQUE and display names are persisted";
const OBSERVED: &str =
    "the service accepts but does not persist: NOT NULL flag, UNIQUE flag, display name";

#[tokio::test]
async fn doctor_without_probe_writes_nothing() {
    let service = Service::start(Emulator::builder().table("events")).await;
    let finished = service.run(&["doctor"]).await;
    assert_eq!(finished.code, 0, "{finished:?}");
    let base_url = service.emulator.base_url();
    let lines: Vec<_> = finished.stdout.lines().map(str::trim_end).collect();
    assert_eq!(lines[1], format!("service      ok       {base_url}"));
    assert_eq!(
        lines[2..],
        [
            "encryption   warning  none: plain HTTP exposes the API key on the network",
            "api key      ok       accepted: a Partner key, which reaches every project",
            "clock        ok       this machine and the service agree within 30 s",
            "tables       ok       the project has 1 BI table",
            "persistence  skipped  `--probe` tests what the service persists, with a table of its own",
        ]
    );
    assert!(
        service
            .emulator
            .requests()
            .iter()
            .all(|request| !request.is_write())
    );
}

#[tokio::test]
async fn probe_tells_what_the_service_persists_and_deletes_its_table() {
    for (profile, status, detail) in [
        (Profile::Documented, "ok", DOCUMENTED),
        (Profile::Observed, "warning", OBSERVED),
    ] {
        let service = Service::start(Emulator::builder().profile(profile)).await;
        let document = service.json("DoctorDocument", &["doctor", "--probe"]).await;
        let checks = document["checks"].as_array().unwrap();
        let persistence = checks.last().unwrap();
        assert_eq!(persistence["status"], status);
        assert_eq!(persistence["detail"], detail);
        assert!(service.client.list_tables().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn table_of_a_probe_that_failed_is_deleted() {
    let service = Service::start(Emulator::builder()).await;
    let fault = Fault::answer(500, "text/plain", "no");
    service.emulator.inject(Operation::AddColumns, fault);
    let finished = service.run(&["doctor", "--probe"]).await;
    assert_eq!(finished.code, 1);
    assert!(
        finished.stdout.contains("persistence  failed "),
        "{finished:?}"
    );
    assert!(service.client.list_tables().await.unwrap().is_empty());
}

#[tokio::test]
async fn project_key_is_recognized_and_rejected_key_is_an_error() {
    let emulator = Emulator::builder().project_key("project-key-1", "emulator");
    let service = Service::start(emulator).await;
    let mut command = service.command(&["doctor"]);
    command.env("PEAKA_API_KEY", "project-key-1");
    let finished = run(command).await;
    let line = "api key      ok       accepted: a Project key of project `emulator`";
    assert!(finished.stdout.contains(line), "{finished:?}");
    let mut command = service.command(&["doctor"]);
    command.env("PEAKA_API_KEY", "another-key");
    let finished = run(command).await;
    assert_eq!(finished.code, 1);
    assert!(
        finished.stderr.contains("the API key was rejected"),
        "{finished:?}"
    );
}

#[tokio::test]
async fn failed_probe_is_an_error_of_the_document() {
    let service = Service::start(Emulator::builder()).await;
    for operation in [Operation::AddColumns, Operation::DeleteTable] {
        let fault = Fault::answer(400, "text/plain", "no");
        service.emulator.inject(operation, fault);
    }
    let finished = service.run(&["doctor", "--probe", "--json"]).await;
    assert_eq!(finished.code, 1);
    let document = finished.json("DoctorDocument");
    let table = service.emulator.tables("emulator").remove(0);
    let messages = [
        format!("failed to add 1 column to table `{table}`: status 400: no"),
        format!("failed to delete table `{table}`: status 400: no"),
    ];
    let errors = document["errors"].as_array().unwrap();
    let found: Vec<_> = errors.iter().map(|error| &error["message"]).collect();
    assert_eq!(found, messages.each_ref());
    let check = &document["checks"][5];
    assert_eq!(check["status"], "failed");
    for message in &messages {
        assert!(
            check["detail"].as_str().unwrap().contains(message),
            "{check}"
        );
    }
}
