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
            "encryption   ok       not needed: the service runs on this machine",
            "api key      ok       accepted: a Partner key, which reaches every project",
            "project      ok       `emulator`",
            "tables       ok       the project has 1 BI table",
            "clock        ok       this machine and the service agree within 30 s",
            "persistence  skipped  `--probe` tests what the service persists, in a temporary table",
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
async fn probe_reports_what_the_service_persists_and_deletes_its_table() {
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
async fn failed_probe_deletes_its_table() {
    let service = Service::start(Emulator::builder()).await;
    let fault = Fault::respond(500, "text/plain", "no");
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
    let lines: Vec<_> = finished.stdout.lines().map(str::trim_end).collect();
    assert!(
        lines[3].starts_with(
            "api key      failed   failed to check the API key: the API key was rejected (status 401"
        ),
        "{finished:?}"
    );
    assert_eq!(
        lines[4..],
        [
            "project      skipped",
            "tables       skipped",
            "clock        skipped",
            "persistence  skipped",
        ]
    );
    assert!(!finished.stdout.contains("another-key"), "{finished:?}");
}

#[tokio::test]
async fn failure_of_several_checks_is_reported_once() {
    let service = Service::start(Emulator::builder()).await;
    let mut command = service.command(&["doctor", "--probe", "--json"]);
    let base_url = service.emulator.base_url().trim_end_matches("/api/v1");
    command.env("PEAKA_BASE_URL", base_url);
    let finished = run(command).await;
    assert_eq!(finished.code, 1);
    let document = finished.json("DoctorDocument");
    let checks = document["checks"].as_array().unwrap();
    let statuses: Vec<_> = checks
        .iter()
        .map(|check| {
            (
                check["name"].as_str().unwrap(),
                check["status"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        statuses[3..],
        [
            ("project", "ok"),
            ("tables", "failed"),
            ("clock", "skipped"),
            ("persistence", "skipped"),
        ]
    );
    assert_eq!(checks[5]["detail"], "same as `tables`");
    assert_eq!(document["errors"].as_array().unwrap().len(), 1);
    assert_eq!(document["keyKind"], "partner");
    assert_eq!(document["projectId"], "emulator");
}

#[tokio::test]
async fn unreachable_service_is_a_failed_check() {
    let service = Service::start(Emulator::builder()).await;
    let mut command = service.command(&["doctor"]);
    command.env("PEAKA_BASE_URL", "http://127.0.0.1:1/api/v1");
    let finished = run(command).await;
    assert_eq!(finished.code, 1);
    let line = "service      failed   failed to connect to 127.0.0.1:1: ";
    assert!(finished.stdout.contains(line), "{finished:?}");
}

#[tokio::test]
async fn failed_probe_is_an_error_of_the_document() {
    let service = Service::start(Emulator::builder()).await;
    for operation in [Operation::AddColumns, Operation::DeleteTable] {
        let fault = Fault::respond(400, "text/plain", "no");
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
    for (index, name) in [(6, "persistence"), (7, "cleanUp")] {
        let check = &document["checks"][index];
        assert_eq!(check["name"], name);
        assert_eq!(check["status"], "failed");
        let message = &messages[index - 6];
        assert!(
            check["detail"].as_str().unwrap().starts_with(message),
            "{check}"
        );
    }
    let help = format!("delete table `{table}` in Peaka Studio if `peaka tables` lists it");
    assert_eq!(errors[1]["help"], help);
}
