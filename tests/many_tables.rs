//! All tables of an application in one call, over real HTTP.

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

// Fifty with `Visit`, `Borrowed`, `inner::Deep`, and `Event` of the crate that the suites share.
tables! {
    T01 T02 T03 T04 T05 T06 T07 T08 T09 T10 T11 T12 T13 T14 T15 T16 T17 T18 T19 T20
    T21 T22 T23 T24 T25 T26 T27 T28 T29 T30 T31 T32 T33 T34 T35 T36 T37 T38 T39 T40
    T41 T42 T43 T44 T45 T46
}

/// Who came.
#[derive(BiTable)]
#[bitable(table = "page_views")]
#[allow(dead_code)]
struct Visit {
    /// The visitor's number.
    #[bitable(not_null)]
    visitor_id: i64,
    #[bitable(flatten)]
    place: Place,
    #[bitable(flatten)]
    device: Device,
}

/// A part of another table, and none of its own.
#[derive(BiTable)]
#[allow(dead_code)]
struct Place {
    country: String,
}

/// A part that says so.
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

/// Nobody can say which tables this is.
#[derive(BiTable)]
#[bitable(table = "generic")]
#[allow(dead_code)]
struct Generic<T: ColumnType> {
    id: T,
}

/// The table of `Visit` in another version.
#[derive(BiTable)]
#[bitable(table = "page_views", unregistered)]
#[allow(dead_code)]
struct OldVisit {
    visitor_id: i64,
}

/// A table that is the same to the service.
#[derive(BiTable)]
#[bitable(table = "pageviews", unregistered)]
#[allow(dead_code)]
struct FoldedVisit {
    visitor_id: i64,
}

/// What differs from what the tests have put into the service.
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

/// How often the service was asked to do what.
fn counted(emulator: &Emulator) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for request in emulator.take_requests() {
        *counts.entry(request.method).or_default() += 1;
    }
    counts
}

#[test]
fn the_registry_has_what_is_a_table() {
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
            "description": "Who came.",
            "columns": [
                {"name": "visitor_id", "dataType": "BIGINT", "displayName": "visitor_id",
                 "defaultValue": null, "isNotNull": true, "isUnique": false},
                {"name": "country", "dataType": "VARCHAR", "displayName": "country",
                 "defaultValue": null, "isNotNull": false, "isUnique": false},
                {"name": "browser", "dataType": "VARCHAR", "displayName": "browser",
                 "defaultValue": null, "isNotNull": false, "isUnique": false},
            ],
        })
    );
    assert_eq!(visit.columns[0].description, Some("The visitor's number."));
}

#[tokio::test]
async fn an_application_with_fifty_tables_starts_with_one_call() {
    for profile in PROFILES {
        let (emulator, peaka) = start_emulator(Emulator::builder().profile(profile)).await;
        let sync = || {
            peaka.sync_all().each(|_, sync| {
                // The service was measured not to keep the flag.
                let sync = sync.on(DriftKind::NotNull, Level::Warn);
                sync.create_table(true)
            })
        };
        let report = sync().await.expect("all are proven");
        assert_eq!(report.tables.len(), 50);
        assert!(report.failed().next().is_none());
        assert_eq!(emulator.tables(emulator.project_id()).len(), 50);
        let made = counted(&emulator);
        assert_eq!(made["POST"], 100, "{made:?}");

        let again = sync().await.expect("all are proven");
        assert!(again.to_string().starts_with("50 tables: all verified\n"));
        let made = counted(&emulator);
        assert_eq!(made.keys().collect::<Vec<_>>(), ["GET"]);
        if profile == Profile::Documented {
            assert_eq!(made["GET"], 50);
        }
    }
}

#[tokio::test]
async fn no_more_tables_are_synced_at_a_time_than_is_chosen() {
    for (concurrency, most) in [(0, 1), (1, 1), (3, 3), (100, 50)] {
        let (emulator, peaka) = start_emulator(Emulator::builder()).await;
        for _ in 0..50 {
            let wait = Duration::from_millis(20);
            emulator.inject(Operation::ListColumns, Fault::Late { wait });
        }
        let now = Mutex::new((Vec::new(), 0));
        let sync = peaka.sync_all().concurrency(concurrency);
        let result = sync
            .progress(|step| {
                let (open, peak) = &mut *now.lock().unwrap();
                match step {
                    TablesProgress::Step { declared, .. } if !open.contains(&declared.table) => {
                        open.push(declared.table);
                    }
                    TablesProgress::Finished { outcome, .. } => {
                        open.retain(|table| *table != outcome.declared.table);
                    }
                    _ => {}
                }
                *peak = open.len().max(*peak);
            })
            .each(|_, sync| sync.create_table(true))
            .await;
        assert!(result.is_ok());
        let (open, peak) = now.into_inner().unwrap();
        assert_eq!(open, Vec::<&str>::new());
        assert!(peak <= most, "{peak} of {concurrency}");
        assert!(
            concurrency == 0 || peak > most / 2,
            "{peak} of {concurrency}"
        );
    }
}

#[tokio::test]
async fn a_claim_of_two_structs_is_told_before_anything_is_sent() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    let twice = sync_tables![Visit, T01, OldVisit].with(&peaka);
    assert_eq!(
        error_text(twice.clone().await),
        "`many_tables::Visit` and `many_tables::OldVisit` both declare table `page_views`; help: \
         set a different `table` on each struct, or exclude one with `#[bitable(unregistered)]`"
    );
    assert!(twice.plan().await.is_err());
    assert_eq!(
        error_text(sync_tables![FoldedVisit, Visit].with(&peaka).await),
        "`many_tables::FoldedVisit` declares table `pageviews` and `many_tables::Visit` declares \
         table `page_views`, which have the same stored name; help: set a different `table` on \
         each struct, or exclude one with `#[bitable(unregistered)]`"
    );
    // What is chosen counts, not what is declared.
    let chosen = sync_tables![T01, T02].with(&peaka);
    let chosen = chosen.each(|_, sync| sync.table("of_tenant_1"));
    assert!(
        error_text(chosen.await).starts_with(
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
         not exist; help: change the declaration or the table, fix it with `fix_drift(true)`, or \
         accept it with `.on(DriftKind::Default, Level::Warn)`; check the project id and the \
         table's name, or create the table with `create_table(true)`"
    );
    let Error::Tables(report) = error else {
        panic!("the report is lost");
    };
    let failed: Vec<_> = report.failed().map(|(table, _)| table.table).collect();
    assert_eq!(failed, ["t01", "page_views"]);
    let mut tables = emulator.tables(emulator.project_id());
    tables.sort();
    assert_eq!(tables, ["t01", "t02", "t03"]);
    assert_eq!(
        report.to_string().lines().collect::<Vec<_>>(),
        [
            "4 tables: 2 failed",
            "table `t02`: verified (6 requests)",
            "  created      the table",
            "  added        `clicks`, `user_id`",
            "table `t03`: verified (6 requests)",
            "  created      the table",
            "  added        `clicks`, `user_id`",
            "failed: `t01`: table `t01` does not match its declaration: column `clicks`: declared \
             default `1`, live default `0` (nothing was written); help: change the declaration or \
             the table, fix it with `fix_drift(true)`, or accept it with `.on(DriftKind::Default, \
             Level::Warn)`",
            "failed: `page_views`: table `page_views` does not exist; help: check the project id \
             and the table's name, or create the table with `create_table(true)`",
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
async fn what_is_wrong_with_every_table_is_told_once() {
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
async fn a_plan_of_all_tables_writes_nothing() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    peaka.sync::<T01>().create_table(true).await.unwrap();
    let _ = counted(&emulator);
    let plans = sync_tables![T01, T02, Visit]
        .with(&peaka)
        .plan()
        .await
        .unwrap();
    let plans: Vec<_> = plans
        .into_iter()
        .map(|outcome| outcome.result.expect("it can be planned"))
        .collect();
    let empty: Vec<_> = plans.iter().map(Plan::is_empty).collect();
    assert_eq!(empty, [true, false, false]);
    assert_eq!(counted(&emulator).into_keys().collect::<Vec<_>>(), ["GET"]);
}

#[tokio::test]
async fn a_slow_table_keeps_no_other_from_being_asked_for() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    let tables = || sync_tables![T01, T02, T03, T04, T05, T06];
    let made = tables().with(&peaka);
    made.each(|_, sync| sync.create_table(true)).await.unwrap();
    let wait = Duration::from_millis(500);
    emulator.inject(Operation::ListColumns, Fault::Late { wait });
    let ended = Mutex::new(Vec::new());
    let report = tables().with(&peaka).concurrency(2).progress(|step| {
        if let TablesProgress::Finished { outcome, .. } = step {
            ended.lock().unwrap().push(outcome.declared.table);
        }
    });
    let report = report.await.unwrap();
    let ended = ended.into_inner().unwrap();
    assert_eq!(ended.len(), 6);
    // One of the first two is slow, and ends when all others have.
    assert!(["t01", "t02"].contains(&ended[5]), "{ended:?}");
    let order: Vec<_> = report
        .tables
        .iter()
        .map(|table| table.declared.table)
        .collect();
    assert_eq!(order, ["t01", "t02", "t03", "t04", "t05", "t06"]);
}

#[tokio::test]
async fn an_error_of_many_tables_is_what_any_or_all_of_them_are() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    peaka.sync::<T01>().create_table(true).await.unwrap();
    let tables = || sync_tables![Drifted, T02].with(&peaka).concurrency(1);
    let busy = || {
        inject_for_all_attempts(&emulator, Operation::ListTables, || {
            Fault::answer(503, "text/plain", "busy")
        });
    };
    busy();
    let all = sync_tables![T02]
        .with(&peaka)
        .await
        .expect_err("it is busy");
    assert!(all.is_retryable() && !all.is_drift());
    busy();
    // One can be tried again, the other not.
    let any = tables().await.expect_err("both fail");
    assert!(any.is_drift() && !any.is_retryable());

    let hasty = client_builder(&emulator).timeout(Duration::from_millis(500));
    let hasty = hasty.build().unwrap();
    let wait = Duration::from_secs(5);
    inject_for_all_attempts(&emulator, Operation::ListTables, || Fault::Late { wait });
    let late = sync_tables![T02, Drifted].with(&hasty).await;
    let late = late.expect_err("both fail");
    assert!(
        late.is_timeout() && late.is_drift() && !late.is_auth(),
        "{late}"
    );
}
