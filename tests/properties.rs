//! Properties that hold for any declaration and any live table, over HTTP and in both profiles.
//!
//! Stored columns are read with a plain HTTP client, so that the runtime does not verify itself.

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

/// A small set, so that declared and live columns overlap. Some have the same stored name.
static NAMES: [&str; 10] = [
    "id", "user_id", "userid", "clicks", "note", "Title", "größe", "b_c", "bc", "agent",
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
    is_not_null: bool,
    is_unique: bool,
    renamed_from: &'static [&'static str],
}

impl Column {
    fn request(&self) -> ColumnRequest<'static> {
        let mut request = ColumnRequest::new(self.name, self.data_type);
        request.default_value = self.default;
        request.is_not_null = self.is_not_null;
        request.is_unique = self.is_unique;
        request.renamed_from = self.renamed_from;
        request.display_name = self.display_name.unwrap_or(self.name);
        request
    }
}

fn default_values(data_type: DataType) -> Vec<DefaultValue<'static>> {
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
        _ => panic!("no defaults of {data_type}"),
    }
}

fn column(name: &'static str) -> impl Strategy<Value = Column> {
    // Mostly one type, because a table with many mismatches would always be denied.
    let data_types = [DataType::Bigint; 6];
    let data_types = [&data_types[..], DataType::ALL].concat();
    let flags = (any::<bool>(), any::<bool>());
    let display_name = prop::option::weighted(0.2, Just("Shown"));
    (select(data_types), display_name, flags).prop_flat_map(
        move |(data_type, display_name, (is_not_null, is_unique))| {
            let default = prop::option::weighted(0.4, select(default_values(data_type)));
            default.prop_map(move |default| Column {
                name,
                data_type,
                display_name,
                default,
                is_not_null,
                is_unique,
                renamed_from: &[],
            })
        },
    )
}

/// Returns the name as a list of old names.
fn old_names(name: &'static str) -> &'static [&'static str] {
    let position = NAMES.iter().position(|other| *other == name);
    position.map_or(&[], |i| &NAMES[i..=i])
}

/// Generates columns with distinct stored names.
fn columns() -> impl Strategy<Value = Vec<Column>> {
    subsequence(NAMES.to_vec(), 0..=NAMES.len()).prop_flat_map(|names| {
        let mut stored = HashSet::new();
        let names = names
            .into_iter()
            .filter(|name| stored.insert(stored_name(name)));
        names.map(column).collect::<Vec<_>>().prop_shuffle()
    })
}

/// The options of a sync.
#[derive(Clone, Debug)]
struct Options {
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
    /// `None` if the table does not exist.
    live: Option<Vec<Column>>,
    options: Options,
}

impl Case {
    /// Copies declarations to the live columns of the same name where `matching` is true, and removes
    /// declared columns from the ones to delete.
    fn with_matching_columns(mut self, matching: &[bool]) -> Self {
        let declared = &self.declared;
        for (live, matching) in self.live.iter_mut().flatten().zip(matching.iter().cycle()) {
            let declaration = declared.iter().find(|column| column.name == live.name);
            if let (Some(declaration), true) = (declaration, matching) {
                *live = declaration.clone();
            }
        }
        let is_declared = |name: &str| {
            declared
                .iter()
                .any(|column| stored_name(column.name) == stored_name(name))
        };
        self.options.delete.retain(|name| !is_declared(name));
        self
    }

    fn level(&self, kind: DriftKind) -> Level {
        let at = KINDS.iter().position(|other| *other == kind);
        self.options.levels[at.expect("the kind has a level")]
    }

    fn sync<'c>(
        &self,
        client: &'c Client,
        columns: &'c [ColumnRequest<'c>],
    ) -> SyncColumns<'c, 'c> {
        let mut sync = client
            .sync_table(self.table, columns)
            .create_table(self.options.create_table)
            .fix_drift(self.options.fix_drift)
            .delete_columns(self.options.delete.iter().copied());
        for (kind, level) in KINDS.into_iter().zip(&self.options.levels) {
            sync = sync.on(kind, *level);
        }
        if let Some(limit) = self.options.max_batch {
            sync = sync.max_batch(limit);
        }
        sync
    }
}

fn levels() -> impl Strategy<Value = Vec<Level>> {
    let level = select(vec![Level::Allow, Level::Warn, Level::Warn, Level::Deny]);
    prop::collection::vec(level, KINDS.len())
}

fn case(options: impl Strategy<Value = Options>) -> impl Strategy<Value = Case> {
    let table = select(vec!["events", "page_views"]);
    let live = prop::option::weighted(0.8, columns());
    let matching = prop::collection::vec(prop::bool::weighted(0.8), 1..5);
    (table, columns(), live, options, matching).prop_map(
        |(table, declared, live, options, matching)| {
            let case = Case {
                table,
                declared,
                live,
                options,
            };
            case.with_matching_columns(&matching)
        },
    )
}

fn cases_without_fixes_and_deletes() -> impl Strategy<Value = Case> {
    case(
        (levels(), any::<bool>()).prop_map(|(levels, create_table)| Options {
            levels,
            fix_drift: false,
            create_table,
            delete: Vec::new(),
            max_batch: None,
        }),
    )
}

fn cases_with_all_options() -> impl Strategy<Value = Case> {
    let delete = subsequence(NAMES.to_vec(), 0..3);
    let max_batch = prop::option::of(0_usize..4);
    let generated = (levels(), any::<bool>(), any::<bool>(), delete, max_batch);
    let options =
        generated.prop_map(
            |(levels, fix_drift, create_table, delete, max_batch)| Options {
                levels,
                fix_drift,
                create_table,
                delete,
                max_batch,
            },
        );
    // In some cases, the first declared column is renamed from an undeclared one.
    (case(options), select(NAMES.to_vec()), any::<bool>()).prop_map(
        |(mut case, old, is_renamed)| {
            let is_declared = |name: &str| {
                case.declared
                    .iter()
                    .any(|column| stored_name(column.name) == stored_name(name))
            };
            if is_renamed && !is_declared(old) && !case.options.delete.contains(&old) {
                if let Some(first) = case.declared.first_mut() {
                    first.renamed_from = old_names(old);
                }
            }
            case
        },
    )
}

/// An emulator with the live table of a case.
struct Service {
    profile: Profile,
    emulator: Emulator,
    client: Client,
    /// Reads stored columns without the runtime.
    http: reqwest::Client,
}

impl Service {
    async fn start(case: &Case, profile: Profile, http: reqwest::Client) -> Self {
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
            http,
        }
    }

    fn stored(&self, name: &str) -> String {
        match self.profile {
            Profile::Observed => name.replace('_', ""),
            _ => name.to_owned(),
        }
    }

    /// Returns the listed columns without system columns, by name. Does not use the runtime.
    async fn columns(&self, case: &Case) -> Option<BTreeMap<String, Value>> {
        let url = format!(
            "{}/data/projects/{}/bitable/{}/columns",
            self.emulator.base_url(),
            self.emulator.project_id(),
            self.stored(case.table)
        );
        let request = self.http.get(url);
        let response = request.bearer_auth(self.emulator.api_key()).send().await;
        let listed: Vec<Value> = response
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
                let replaced = columns.insert(name, column);
                assert_eq!(replaced, None, "a column is listed twice");
            }
        }
        Some(columns)
    }

    /// Takes the logged requests, and counts the writes.
    fn take_write_count(&self) -> usize {
        let requests = self.emulator.take_requests();
        requests.iter().filter(|request| request.is_write()).count()
    }
}

fn data_type(column: &Value) -> String {
    let reported = column["dataType"].as_str().unwrap().to_uppercase();
    reported.split('(').next().unwrap().trim().to_owned()
}

/// Returns the only spelling of a generated default's value. A live default in another one is not drift.
fn value(default: &str) -> &str {
    match default {
        "08:30" => "08:30:00",
        default => default,
    }
}

/// Asserts that the listed columns match the declaration in everything that is denied.
fn assert_columns_match(case: &Case, columns: &BTreeMap<String, Value>) {
    for declared in &case.declared {
        let normalized = declared.name.replace('_', "");
        let column = columns
            .get(declared.name)
            .or_else(|| columns.get(&normalized));
        let column = column.unwrap_or_else(|| panic!("{} is not listed", declared.name));
        assert_eq!(data_type(column), declared.data_type.to_string());
        if case.level(DriftKind::Default) == Level::Deny {
            let default = declared.default.map(|default| default.to_string());
            let live = column["defaultValue"].as_str();
            assert_eq!(live.map(value), default.as_deref().map(value));
        }
        for (kind, field, flag) in [
            (DriftKind::NotNull, "isNotNull", declared.is_not_null),
            (DriftKind::Unique, "isUnique", declared.is_unique),
        ] {
            if case.level(kind) == Level::Deny {
                assert_eq!(column[field], Value::Bool(flag), "{field}");
            }
        }
        let display_name = column["displayName"].as_str();
        if case.level(DriftKind::DisplayName) == Level::Deny {
            assert!(
                display_name == Some(declared.display_name.unwrap_or(declared.name))
                    || (declared.display_name.is_none() && display_name == column["name"].as_str())
            );
        }
        if case.level(DriftKind::StoredName) == Level::Deny {
            assert_eq!(column["name"], declared.name);
        }
    }
}

/// Checks the property for both profiles on 150 cases.
///
/// The property returns whether the sync succeeded. Many cases must succeed, because a failed sync
/// checks little.
fn check_property<S: Strategy<Value = Case>>(
    cases: S,
    property: impl AsyncFn(&Case, Service) -> bool,
) {
    let successes = Cell::new(0);
    let http = reqwest::Client::new();
    let runtime = Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config {
        cases: 150,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&cases, |case| {
        for profile in [Profile::Documented, Profile::Observed] {
            runtime.block_on(async {
                let service = Service::start(&case, profile, http.clone()).await;
                let succeeded = property(&case, service).await;
                successes.set(successes.get() + u32::from(succeeded));
            });
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    // About 110 runs succeed, with a standard deviation of 12.
    assert!(successes.get() > 60, "{} successes", successes.get());
}

/// Returns the report of a success, and asserts that a failure has an expected reason.
fn check_result(outcome: Result<SyncReport, Error>) -> Option<SyncReport> {
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
fn success_has_all_columns_and_second_sync_sends_no_write() {
    check_property(cases_without_fixes_and_deletes(), async |case, service| {
        let before = service.columns(case).await;
        service.emulator.take_requests();
        let columns: Vec<_> = case.declared.iter().map(Column::request).collect();
        let sync = case.sync(&service.client, &columns);
        let report = check_result(sync.clone().into_future().await);
        let first = service.take_write_count();
        let after = service.columns(case).await;
        service.emulator.take_requests();

        // No live column is dropped or changed, whatever the outcome.
        for (name, column) in before.iter().flatten() {
            let now = after.as_ref().and_then(|after| after.get(name));
            assert_eq!(now, Some(column));
        }
        let Some(report) = report else { return false };
        assert_columns_match(case, &after.unwrap_or_default());
        assert_eq!(report.has_sent_writes(), first > 0);

        let second = sync.await.unwrap();
        assert_eq!(service.take_write_count(), 0);
        assert!(!second.has_sent_writes());
        let is_normalized = second.stored_table.as_deref() != Some(case.table);
        assert_eq!(second.requests, if is_normalized { 3 } else { 1 });
        assert_eq!(second.present.len(), case.declared.len());
        true
    });
}

#[test]
fn only_named_columns_are_deleted_and_no_type_changes() {
    check_property(cases_with_all_options(), async |case, service| {
        let before = service.columns(case).await.unwrap_or_default();
        let columns: Vec<_> = case.declared.iter().map(Column::request).collect();
        let sync = case.sync(&service.client, &columns);
        let report = check_result(sync.clone().into_future().await);
        let after = service.columns(case).await.unwrap_or_default();
        let requests = service.emulator.take_requests();
        let deletes = requests
            .iter()
            .filter(|request| request.operation == Some(Operation::DeleteColumn));
        assert!(report.is_some() || deletes.count() == 0);

        let deleted = |name: &String| case.options.delete.contains(&name.as_str());
        let renamed = |name: &String| {
            case.declared.iter().any(|column| {
                let old = column.renamed_from.first().copied().unwrap_or_default();
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
        assert_columns_match(case, &after);
        for name in &case.options.delete {
            assert!(!after.contains_key(*name), "{name} is still listed");
        }
        // Fixes that were not persisted are sent again. Everything else is written once.
        let second = sync.await.unwrap();
        if report.not_persisted.is_empty() || !case.options.fix_drift {
            assert_eq!(
                (service.take_write_count(), second.has_sent_writes()),
                (0, false)
            );
        } else {
            let column_of = |drift: &Drift| drift.column.clone();
            let not_persisted: HashSet<_> = report.not_persisted.iter().map(column_of).collect();
            assert_eq!(
                second.fixes_sent.iter().cloned().collect::<HashSet<_>>(),
                not_persisted
            );
            assert_eq!(service.take_write_count(), not_persisted.len());
        }
        true
    });
}

#[test]
fn plan_after_apply_is_empty() {
    check_property(cases_with_all_options(), async |case, service| {
        let columns: Vec<_> = case.declared.iter().map(Column::request).collect();
        let sync = case.sync(&service.client, &columns);
        let Ok(plan) = sync.clone().plan().await else {
            return false;
        };
        assert_eq!(service.take_write_count(), 0, "planning must not write");
        let was_empty = plan.is_empty();
        let Some(report) = check_result(plan.apply(&service.client).await) else {
            return false;
        };
        assert_eq!(service.take_write_count() > 0, !was_empty);
        let again = sync.plan().await.unwrap();
        if report.not_persisted.is_empty() {
            assert!(again.is_empty(), "{again}");
        }
        assert_eq!(again.denied, []);
        true
    });
}
