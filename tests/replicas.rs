//! Programs that start at the same moment, over real sockets, each with connections of its own.

use std::collections::BTreeMap;
use std::future::IntoFuture;

use futures_util::future::join_all;
use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{BiTable, Client, DriftKind, Error, Level, SyncReport, is_system_column};
use tests::client_builder;

#[derive(BiTable)]
#[bitable(table = "page_views")]
#[allow(dead_code)]
struct PageView {
    #[bitable(default = 0)]
    clicks: i64,
    user_id: String,
}

/// The same table in its next version.
#[derive(BiTable)]
#[bitable(table = "page_views")]
#[allow(dead_code)]
struct PageViewWithCountry {
    #[bitable(default = 0)]
    clicks: i64,
    user_id: String,
    country: Option<String>,
    referrer: Option<String>,
}

/// One that cannot agree with the others.
#[derive(BiTable)]
#[bitable(table = "page_views")]
#[allow(dead_code)]
struct OtherPageView {
    #[bitable(default = 1)]
    clicks: i64,
    other: bool,
}

const PROFILES: [Profile; 2] = [Profile::Documented, Profile::Observed];

async fn start_emulator(profile: Profile) -> Emulator {
    let emulator = Emulator::builder().profile(profile).start();
    emulator.await.expect("the emulator starts")
}

/// Replicas of a program that declares `T`, each in a task.
async fn run_replicas<T: BiTable + 'static>(
    emulator: &Emulator,
    replicas: usize,
) -> Vec<Result<SyncReport, Error>> {
    let client = || {
        client_builder(emulator)
            .build()
            .expect("the client is set up")
    };
    let tasks = (0..replicas).map(|_| {
        let client = client();
        tokio::spawn(async move { sync::<T>(&client).await })
    });
    let outcomes = join_all(tasks).await.into_iter();
    outcomes
        .map(|outcome| outcome.expect("no replica panics"))
        .collect()
}

async fn sync<T: BiTable>(client: &Client) -> Result<SyncReport, Error> {
    client.sync::<T>().create_table(true).into_future().await
}

/// How often each column is there, those of the service aside.
async fn columns(emulator: &Emulator, table: &str) -> BTreeMap<String, usize> {
    let client = client_builder(emulator)
        .build()
        .expect("the client is set up");
    let mut columns = BTreeMap::new();
    for column in client.list_columns(table).await.expect("it is there") {
        if !is_system_column(&column.name) {
            *columns.entry(column.name).or_default() += 1;
        }
    }
    columns
}

fn once(names: &[&str]) -> BTreeMap<String, usize> {
    names.iter().map(|name| ((*name).to_owned(), 1)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_replicas_on_an_empty_project_all_succeed() {
    for profile in PROFILES {
        let emulator = start_emulator(profile).await;
        for outcome in run_replicas::<PageView>(&emulator, 64).await {
            let report = outcome.expect("each of them succeeds");
            assert!(report.verified);
        }
        let (table, user_id) = match profile {
            Profile::Observed => ("pageviews", "userid"),
            _ => ("page_views", "user_id"),
        };
        assert_eq!(columns(&emulator, table).await, once(&["clicks", user_id]));
        let tables = client_builder(&emulator)
            .build()
            .unwrap()
            .list_tables()
            .await;
        assert_eq!(tables.unwrap().len(), 1);
        for outcome in run_replicas::<PageView>(&emulator, 8).await {
            assert!(!outcome.unwrap().has_written());
        }
    }
}

/// The lists show the table late, also to those whose add was refused.
#[tokio::test(flavor = "multi_thread")]
async fn replicas_whose_lists_are_late_all_succeed() {
    for profile in PROFILES {
        let emulator = start_emulator(profile).await;
        emulator.inject(Operation::CreateTable, Fault::Stale { lists: 6 });
        emulator.inject(Operation::AddColumns, Fault::Stale { lists: 8 });
        for outcome in run_replicas::<PageView>(&emulator, 2).await {
            outcome.expect("each of them succeeds");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_versions_of_one_struct_both_succeed_and_neither_undoes_the_other() {
    for profile in PROFILES {
        let emulator = start_emulator(profile).await;
        let (before, after) = tokio::join!(
            run_replicas::<PageView>(&emulator, 16),
            run_replicas::<PageViewWithCountry>(&emulator, 16)
        );
        for outcome in before.into_iter().chain(after) {
            outcome.expect("each of them succeeds");
        }
        let (table, user_id) = match profile {
            Profile::Observed => ("pageviews", "userid"),
            _ => ("page_views", "user_id"),
        };
        let both = once(&["clicks", "country", "referrer", user_id]);
        assert_eq!(columns(&emulator, table).await, both);
        for requests in emulator.requests() {
            assert!(matches!(
                requests.operation,
                Some(
                    Operation::ListTables
                        | Operation::ListColumns
                        | Operation::CreateTable
                        | Operation::AddColumns
                )
            ));
        }
        let client = client_builder(&emulator).build().unwrap();
        let again = sync::<PageView>(&client).await.unwrap();
        assert_eq!((again.has_written(), again.unmanaged.len()), (false, 2));
    }
}

/// Each ends in a state that it can explain, and writes no more than its own columns.
#[tokio::test(flavor = "multi_thread")]
async fn programs_that_cannot_agree_do_not_undo_each_other() {
    for profile in PROFILES {
        let emulator = start_emulator(profile).await;
        let (some, others) = tokio::join!(
            run_replicas::<PageView>(&emulator, 8),
            run_replicas::<OtherPageView>(&emulator, 8)
        );
        for outcomes in [some, others] {
            let succeeded = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            assert!(succeeded == 0 || succeeded == 8, "{outcomes:?}");
            for outcome in outcomes {
                if let Err(error) = outcome {
                    let report = error.report().expect("it is drift");
                    let kinds: Vec<_> = report.denied.iter().map(|drift| drift.kind).collect();
                    assert_eq!(kinds, [DriftKind::Default], "{error}");
                }
            }
        }
        // With fixes allowed they overwrite each other once a run, and not again and again.
        emulator.take_requests();
        let client = client_builder(&emulator).build().unwrap();
        let some = client.sync::<PageView>().fix_drift(true);
        let other = client.sync::<OtherPageView>().fix_drift(true);
        let (some, other) = tokio::join!(
            some.on(DriftKind::Default, Level::Warn).into_future(),
            other.on(DriftKind::Default, Level::Warn).into_future()
        );
        assert!(some.expect("it is warned of").verified);
        assert!(other.expect("it is warned of").verified);
        let requests = emulator.take_requests();
        let fixes = requests
            .iter()
            .filter(|request| request.operation == Some(Operation::UpdateColumn));
        assert!((1..=2).contains(&fixes.count()));
    }
}
