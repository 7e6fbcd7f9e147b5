//! What must hold for any declaration and any table, over real HTTP, in both profiles.
//!
//! What the service keeps is read by hand here, so that nothing is proven by the code under test.

use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};
use std::future::IntoFuture;

use peaka_emulator::{Emulator, Operation, Profile};
use peaka_runtime::{
    Client, ColumnRequest, DataType, DefaultValue, Drift, DriftKind, Error, Level, SyncColumns,
    SyncReport, stored_name,
};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use tests::start_emulator;
use tokio::runtime::Runtime;

/// Few, so that they meet; some are one to a service that folds.
const NAMES: [&str; 10] = [
    "id", "user_id", "userid", "clicks", "note", "Note", "größe", "b_c", "bc", "agent",
];

const KINDS: [DriftKind; 6] = [
    DriftKind::Default,
    DriftKind::NotNull,
    DriftKind::Unique,
    DriftKind::DisplayName,
    DriftKind::StoredName,
    DriftKind::Unmanaged,
];

#[derive(Clone, Debug)]
struct Column {
    name: &'static str,
    data_type: DataType,
    display_name: Option<&'static str>,
    default: Option<DefaultValue<'static>>,
    not_null: bool,
    unique: bool,
    renamed_from: Option<&'static str>,
}

impl Column {
    fn request(&self) -> ColumnRequest<'static> {
        let mut request = ColumnRequest::new(self.name, self.data_type);
        request.default_value = self.default;
        request.is_not_null = self.not_null;
        request.is_unique = self.unique;
        request.renamed_from = self.renamed_from;
        request.display_name = self.display_name.unwrap_or(self.name);
        request
    }
}

fn defaults(data_type: DataType) -> Vec<DefaultValue<'static>> {
    use DefaultValue::{Bigint, Boolean, Text};
    match data_type {
        DataType::Bigint => vec![Bigint(0), Bigint(-7)],
        DataType::Boolean => vec![Boolean(true), Boolean(false)],
        DataType::Varchar => vec![Text(""), Text("it's")],
        DataType::Decimal => vec![Text("1.50"), Text("-0.1")],
        DataType::Timestamp => vec![Text("2024-01-31 08:30:00"), Text("2024-01-31 08:30:00.5")],
        DataType::Time => vec![Text("08:30:00"), Text("08:30")],
        DataType::Date => vec![Text("2024-01-31"), Text("1999-12-31")],
        DataType::Uuid => vec![Text("12345678-9abc-def0-1234-56789abcdef0")],
    }
}

fn column(name: &'static str) -> impl Strategy<Value = Column> {
    // Two types, mostly: a table of which nothing fits would be refused each time.
    let data_types = [DataType::Bigint; 6];
    let data_types = [&data_types[..], &DataType::ALL].concat();
    let attributes = (any::<bool>(), any::<bool>());
    let display_name = prop::option::weighted(0.2, Just("Shown"));
    (select(data_types), display_name, attributes).prop_flat_map(
        move |(data_type, display_name, (not_null, unique))| {
            let default = prop::option::weighted(0.4, select(defaults(data_type)));
            default.prop_map(move |default| Column {
                name,
                data_type,
                display_name,
                default,
                not_null,
                unique,
                renamed_from: None,
            })
        },
    )
}

/// No two of which are one to a service that folds.
fn columns() -> impl Strategy<Value = Vec<Column>> {
    subsequence(NAMES.to_vec(), 0..=NAMES.len()).prop_flat_map(|names| {
        let mut stored = HashSet::new();
        let names = names
            .into_iter()
            .filter(|name| stored.insert(stored_name(name)));
        names.map(column).collect::<Vec<_>>().prop_shuffle()
    })
}

/// What a caller may choose.
#[derive(Clone, Debug)]
struct Choices {
    levels: Vec<Level>,
    fix_drift: bool,
    create_table: bool,
    delete: Vec<&'static str>,
    max_batch: Option<usize>,
}

#[derive(Clone, Debug)]
struct Case {
    table: &'static str,
    declared: Vec<Column>,
    /// None is a project without the table.
    live: Option<Vec<Column>>,
    choices: Choices,
}

impl Case {
    /// What the table has that was declared already is mostly as it was declared.
    fn arranged(mut self, alike: &[bool]) -> Self {
        let declared = &self.declared;
        for (live, alike) in self.live.iter_mut().flatten().zip(alike.iter().cycle()) {
            let twin = declared.iter().find(|column| column.name == live.name);
            if let (Some(twin), true) = (twin, alike) {
                *live = twin.clone();
            }
        }
        let is_declared = |name: &str| {
            declared
                .iter()
                .any(|column| stored_name(column.name) == stored_name(name))
        };
        self.choices.delete.retain(|name| !is_declared(name));
        self
    }

    fn level(&self, kind: DriftKind) -> Level {
        let at = KINDS.iter().position(|other| *other == kind);
        self.choices.levels[at.expect("it is one of them")]
    }

    fn sync<'c>(
        &self,
        client: &'c Client,
        columns: &'c [ColumnRequest<'c>],
    ) -> SyncColumns<'c, 'c> {
        let mut sync = client
            .sync_table(self.table, columns)
            .create_table(self.choices.create_table)
            .fix_drift(self.choices.fix_drift)
            .delete_columns(self.choices.delete.iter().copied());
        for (kind, level) in KINDS.into_iter().zip(&self.choices.levels) {
            sync = sync.on(kind, *level);
        }
        if let Some(limit) = self.choices.max_batch {
            sync = sync.max_batch(limit);
        }
        sync
    }
}

fn levels() -> impl Strategy<Value = Vec<Level>> {
    let level = select(vec![Level::Allow, Level::Warn, Level::Warn, Level::Deny]);
    prop::collection::vec(level, KINDS.len())
}

fn case(choices: impl Strategy<Value = Choices>) -> impl Strategy<Value = Case> {
    let table = select(vec!["events", "page_views"]);
    let live = prop::option::weighted(0.8, columns());
    let alike = prop::collection::vec(prop::bool::weighted(0.8), 1..5);
    (table, columns(), live, choices, alike).prop_map(|(table, declared, live, choices, alike)| {
        let case = Case {
            table,
            declared,
            live,
            choices,
        };
        case.arranged(&alike)
    })
}

fn plain() -> impl Strategy<Value = Case> {
    case(
        (levels(), any::<bool>()).prop_map(|(levels, create_table)| Choices {
            levels,
            fix_drift: false,
            create_table,
            delete: Vec::new(),
            max_batch: None,
        }),
    )
}

fn with_all_choices() -> impl Strategy<Value = Case> {
    let delete = subsequence(NAMES.to_vec(), 0..3);
    let max_batch = prop::option::of(0_usize..4);
    let chosen = (levels(), any::<bool>(), any::<bool>(), delete, max_batch);
    let choices = chosen.prop_map(
        |(levels, fix_drift, create_table, delete, max_batch)| Choices {
            levels,
            fix_drift,
            create_table,
            delete,
            max_batch,
        },
    );
    // The first declared column may have had the name of a column that nobody declares.
    (case(choices), select(NAMES.to_vec()), any::<bool>()).prop_map(|(mut case, old, renamed)| {
        let is_declared = |name: &str| {
            case.declared
                .iter()
                .any(|column| stored_name(column.name) == stored_name(name))
        };
        if renamed
            && !is_declared(old)
            && !case.choices.delete.contains(&old)
            && let Some(first) = case.declared.first_mut()
        {
            first.renamed_from = Some(old);
        }
        case
    })
}

/// A service with the live table of a case.
struct World {
    profile: Profile,
    emulator: Emulator,
    client: Client,
    /// Not ours.
    other: reqwest::Client,
}

impl World {
    async fn of(case: &Case, profile: Profile, other: reqwest::Client) -> Self {
        let (emulator, client) = start_emulator(Emulator::builder().profile(profile)).await;
        if let Some(live) = &case.live {
            let stored = client.create_table(case.table).await.unwrap().table_name;
            let columns: Vec<_> = live.iter().map(Column::request).collect();
            client.add_columns(&stored, &columns).await.unwrap();
        }
        emulator.take_requests();
        Self {
            profile,
            emulator,
            client,
            other,
        }
    }

    fn stored(&self, name: &str) -> String {
        match self.profile {
            Profile::Observed => name.replace('_', ""),
            _ => name.to_owned(),
        }
    }

    /// The users' columns as the service lists them, by name, read without our client.
    async fn columns(&self, case: &Case) -> Option<BTreeMap<String, Value>> {
        let url = format!(
            "{}/data/projects/{}/bitable/{}/columns",
            self.emulator.base_url(),
            self.emulator.project_id(),
            self.stored(case.table)
        );
        let request = self.other.get(url);
        let answer = request.bearer_auth(self.emulator.api_key()).send().await;
        let listed: Vec<Value> = answer
            .unwrap()
            .error_for_status()
            .ok()?
            .json()
            .await
            .unwrap();
        let mut columns = BTreeMap::new();
        for column in listed {
            let name = column["name"].as_str().unwrap().to_owned();
            if !name.starts_with('_') && name != "text" {
                let twice = columns.insert(name, column);
                assert_eq!(twice, None, "a column is there twice");
            }
        }
        Some(columns)
    }

    /// The writes that arrived since the last call.
    fn writes(&self) -> usize {
        let requests = self.emulator.take_requests();
        requests.iter().filter(|request| request.is_write()).count()
    }
}

fn data_type(column: &Value) -> String {
    let spelled = column["dataType"].as_str().unwrap().to_uppercase();
    spelled.split('(').next().unwrap().trim().to_owned()
}

/// That a list shows what a success says.
fn shows(case: &Case, columns: &BTreeMap<String, Value>) {
    for declared in &case.declared {
        let folded = declared.name.replace('_', "");
        let column = columns.get(declared.name).or_else(|| columns.get(&folded));
        let column = column.unwrap_or_else(|| panic!("{} is not there", declared.name));
        assert_eq!(data_type(column), declared.data_type.to_string());
        if case.level(DriftKind::Default) == Level::Deny {
            let default = declared.default.map(|default| default.to_string());
            assert_eq!(column["defaultValue"].as_str(), default.as_deref());
        }
        for (kind, field, flag) in [
            (DriftKind::NotNull, "isNotNull", declared.not_null),
            (DriftKind::Unique, "isUnique", declared.unique),
        ] {
            if case.level(kind) == Level::Deny {
                assert_eq!(column[field], Value::Bool(flag), "{field}");
            }
        }
        let shown = column["displayName"].as_str();
        if case.level(DriftKind::DisplayName) == Level::Deny {
            assert!(
                shown == Some(declared.display_name.unwrap_or(declared.name))
                    || (declared.display_name.is_none() && shown == column["name"].as_str())
            );
        }
        if case.level(DriftKind::StoredName) == Level::Deny {
            assert_eq!(column["name"], declared.name);
        }
    }
}

/// Runs the property for both profiles, on as many cases as take a few seconds.
/// It tells of each case whether the sync succeeded: many must, or else nothing is tested.
fn holds<S: Strategy<Value = Case>>(cases: S, property: impl AsyncFn(&Case, World) -> bool) {
    let successes = Cell::new(0);
    let other = reqwest::Client::new();
    let runtime = Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config {
        cases: 150,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&cases, |case| {
        for profile in [Profile::Documented, Profile::Observed] {
            runtime.block_on(async {
                let world = World::of(&case, profile, other.clone()).await;
                let succeeded = property(&case, world).await;
                successes.set(successes.get() + u32::from(succeeded));
            });
        }
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
    assert!(successes.get() > 100, "{} successes", successes.get());
}

/// What failed must have failed for a reason that the caller can read.
fn explained(outcome: Result<SyncReport, Error>) -> Option<SyncReport> {
    match outcome {
        Ok(report) => {
            assert!(report.verified && report.read_back && report.denied.is_empty());
            Some(report)
        }
        Err(Error::Drift(report)) => {
            assert!(!report.verified && !report.denied.is_empty());
            None
        }
        Err(Error::UnknownTable { .. } | Error::Name { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_success_is_there_and_a_second_run_sends_no_write() {
    holds(plain(), async |case, world| {
        let before = world.columns(case).await;
        world.emulator.take_requests();
        let columns: Vec<_> = case.declared.iter().map(Column::request).collect();
        let sync = case.sync(&world.client, &columns);
        let report = explained(sync.clone().into_future().await);
        let first = world.writes();
        let after = world.columns(case).await;
        world.emulator.take_requests();

        // Nothing is dropped, retyped or changed, whatever comes of it.
        for (name, column) in before.iter().flatten() {
            let now = after.as_ref().and_then(|after| after.get(name));
            assert_eq!(now, Some(column));
        }
        let Some(report) = report else { return false };
        shows(case, &after.unwrap_or_default());
        assert_eq!(report.has_written(), first > 0);

        let second = sync.await.unwrap();
        assert_eq!(world.writes(), 0);
        assert!(!second.has_written());
        let is_folded = second.stored_table.as_deref() != Some(case.table);
        assert_eq!(second.requests, if is_folded { 3 } else { 1 });
        assert_eq!(second.present.len(), case.declared.len());
        true
    });
}

#[test]
fn with_any_choice_nothing_goes_but_what_was_named_and_no_type_changes() {
    holds(with_all_choices(), async |case, world| {
        let before = world.columns(case).await.unwrap_or_default();
        let columns: Vec<_> = case.declared.iter().map(Column::request).collect();
        let sync = case.sync(&world.client, &columns);
        let report = explained(sync.clone().into_future().await);
        let after = world.columns(case).await.unwrap_or_default();
        let requests = world.emulator.take_requests();
        let deletes = requests
            .iter()
            .filter(|request| request.operation == Some(Operation::DeleteColumn));
        assert!(report.is_some() || deletes.count() == 0);

        let deleted = |name: &String| case.choices.delete.contains(&name.as_str());
        let renamed = |name: &String| {
            case.declared.iter().any(|column| {
                let old = column.renamed_from.unwrap_or_default();
                (old == name || stored_name(old) == *name)
                    && !before.contains_key(column.name)
                    && after.contains_key(column.name)
            })
        };
        for (name, column) in &before {
            match after.get(name) {
                Some(now) => assert_eq!(data_type(now), data_type(column)),
                None => assert!(deleted(name) || renamed(name), "{name} was dropped"),
            }
        }
        let Some(report) = report else { return false };
        shows(case, &after);
        for name in &case.choices.delete {
            assert!(!after.contains_key(*name), "{name} is still there");
        }
        // What the service does not keep is tried again; all else is done once.
        let second = sync.await.unwrap();
        if report.not_persisted.is_empty() || !case.choices.fix_drift {
            assert_eq!((world.writes(), second.has_written()), (0, false));
        } else {
            let of = |drift: &Drift| drift.column.clone();
            let not_kept: HashSet<_> = report.not_persisted.iter().map(of).collect();
            assert_eq!(
                second.fixes_sent.iter().cloned().collect::<HashSet<_>>(),
                not_kept
            );
            assert_eq!(world.writes(), not_kept.len());
        }
        true
    });
}

#[test]
fn a_plan_that_was_applied_is_empty() {
    holds(with_all_choices(), async |case, world| {
        let columns: Vec<_> = case.declared.iter().map(Column::request).collect();
        let sync = case.sync(&world.client, &columns);
        let Ok(plan) = sync.clone().plan().await else {
            return false;
        };
        assert_eq!(world.writes(), 0, "planning writes nothing");
        let untouched = plan.is_empty();
        let Some(report) = explained(plan.apply(&world.client).await) else {
            return false;
        };
        assert_eq!(world.writes() > 0, !untouched);
        let again = sync.plan().await.unwrap();
        if report.not_persisted.is_empty() {
            assert!(again.is_empty(), "{again}");
        }
        assert_eq!(again.denied, []);
        true
    });
}
