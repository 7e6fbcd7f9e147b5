//! `check`, `check --snapshots`, `plan` and data dictionaries give the same verdict as the start-up of the service, for
//! every kind of drift and every way to set its level.

use std::fmt;
use std::fs;
use std::process::Stdio;

use futures_util::{StreamExt, stream};
use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{ColumnRequest, DataType, DefaultValue};
use serde_json::json;
use tempfile::tempdir;
use tokio::process::Command;

use crate::package::{Package, dependency};
use crate::support::{Finished, Service, run};

const SOURCE: &str = include_str!("verdict/service.rs");

/// The kinds of drift whose level can be set, as the runtime and the options call them, and whether the default policy
/// and the strict one deny them.
const KINDS: [(&str, &str, [bool; 2]); 6] = [
    ("Default", "default", [true, true]),
    ("NotNull", "not-null", [false, true]),
    ("Unique", "unique", [false, true]),
    ("DisplayName", "display-name", [false, true]),
    ("StoredName", "stored-name", [false, false]),
    ("Unmanaged", "unmanaged", [false, false]),
];

/// Kinds of drift that are always denied.
const ALWAYS_DENIED: [&str; 3] = ["DataType", "Renamed", "Ambiguous"];

/// Returns the declared columns, with one drift.
fn live_columns(drift: &str) -> Vec<ColumnRequest<'static>> {
    let mut id = ColumnRequest::new("id", DataType::Bigint).unique();
    let mut user = ColumnRequest::new("user_id", DataType::Varchar).not_null();
    let mut clicks = ColumnRequest::new("clicks", DataType::Bigint);
    let mut default = 0;
    let mut browser = ColumnRequest::new("browser", DataType::Varchar).display_name("Browser");
    let mut further = Vec::new();
    match drift {
        "" => {}
        "Missing" => return vec![id, user, clicks.default_value(DefaultValue::Bigint(0))],
        "DataType" => browser.data_type = DataType::Uuid,
        "Renamed" => further.push("agent"),
        "Ambiguous" => {
            clicks.name = "Clicks";
            clicks.display_name = "Clicks";
            further.push("CLICKS");
        }
        "Default" => default = 1,
        "NotNull" => user.is_not_null = false,
        "Unique" => id.is_unique = false,
        "DisplayName" => browser.display_name = "Agent",
        "StoredName" => {
            user.name = "UserId";
            user.display_name = "user_id";
        }
        "Unmanaged" => further.push("campaign"),
        other => panic!("{other}"),
    }
    let clicks = clicks.default_value(DefaultValue::Bigint(default));
    let further = further
        .into_iter()
        .map(|name| ColumnRequest::new(name, DataType::Varchar));
    [id, user, clicks, browser]
        .into_iter()
        .chain(further)
        .collect()
}

/// Starts a service whose table has one drift.
async fn service(profile: Profile, drift: &str) -> Service {
    let emulator = Emulator::builder().profile(profile).table("events");
    let service = Service::start(emulator).await;
    let columns = live_columns(drift);
    let added = service.client.add_columns("events", &columns).await;
    added.unwrap();
    service.emulator.take_requests();
    service
}

/// One way to set levels, as the environment of the program and the options of its commands.
#[derive(Clone, Debug, Default)]
struct Setting {
    environment: Vec<(&'static str, String)>,
    options: Vec<String>,
}

impl Setting {
    fn variable(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            environment: vec![(name, value.into())],
            options: Vec::new(),
        }
    }

    /// The same levels as options of a command, and in the call of the start-up.
    fn options(kind: &str, option: &str, level: &str) -> Self {
        Self {
            environment: vec![("CALL", format!("{kind}={level}"))],
            options: vec![format!("--{level}"), option.to_owned()],
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.environment.extend(other.environment);
        self.options.extend(other.options);
        self
    }
}

/// A row of the table: a drift, a setting, and whether the drift is denied.
struct Case {
    drift: &'static str,
    setting: Setting,
    is_denied: bool,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {:?}", self.drift, self.setting)
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |drift, setting, is_denied| {
        cases.push(Case {
            drift,
            setting,
            is_denied,
        });
    };
    let strict = || Setting::variable("STRICT", "1");
    let strict_option = || Setting {
        options: vec!["--strict".to_owned()],
        ..Setting::variable(
            "CALL",
            "Default=deny,NotNull=deny,Unique=deny,DisplayName=deny",
        )
    };
    for (kind, option, [by_default, by_strict]) in KINDS {
        case(kind, Setting::default(), by_default);
        case(kind, strict(), by_strict);
        case(kind, strict_option(), by_strict);
        for level in ["allow", "warn", "deny"] {
            let is_denied = level == "deny";
            let levels = format!("{kind}={level}");
            let on = Setting::variable("ON", level);
            case(kind, Setting::variable("POLICY", &levels), is_denied);
            case(kind, on.clone(), is_denied);
            case(kind, Setting::variable("EACH", &levels), is_denied);
            case(kind, Setting::options(kind, option, level), is_denied);
            // The struct is more specific than the client, and a call overrides both.
            let opposite = if is_denied { "warn" } else { "deny" };
            case(kind, on.clone().and(strict()), is_denied);
            let overridden = Setting::variable("EACH", format!("{kind}={opposite}"));
            case(kind, on.and(overridden), !is_denied);
            let each = Setting::variable("EACH", &levels);
            let option = Setting::options(kind, option, opposite);
            case(kind, each.and(option), !is_denied);
        }
    }
    // The column is declared, although under another name.
    case(
        "StoredName",
        Setting::variable("POLICY", "Unmanaged=deny"),
        false,
    );
    for drift in ALWAYS_DENIED {
        case(drift, Setting::default(), true);
        case(drift, Setting::variable("ON", "allow"), true);
    }
    for setting in [
        Setting::default(),
        strict(),
        Setting::variable("ON", "deny"),
    ] {
        case("", setting, false);
    }
    cases
}

/// The built program, and what it runs against.
struct Program {
    package: Package,
}

impl Program {
    /// Builds the program, with a snapshot of a table without drift.
    async fn build() -> Self {
        let dependencies = [
            dependency("peaka-cli", ", default-features = false"),
            dependency("peaka-runtime", ""),
            "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n"
                .to_owned(),
        ];
        let package = Package::create("service", &dependencies.concat());
        package.write("src/main.rs", SOURCE);
        let service = service(Profile::Documented, "").await;
        let snapshot = package.path("peaka/events.json");
        let saved = service
            .run(&["snapshot", "events", "--out", snapshot.to_str().unwrap()])
            .await;
        assert_eq!(saved.code, 0, "{saved:?}");
        package.build().await;
        Self { package }
    }

    async fn run(&self, service: &Service, setting: &Setting, arguments: &[&str]) -> Finished {
        let mut command = Command::new(self.package.program());
        command
            .args(arguments)
            .env_clear()
            .env("PEAKA_BASE_URL", service.emulator.base_url())
            .env("PEAKA_API_KEY", service.emulator.api_key())
            .env("PEAKA_PROJECT_ID", service.emulator.project_id())
            .envs(
                setting
                    .environment
                    .iter()
                    .map(|(name, value)| (name, value)),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .current_dir(self.package.root());
        if arguments != ["start"] {
            command.args(&setting.options);
        }
        run(command).await
    }

    /// Returns the exit codes of the start-up, `check`, `check --snapshots` and `plan`.
    async fn verdicts(&self, service: &Service, setting: &Setting) -> [i32; 4] {
        // The start-up comes last, because it may write.
        let check = self.run(service, setting, &["check"]).await;
        let snapshots = self.run(service, setting, &["check", "--snapshots"]).await;
        let plan = self.run(service, setting, &["plan", "--json"]).await;
        let status = match plan.code {
            0 => "inSync",
            2 => "pending",
            3 => "drift",
            code => panic!("{code}: {plan:?}"),
        };
        assert_eq!(plan.json("PlanDocument")["status"], status);
        let start = self.run(service, setting, &["start"]).await;
        [start.code, check.code, snapshots.code, plan.code]
    }

    /// Returns whether a data dictionary marks drift as denied.
    async fn dictionary_denies(&self, service: &Service, setting: &Setting) -> bool {
        let directory = tempdir().unwrap();
        let file = directory.path().join("tables.md");
        let arguments = ["schema", "--live", "--markdown", file.to_str().unwrap()];
        let written = self.run(service, setting, &arguments).await;
        assert_eq!(written.code, 0, "{written:?}");
        fs::read_to_string(file).unwrap().contains("**denied**")
    }
}

/// One test, because all parts run the same program.
#[tokio::test]
async fn commands_give_the_verdict_of_the_start() {
    let program = Program::build().await;
    drift_has_the_same_verdict(&program).await;
    pending_changes_are_no_success_before_the_start(&program).await;
    options_override_what_the_program_may_write(&program).await;
    schema_shows_the_levels_of_the_struct(&program).await;
}

async fn drift_has_the_same_verdict(program: &Program) {
    let mut services = Vec::new();
    let drifts = KINDS.map(|(kind, ..)| kind);
    for drift in drifts.into_iter().chain(ALWAYS_DENIED).chain([""]) {
        services.push((drift, service(Profile::Documented, drift).await));
    }
    let service_of = |drift: &str| {
        let mut services = services.iter();
        &services.find(|(known, _)| *known == drift).unwrap().1
    };
    let cases = cases();
    assert!(cases.len() > 100);
    let verdicts = cases.iter().map(async |case| {
        let service = service_of(case.drift);
        let verdicts = program.verdicts(service, &case.setting).await;
        let in_dictionary = program.dictionary_denies(service, &case.setting).await;
        (case, (verdicts, in_dictionary))
    });
    let wrong = stream::iter(verdicts)
        .buffered(4)
        .filter_map(async |(case, verdicts)| {
            let codes = if case.is_denied { [1, 3, 3, 3] } else { [0; 4] };
            let expected = (codes, case.is_denied);
            (verdicts != expected).then(|| format!("{case}: {verdicts:?}, expected {expected:?}"))
        });
    let wrong: Vec<_> = wrong.collect().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (drift, service) in &services {
        let requests = service.emulator.requests();
        assert!(
            requests.iter().all(|request| !request.is_write()),
            "{drift}"
        );
    }
}

/// A start adds what is missing, so the commands report pending changes, unless the service does not persist them.
async fn pending_changes_are_no_success_before_the_start(program: &Program) {
    let default = Setting::default();
    let fixing = || Setting::variable("FIX_DRIFT", "1");

    let missing = service(Profile::Documented, "Missing").await;
    assert_eq!(program.verdicts(&missing, &default).await, [0, 2, 2, 2]);
    assert_eq!(program.verdicts(&missing, &default).await, [0; 4]);

    let fixed = service(Profile::Documented, "Default").await;
    assert_eq!(program.verdicts(&fixed, &fixing()).await[0], 0);
    assert_eq!(program.verdicts(&fixed, &default).await, [0; 4]);

    // The observed profile accepts an update without an effect.
    let unfixable = service(Profile::Observed, "Default").await;
    let [start, check, _, plan] = program.verdicts(&unfixable, &fixing()).await;
    assert_eq!([start, check, plan], [1, 2, 2]);
}

async fn options_override_what_the_program_may_write(program: &Program) {
    let code = async |service: &Service, variable: &'static str, arguments: &[&str]| {
        let setting = match variable {
            "" => Setting::default(),
            _ => Setting::variable(variable, "1"),
        };
        program.run(service, &setting, arguments).await.code
    };
    let differing = service(Profile::Documented, "Default").await;
    let fixing = ["plan", "--fix-drift"];
    assert_eq!(code(&differing, "", &["plan"]).await, 3);
    assert_eq!(code(&differing, "", &fixing).await, 2);
    assert_eq!(code(&differing, "FIX_DRIFT", &["plan"]).await, 2);
    let not_fixing = ["plan", "--fix-drift=false"];
    assert_eq!(code(&differing, "FIX_DRIFT", &not_fixing).await, 3);

    let empty = Service::start(Emulator::builder()).await;
    let not_creating = ["sync", "--create-table=false"];
    assert_eq!(code(&empty, "CREATE_TABLE", &not_creating).await, 1);
    let requests = empty.emulator.requests();
    assert!(requests.iter().all(|request| !request.is_write()));
    assert_eq!(code(&empty, "CREATE_TABLE", &["sync"]).await, 0);
    assert_eq!(empty.emulator.tables("emulator"), ["events"]);
}

async fn schema_shows_the_levels_of_the_struct(program: &Program) {
    let service = service(Profile::Documented, "").await;
    let schema = async |on: &str, arguments: &[&str]| {
        let arguments = [&["schema"], arguments].concat();
        let setting = Setting::variable("ON", on);
        program.run(&service, &setting, &arguments).await
    };
    let denying = schema("deny", &[]).await;
    let header = "table `events`, declared by `service::Denying`\n\
                  levels: default deny, not-null deny, unique deny, display-name deny, stored-name deny, unmanaged deny\n\
                  NAME ";
    assert!(denying.stdout.starts_with(header), "{}", denying.stdout);
    let plain = schema("plain", &["--json"]).await;
    let plain = plain.json("SchemaDocument");
    let levels = json!([{"kind": "Unmanaged", "level": "warn"}]);
    assert_eq!(plain["tables"][0]["levels"], levels);
    let without = schema("", &[]).await;
    assert!(!without.stdout.contains("levels"), "{}", without.stdout);
    let without = schema("", &["--json"]).await.json("SchemaDocument");
    assert_eq!(without["tables"][0]["levels"], json!([]));
}
