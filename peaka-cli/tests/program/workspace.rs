//! The snapshots of a package, from the root of its workspace: builds and runs a program as its developers do.

use std::process::Stdio;

use peaka_emulator::Emulator;
use tempfile::tempdir;
use tokio::process::Command;

use crate::package::{Package, dependency};
use crate::support::{Finished, Service, run};

/// A workspace with a package `shop` that has the commands for an application.
struct Workspace {
    package: Package,
    service: Service,
}

impl Workspace {
    async fn create() -> Self {
        let dependencies = [
            dependency("peaka-cli", ", default-features = false"),
            dependency("peaka-runtime", ""),
            "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n"
                .to_owned(),
        ];
        Self {
            package: Package::create("shop", &dependencies.concat()),
            service: Service::start(Emulator::builder()).await,
        }
    }

    /// Writes a struct with further fields, and another one with a snapshot of its own.
    fn declare(&self, fields: &str) {
        let source = format!(
            "use std::process::ExitCode;

use peaka_runtime::{{BiTable, sync_tables}};

#[derive(BiTable)]
#[bitable(table = \"events\", snapshot = \"peaka/events.json\")]
#[allow(dead_code)]
struct Event {{
    id: i64,
{fields}}}

#[derive(BiTable)]
#[bitable(table = \"visits\", snapshot = \"peaka/visits.json\")]
#[allow(dead_code)]
struct Visit {{
    id: i64,
}}

#[tokio::main]
async fn main() -> ExitCode {{
    peaka_cli::App::new(sync_tables![Event, Visit]).run().await
}}
"
        );
        self.package.write("src/main.rs", &source);
    }

    fn with_environment(&self, mut command: Command) -> Command {
        let service = self.service.command(&[""; 0]);
        for (name, value) in service.as_std().get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        command
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        self.with_environment(self.package.cargo(arguments))
    }

    /// Runs a command of the program with cargo.
    async fn run(&self, arguments: &[&str], snapshot: Option<&str>) -> Finished {
        let mut command = self.cargo(&["run"]);
        command.arg("--").args(arguments);
        command.envs(snapshot.map(|value| ("PEAKA_SNAPSHOT", value)));
        run(command).await
    }

    async fn build_error(&self) -> String {
        let built = run(self.cargo(&["build"])).await;
        assert_eq!(built.code, 101, "{built:?}");
        built.stderr
    }
}

#[tokio::test]
async fn snapshot_workflow_from_missing_file_to_live_column() {
    let workspace = Workspace::create().await;
    workspace.declare("");
    let error = workspace.build_error().await;
    let help = "help: write it with `peaka snapshot events --out shop/peaka/events.json`; to build without \
                snapshots, set PEAKA_SNAPSHOT=off";
    let missing = format!("snapshot `shop/peaka/events.json` does not exist; {help}");
    assert!(error.contains(&missing), "{error}");

    let off = Some("off");
    let synced = workspace.run(&["sync", "--create-table"], off).await;
    assert_eq!(synced.code, 0, "{synced:?}");
    let checked = workspace.run(&["check", "--snapshots"], off).await;
    assert_eq!(checked.code, 1);
    assert_eq!(
        checked.stderr,
        "error: this program was compiled with PEAKA_SNAPSHOT=off, so it has no snapshots to compare; help: \
         compile it without this variable\n"
    );
    let saved = workspace.run(&["snapshot"], off).await;
    assert_eq!((saved.code, &*saved.stderr), (0, ""));
    assert_eq!(
        saved.stdout,
        "created `shop/peaka/events.json`\ncreated `shop/peaka/visits.json`\n"
    );
    let checked = workspace.run(&["check", "--snapshots"], None).await;
    assert_eq!(checked.code, 0, "{checked:?}");

    workspace.declare("    note: Option<String>,\n");
    let error = workspace.build_error().await;
    let missing = "column `note`: declared VARCHAR, but not in the snapshot; help: mark the field with \
                   `#[bitable(pending)]`, or refresh the snapshot with `peaka snapshot events --out \
                   shop/peaka/events.json` once the live table matches; to build without snapshots, set \
                   PEAKA_SNAPSHOT=off";
    assert!(error.contains(missing), "{error}");

    workspace.declare("    #[bitable(pending)]\n    note: Option<String>,\n");
    let synced = workspace.run(&["sync"], None).await;
    assert_eq!(synced.code, 0, "{synced:?}");
    let saved = workspace.run(&["snapshot"], None).await;
    assert_eq!(saved.code, 0);
    assert_eq!(
        saved.stdout,
        "updated `shop/peaka/events.json`\nunchanged `shop/peaka/visits.json`\n"
    );
    assert_eq!(
        saved.stderr,
        "note: column `note` of table `events` is live; remove `#[bitable(pending)]` from its field\n"
    );
    let checked = workspace.run(&["check", "--snapshots"], None).await;
    assert_eq!(checked.code, 0);
    let snapshot = "the snapshot has `note`; help: remove `#[bitable(pending)]`";
    assert!(checked.stdout.contains(snapshot), "{checked:?}");

    workspace.declare("    note: Option<String>,\n");
    let checked = workspace.run(&["check", "--snapshots"], None).await;
    assert_eq!((checked.code, &*checked.stderr), (0, ""));

    let elsewhere = tempdir().unwrap();
    let directory = elsewhere.path().canonicalize().unwrap();
    let mut program = Command::new(workspace.package.program());
    program.arg("snapshot").current_dir(&directory);
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let refused = run(workspace.with_environment(program)).await;
    assert_eq!(refused.code, 1);
    assert_eq!(
        refused.stderr,
        format!(
            "error: failed to find package `shop`: neither `{}` nor a directory above it has `shop/Cargo.toml`; help: \
             run the command in the workspace of the program\n",
            directory.display()
        )
    );
}
