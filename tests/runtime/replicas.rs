//! Programs that start at the same time. Each has its own client and connections.

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

/// The next version of the same table.
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

/// A version of the same table that renames a column which `PageView` declares.
#[derive(BiTable)]
#[bitable(table = "page_views")]
#[allow(dead_code)]
struct RenamedPageView {
    #[bitable(default = 0)]
    clicks: i64,
    #[bitable(renamed_from = "user_id")]
    visitor: String,
}

/// A version of the same table that declares the new column in addition to the old one.
#[derive(BiTable)]
#[bitable(table = "page_views")]
#[allow(dead_code)]
struct PageViewWithBoth {
    #[bitable(default = 0)]
    clicks: i64,
    user_id: String,
    visitor: String,
}

/// A declaration of the same table that conflicts with the others.
#[derive(BiTable)]
#[bitable(table = "page_views")]
#[allow(dead_code)]
struct ConflictingPageView {
    #[bitable(default = 1)]
    clicks: i64,
    other: bool,
}

const PROFILES: [Profile; 2] = [Profile::Documented, Profile::Observed];

async fn start_profile(profile: Profile) -> Emulator {
    let emulator = Emulator::builder().profile(profile).start();
    emulator.await.expect("the emulator starts")
}

/// Runs replicas of a program that declares `T`, each in its own task.
async fn run_replicas<T: BiTable + 'static>(
    emulator: &Emulator,
    replicas: usize,
) -> Vec<Result<SyncReport, Error>> {
    let client = || {
        client_builder(emulator)
            .build()
            .expect("the client is valid")
    };
    let tasks = (0..replicas).map(|_| {
        let client = client();
        tokio::spawn(async move { sync::<T>(&client).await })
    });
    let results = join_all(tasks).await.into_iter();
    results
        .map(|result| result.expect("no replica panics"))
        .collect()
}

async fn sync<T: BiTable>(client: &Client) -> Result<SyncReport, Error> {
    client.sync::<T>().create_table(true).into_future().await
}

/// Returns how often each column is listed, without system columns.
async fn column_counts(emulator: &Emulator, table: &str) -> BTreeMap<String, usize> {
    let client = client_builder(emulator)
        .build()
        .expect("the client is valid");
    let mut columns = BTreeMap::new();
    for column in client.list_columns(table).await.expect("the table exists") {
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
async fn sixty_four_replicas_succeed_in_an_empty_project() {
    for profile in PROFILES {
        let emulator = start_profile(profile).await;
        for result in run_replicas::<PageView>(&emulator, 64).await {
            let report = result.expect("each replica succeeds");
            assert!(report.verified);
        }
        let (table, user_id) = match profile {
            Profile::Observed => ("pageviews", "userid"),
            _ => ("page_views", "user_id"),
        };
        assert_eq!(
            column_counts(&emulator, table).await,
            once(&["clicks", user_id])
        );
        let tables = client_builder(&emulator)
            .build()
            .unwrap()
            .list_tables()
            .await;
        assert_eq!(tables.unwrap().len(), 1);
        for result in run_replicas::<PageView>(&emulator, 8).await {
            assert!(!result.unwrap().has_sent_writes());
        }
    }
}

/// The stale lists also reach replicas whose add was rejected.
#[tokio::test(flavor = "multi_thread")]
async fn replicas_with_stale_lists_succeed() {
    for profile in PROFILES {
        let emulator = start_profile(profile).await;
        emulator.inject(Operation::CreateTable, Fault::Stale { lists: 6 });
        emulator.inject(Operation::AddColumns, Fault::Stale { lists: 8 });
        for result in run_replicas::<PageView>(&emulator, 2).await {
            result.expect("each replica succeeds");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_versions_of_a_struct_succeed_and_do_not_overwrite_each_other() {
    for profile in PROFILES {
        let emulator = start_profile(profile).await;
        let (before, after) = tokio::join!(
            run_replicas::<PageView>(&emulator, 16),
            run_replicas::<PageViewWithCountry>(&emulator, 16)
        );
        for result in before.into_iter().chain(after) {
            result.expect("each replica succeeds");
        }
        let (table, user_id) = match profile {
            Profile::Observed => ("pageviews", "userid"),
            _ => ("page_views", "user_id"),
        };
        let both = once(&["clicks", "country", "referrer", user_id]);
        assert_eq!(column_counts(&emulator, table).await, both);
        for request in emulator.requests() {
            assert!(matches!(
                request.operation,
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
        assert_eq!((again.has_sent_writes(), again.unmanaged.len()), (false, 2));
    }
}

/// The observed service does not rename columns.
#[tokio::test]
async fn older_version_adds_a_column_again_that_a_newer_one_has_renamed() {
    let emulator = start_profile(Profile::Documented).await;
    let client = client_builder(&emulator).build().unwrap();
    sync::<PageView>(&client).await.unwrap();
    let newer = sync::<RenamedPageView>(&client).await.unwrap();
    assert_eq!(
        newer.to_string(),
        "table `page_views`: verified (3 requests)\n  renamed      `user_id` to `visitor`\n  present      \
         `clicks`"
    );
    let older = sync::<PageView>(&client).await.unwrap();
    assert_eq!(
        older.to_string(),
        "table `page_views`: verified (3 requests)\n  added        `user_id`\n  present      `clicks`\n  \
         warning      column `visitor`: not declared, live type is varchar"
    );
    let conflict = sync::<RenamedPageView>(&client).await.unwrap_err();
    assert_eq!(
        conflict.to_string(),
        "table `page_views` does not match its declaration: column `visitor`: declared as renamed from \
         `user_id`, but both columns are live (nothing was written); help: move the data of the old column, \
         then delete it with `delete_columns`, or remove `renamed_from`"
    );
    assert_eq!(
        column_counts(&emulator, "page_views").await,
        once(&["clicks", "user_id", "visitor"])
    );
}

#[tokio::test]
async fn version_with_the_old_and_the_new_column_alternates_with_the_older_one_without_writes() {
    for profile in PROFILES {
        let emulator = start_profile(profile).await;
        let client = client_builder(&emulator).build().unwrap();
        sync::<PageView>(&client).await.unwrap();
        let both = sync::<PageViewWithBoth>(&client).await.unwrap();
        assert_eq!(both.added, ["visitor"]);
        for _ in 0..2 {
            let older = sync::<PageView>(&client).await.unwrap();
            assert!(!older.has_sent_writes(), "{older}");
            assert_eq!(older.present, ["clicks", "user_id"]);
            assert_eq!(older.unmanaged, ["visitor"]);
            let both = sync::<PageViewWithBoth>(&client).await.unwrap();
            assert!(!both.has_sent_writes(), "{both}");
            assert_eq!(both.present, ["clicks", "user_id", "visitor"]);
            assert!(both.unmanaged.is_empty(), "{both}");
        }
    }
}

/// Each program succeeds or reports drift of the conflicting default.
#[tokio::test(flavor = "multi_thread")]
async fn conflicting_programs_do_not_overwrite_each_other() {
    for profile in PROFILES {
        let emulator = start_profile(profile).await;
        let (first, second) = tokio::join!(
            run_replicas::<PageView>(&emulator, 8),
            run_replicas::<ConflictingPageView>(&emulator, 8)
        );
        for results in [first, second] {
            let succeeded = results.iter().filter(|result| result.is_ok()).count();
            assert!(succeeded == 0 || succeeded == 8, "{results:?}");
            for result in results {
                if let Err(error) = result {
                    let report = error.report().expect("the error is drift");
                    let kinds: Vec<_> = report.denied.iter().map(|drift| drift.kind).collect();
                    assert_eq!(kinds, [DriftKind::Default], "{error}");
                }
            }
        }
        // With `fix_drift`, each run overwrites the conflicting default at most once.
        emulator.take_requests();
        let client = client_builder(&emulator).build().unwrap();
        let first = client.sync::<PageView>().fix_drift(true);
        let second = client.sync::<ConflictingPageView>().fix_drift(true);
        let (first, second) = tokio::join!(
            first.on(DriftKind::Default, Level::Warn).into_future(),
            second.on(DriftKind::Default, Level::Warn).into_future()
        );
        assert!(first.expect("the drift is a warning").verified);
        assert!(second.expect("the drift is a warning").verified);
        let requests = emulator.take_requests();
        let fixes = requests
            .iter()
            .filter(|request| request.operation == Some(Operation::UpdateColumn));
        assert!((1..=2).contains(&fixes.count()));
    }
}
