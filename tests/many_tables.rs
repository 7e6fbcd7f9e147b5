//! Syncs of all tables of an application in one call, over HTTP.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{
    BiTable, ColumnType, DriftKind, Error, Level, Plan, Tables, TablesProgress, sync_tables,
};
use serde_json::{json, to_value};
use tests::{
    client_builder, error_text, inject_for_all_attempts, start_emulator, take_request_lines,
};

macro_rules! tables {
    ($($name:ident)+) => {$(
        #[derive(BiTable)]
        #[allow(dead_code)]
        struct $name {
            #[bitable(default = 0)]
            clicks: i64,
            user_id: String,
        }
    )+};
}

// Together with `Visit`, `Borrowed`, `inner::Deep` and the shared `Event`, these are fifty tables.
tables! {
    T01 T02 T03 T04 T05 T06 T07 T08 T09 T10 T11 T12 T13 T14 T15 T16 T17 T18 T19 T20
    T21 T22 T23 T24 T25 T26 T27 T28 T29 T30 T31 T32 T33 T34 T35 T36 T37 T38 T39 T40
    T41 T42 T43 T44 T45 T46
}

/// Visits to pages.
#[derive(BiTable)]
#[bitable(table = "page_views")]
#[allow(dead_code)]
struct Visit {
    /// The id of the visitor.
    #[bitable(not_null)]
    visitor_id: i64,
    #[bitable(flatten)]
    place: Place,
    #[bitable(flatten)]
    device: Device,
}

/// Flattened into another table, so it is not registered.
#[derive(BiTable)]
#[allow(dead_code)]
struct Place {
    country: String,
}

/// Flattened into another table, and excluded from the registry explicitly.
#[derive(BiTable)]
#[bitable(table = "devices", unregistered)]
#[allow(dead_code)]
struct Device {
    browser: String,
}

#[derive(BiTable)]
#[allow(dead_code)]
struct Borrowed<'a> {
    note: &'a str,
}

/// Generic, so it is not registered.
#[derive(BiTable)]
#[bitable(table = "generic")]
#[allow(dead_code)]
struct Generic<T: ColumnType> {
    id: T,
}

/// Another declaration of the table of `Visit`.
#[derive(BiTable)]
#[bitable(table = "page_views", unregistered)]
#[allow(dead_code)]
struct OldVisit {
    visitor_id: i64,
}

/// A table whose stored name is that of `Visit`.
#[derive(BiTable)]
#[bitable(table = "pageviews", unregistered)]
#[allow(dead_code)]
struct NormalizedVisit {
    visitor_id: i64,
}

/// A declaration of the table of `T01` with another default.
#[derive(BiTable)]
#[bitable(table = "t01", unregistered)]
#[allow(dead_code)]
struct Drifted {
    #[bitable(default = 1)]
    clicks: i64,
}

mod inner {
    use peaka_runtime::BiTable;

    #[derive(BiTable)]
    #[allow(dead_code)]
    struct Deep {
        id: i64,
    }
}

const PROFILES: [Profile; 2] = [Profile::Documented, Profile::Observed];

/// Takes the logged requests, and counts them by method.
fn take_counts(emulator: &Emulator) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for request in emulator.take_requests() {
        *counts.entry(request.method).or_default() += 1;
    }
    counts
}

#[test]
fn registry_contains_all_tables_but_no_flattened_structs() {
    let tables = Tables::registered();
    let names: Vec<_> = tables.as_slice().iter().map(|table| table.table).collect();
    assert_eq!(names.len(), 50);
    assert_eq!(
        names[..5],
        ["borrowed", "deep", "events", "page_views", "t01"]
    );
    assert!(names[4..].iter().all(|name| name.starts_with('t')));
    assert!(names.is_sorted());
    let visit = &tables.as_slice()[3];
    assert_eq!(visit.struct_name(), "many_tables::Visit");
    assert_eq!(
        to_value(visit).unwrap(),
        json!({
            "table": "page_views",
            "struct": "many_tables::Visit",
            "description": "Visits to pages.",
            "levels": [],
            "useWithAi": null,
            "goldenSqls": [],
            "columns": [
                {"name": "visitor_id", "dataType": "BIGINT", "displayName": "visitor_id",
                 "defaultValue": null, "isNotNull": true, "isUnique": false,
                 "description": "The id of the visitor.", "references": null, "variants": []},
                {"name": "country", "dataType": "VARCHAR", "displayName": "country",
                 "defaultValue": null, "isNotNull": false, "isUnique": false,
                 "description": null, "references": null, "variants": []},
                {"name": "browser", "dataType": "VARCHAR", "displayName": "browser",
                 "defaultValue": null, "isNotNull": false, "isUnique": false,
                 "description": null, "references": null, "variants": []},
            ],
        })
    );
    assert_eq!(visit.columns[0].description, Some("The id of the visitor."));
}

#[tokio::test]
async fn fifty_tables_are_synced_in_one_call() {
    for profile in PROFILES {
        let (emulator, peaka) = start_emulator(Emulator::builder().profile(profile)).await;
        let sync = || {
            peaka.sync_all().each(|_, sync| {
                // The observed profile does not persist the flag.
                let sync = sync.on(DriftKind::NotNull, Level::Warn);
                sync.create_table(true)
            })
        };
        let report = sync().await.expect("all tables are verified");
        assert_eq!(report.tables.len(), 50);
        assert!(report.failed().next().is_none());
        assert_eq!(emulator.tables(emulator.project_id()).len(), 50);
        let counts = take_counts(&emulator);
        assert_eq!(counts["POST"], 100, "{counts:?}");

        let again = sync().await.expect("all tables are verified");
        assert!(again.to_string().starts_with("50 tables verified\n"));
        let counts = take_counts(&emulator);
        assert_eq!(counts.keys().collect::<Vec<_>>(), ["GET"]);
        if profile == Profile::Documented {
            assert_eq!(counts["GET"], 50);
        }
    }
}

#[tokio::test]
async fn concurrency_limits_the_tables_synced_at_a_time() {
    for (concurrency, limit) in [
        (None, 8),
        (Some(0), 1),
        (Some(1), 1),
        (Some(3), 3),
        (Some(100), 50),
    ] {
        let (emulator, peaka) = start_emulator(Emulator::builder()).await;
        for _ in 0..50 {
            let delay = Duration::from_millis(20);
            emulator.inject(Operation::ListColumns, Fault::DelayResponse { delay });
        }
        let state = Mutex::new((Vec::new(), 0));
        let sync = peaka.sync_all();
        let sync = match concurrency {
            Some(tables) => sync.concurrency(tables),
            None => sync,
        };
        let result = sync
            .progress(|step| {
                let (running, peak) = &mut *state.lock().unwrap();
                match step {
                    TablesProgress::Step { declared, .. } if !running.contains(&declared.table) => {
                        running.push(declared.table);
                    }
                    TablesProgress::Finished { outcome, .. } => {
                        running.retain(|table| *table != outcome.declared.table);
                    }
                    _ => {}
                }
                *peak = running.len().max(*peak);
            })
            .each(|_, sync| sync.create_table(true))
            .await;
        assert!(result.is_ok());
        let (running, peak) = state.into_inner().unwrap();
        assert_eq!(running, Vec::<&str>::new());
        assert_eq!(peak, limit, "{concurrency:?}");
    }
}

#[tokio::test]
async fn two_structs_with_one_table_are_rejected_before_sending() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    let duplicate = sync_tables![Visit, T01, OldVisit].with(&peaka);
    assert_eq!(
        error_text(duplicate.clone().await),
        "`many_tables::Visit` and `many_tables::OldVisit` both declare table `page_views`; help: \
         set a different `table` on each struct, or exclude one with `#[bitable(unregistered)]`"
    );
    assert!(duplicate.plan().await.is_err());
    assert_eq!(
        error_text(sync_tables![NormalizedVisit, Visit].with(&peaka).await),
        "`many_tables::NormalizedVisit` declares table `pageviews` and `many_tables::Visit` declares \
         table `page_views`, which have the same stored name; help: set a different `table` on \
         each struct, or exclude one with `#[bitable(unregistered)]`"
    );
    // The table set for the sync counts, not the declared one.
    let same_table = sync_tables![T01, T02].with(&peaka);
    let same_table = same_table.each(|_, sync| sync.table("of_tenant_1"));
    assert!(
        error_text(same_table.await).starts_with(
            "`many_tables::T01` and `many_tables::T02` both declare table `of_tenant_1`"
        )
    );
    assert!(sync_tables![].with(&peaka).await.is_err());
    assert_eq!(take_request_lines(&emulator), [""; 0]);
}

#[tokio::test]
async fn all_failures_are_collected_and_the_other_tables_are_synced() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    peaka.sync::<T01>().create_table(true).await.unwrap();
    let mixed = sync_tables![T02, Drifted, Visit, T03].with(&peaka);
    let mixed = mixed.each(|declared, sync| sync.create_table(declared.table != "page_views"));
    let error = mixed.await.expect_err("two tables fail");
    assert_eq!(
        error.to_string(),
        "2 of 4 tables failed: table `t01` does not match its declaration: column `clicks`: \
         declared default `1`, live default `0` (nothing was written); table `page_views` does \
         not exist; help: change the declaration or the table, or try \
         `fix_drift(true)`, which the service may not persist; `.on(DriftKind::Default, \
         Level::Warn)` accepts the difference; check the project id and the \
         table's name, or create the table with `create_table(true)` on its sync"
    );
    let Error::Tables(report) = error else {
        panic!("expected an error of several tables");
    };
    let failed: Vec<_> = report.failed().map(|(table, _)| table.table).collect();
    assert_eq!(failed, ["t01", "page_views"]);
    let mut tables = emulator.tables(emulator.project_id());
    tables.sort();
    assert_eq!(tables, ["t01", "t02", "t03"]);
    assert_eq!(
        report.to_string().lines().collect::<Vec<_>>(),
        [
            "2 of 4 tables failed",
            "table `t02`: verified (6 requests)",
            "  created      the table",
            "  added        `clicks`, `user_id`",
            "table `t03`: verified (6 requests)",
            "  created      the table",
            "  added        `clicks`, `user_id`",
            "error: `t01`: the table does not match its declaration: column `clicks`: declared \
             default `1`, live default `0` (nothing was written); help: change the declaration or \
             the table, or try \
         `fix_drift(true)`, which the service may not persist; `.on(DriftKind::Default, \
         Level::Warn)` accepts the difference",
            "error: `page_views`: the table does not exist; help: check the project id and the \
             table's name, or create the table with `create_table(true)` on its sync",
        ]
    );
    let json = to_value(&report).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["tables"][0]["error"], json!(null));
    assert_eq!(
        json["tables"][0]["report"]["added"],
        json!(["clicks", "user_id"])
    );
    assert_eq!(json["tables"][1]["struct"], "many_tables::Drifted");
    assert_eq!(json["tables"][1]["report"]["denied"][0]["kind"], "Default");
    assert_eq!(json["tables"][2]["report"], json!(null));
}

#[tokio::test]
async fn failure_shared_by_all_tables_is_printed_once() {
    let (emulator, _) = start_emulator(Emulator::builder()).await;
    let peaka = client_builder(&emulator)
        .api_key("wrong-key-4711")
        .build()
        .unwrap();
    let error = peaka.sync_all().await.expect_err("the key is wrong");
    assert!(error.is_auth());
    assert!(
        !error.is_retryable() && !error.is_drift() && !error.is_timeout() && !error.is_ambiguous()
    );
    assert_eq!(
        error.to_string(),
        "50 of 50 tables failed: failed to list the columns of table `borrowed`: the API key \
         was rejected (status 401: the API key is missing or not valid) (also: `deep`, `events`, \
         `page_views`, `t01`, `t02`, `t03`, `t04`, `t05`, `t06`, `t07` and 39 more); help: check \
         that the key is complete, has not expired, and belongs to the zone of the base URL"
    );
}

#[tokio::test]
async fn plan_of_all_tables_sends_no_write() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    peaka.sync::<T01>().create_table(true).await.unwrap();
    let _ = take_counts(&emulator);
    let plans = sync_tables![T01, T02, Visit]
        .with(&peaka)
        .plan()
        .await
        .unwrap();
    let plans: Vec<_> = plans
        .into_iter()
        .map(|outcome| outcome.result.expect("the plan succeeds"))
        .collect();
    let empty: Vec<_> = plans.iter().map(Plan::is_empty).collect();
    assert_eq!(empty, [true, false, false]);
    assert_eq!(
        take_counts(&emulator).into_keys().collect::<Vec<_>>(),
        ["GET"]
    );
}

#[tokio::test]
async fn slow_table_does_not_delay_the_others() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    let tables = || sync_tables![T01, T02, T03, T04, T05, T06];
    let create = tables().with(&peaka);
    create
        .each(|_, sync| sync.create_table(true))
        .await
        .unwrap();
    let delay = Duration::from_millis(500);
    emulator.inject(Operation::ListColumns, Fault::DelayResponse { delay });
    let finished = Mutex::new(Vec::new());
    let report = tables().with(&peaka).concurrency(2).progress(|step| {
        if let TablesProgress::Finished { outcome, .. } = step {
            finished.lock().unwrap().push(outcome.declared.table);
        }
    });
    let report = report.await.unwrap();
    let finished = finished.into_inner().unwrap();
    assert_eq!(finished.len(), 6);
    // One of the first two tables is slow, and finishes last.
    assert!(["t01", "t02"].contains(&finished[5]), "{finished:?}");
    let order: Vec<_> = report
        .tables
        .iter()
        .map(|table| table.declared.table)
        .collect();
    assert_eq!(order, ["t01", "t02", "t03", "t04", "t05", "t06"]);
}

#[tokio::test]
async fn error_of_many_tables_combines_the_kinds_of_its_failures() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    peaka.sync::<T01>().create_table(true).await.unwrap();
    let tables = || sync_tables![Drifted, T02].with(&peaka).concurrency(1);
    let inject_busy = || {
        inject_for_all_attempts(&emulator, Operation::ListTables, || {
            Fault::respond(503, "text/plain", "busy")
        });
    };
    inject_busy();
    let all = sync_tables![T02]
        .with(&peaka)
        .await
        .expect_err("the service is busy");
    assert!(all.is_retryable() && !all.is_drift());
    inject_busy();
    // Only one of the two failures is retryable.
    let any = tables().await.expect_err("both fail");
    assert!(any.is_drift() && !any.is_retryable());

    let short_timeout = client_builder(&emulator).timeout(Duration::from_millis(500));
    let short_timeout = short_timeout.build().unwrap();
    let delay = Duration::from_secs(5);
    inject_for_all_attempts(&emulator, Operation::ListTables, || Fault::DelayResponse {
        delay,
    });
    let late = sync_tables![T02, Drifted].with(&short_timeout).await;
    let late = late.expect_err("both fail");
    assert!(
        late.is_timeout() && late.is_drift() && !late.is_auth(),
        "{late}"
    );
}
