//! One policy for syncs and plans: where it comes from, and what it decides in both profiles.

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{BiTable, Client, DriftKind, Error, Level, Plan, Policy, SyncReport};
use tests::{client_builder, error_text, start_emulator, take_request_lines};

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    #[bitable(unique, not_null)]
    id: i64,
    #[bitable(display_name = "Visitor")]
    visitor: String,
    #[bitable(default = 0)]
    clicks: i64,
}

/// The same table, with levels of its own.
#[derive(BiTable)]
#[bitable(table = "events", on(unique = "deny", not_null = "allow"))]
#[allow(dead_code)]
struct Refined {
    #[bitable(unique, not_null)]
    id: i64,
    #[bitable(display_name = "Visitor")]
    visitor: String,
    #[bitable(default = 0)]
    clicks: i64,
}

async fn start(profile: Profile, policy: Policy) -> (Emulator, Client) {
    let (emulator, _) = start_emulator(Emulator::builder().profile(profile)).await;
    let client = client_builder(&emulator).policy(policy).build().unwrap();
    (emulator, client)
}

fn kinds(report: &SyncReport) -> [Vec<DriftKind>; 2] {
    [&report.denied, &report.warned].map(|drift| drift.iter().map(|drift| drift.kind).collect())
}

#[tokio::test]
async fn default_policy_warns_about_each_attribute_that_the_service_does_not_persist() {
    for (profile, warnings) in [
        (Profile::Documented, ""),
        (
            Profile::Observed,
            "
  warning      column `id`: declared NOT NULL, live column is nullable: the service accepted the change, but did not persist it
  warning      column `id`: declared UNIQUE, live column is not unique: the service accepted the change, but did not persist it
  warning      column `visitor`: declared display name `Visitor`, live display name `visitor`: the service accepted the change, but did not persist it",
        ),
    ] {
        let (emulator, client) = start(profile, Policy::new().create_table(true)).await;
        let report = client.sync::<Event>().await.unwrap();
        assert_eq!(
            report.to_string(),
            format!(
                "table `events`: verified (6 requests)
  created      the table
  added        `id`, `visitor`, `clicks`{warnings}"
            )
        );
        // The second sync sends no write, so it cannot report what the service accepts.
        emulator.take_requests();
        let again = client.sync::<Event>().await.unwrap();
        assert_eq!(take_request_lines(&emulator), ["GET /events/columns"]);
        assert_eq!(again.warned, report.warned);
        assert_eq!(again.not_persisted, []);
        assert!(!again.to_string().contains("accepted"), "{again}");
    }
}

#[tokio::test]
async fn strict_policy_denies_what_the_service_does_not_persist() {
    let policy = Policy::strict().create_table(true);
    let (_emulator, client) = start(Profile::Documented, policy.clone()).await;
    assert!(client.sync::<Event>().await.unwrap().verified);

    let (_emulator, client) = start(Profile::Observed, policy).await;
    let text = error_text(client.sync::<Event>().await);
    assert!(
        text.ends_with(
            "help: check the column in Peaka Studio, change the declaration, or use `.on(DriftKind::NotNull, \
             Level::Warn).on(DriftKind::Unique, Level::Warn).on(DriftKind::DisplayName, \
             Level::Warn)` to accept the difference"
        ),
        "{text}"
    );
    let again = error_text(client.sync::<Event>().await);
    assert!(again.contains("(nothing was written); help: "), "{again}");
}

#[tokio::test]
async fn call_overrides_the_struct_which_overrides_the_client() {
    use DriftKind::{DisplayName, NotNull, Unique};

    let (_emulator, client) = start(Profile::Observed, Policy::strict().create_table(true)).await;
    let Err(Error::Drift(report)) = client.sync::<Refined>().await else {
        panic!("the flag is denied");
    };
    assert_eq!(kinds(&report), [vec![Unique, DisplayName], vec![]]);

    let lenient = client.with_policy(Policy::new());
    let Err(Error::Drift(report)) = lenient.sync::<Refined>().await else {
        panic!("the struct denies the flag");
    };
    assert_eq!(kinds(&report), [vec![Unique], vec![DisplayName]]);

    let by_call = lenient.sync::<Refined>().on(Unique, Level::Allow);
    assert_eq!(kinds(&by_call.await.unwrap()), [vec![], vec![DisplayName]]);
    let by_policy = client.sync::<Refined>().policy(Policy::new());
    assert_eq!(
        kinds(&by_policy.await.unwrap()),
        [vec![], vec![NotNull, Unique, DisplayName]]
    );
    assert_eq!(
        client.plan::<Refined>().await.unwrap().policy(),
        &Policy::strict()
            .create_table(true)
            .on(Unique, Level::Deny)
            .on(NotNull, Level::Allow)
    );
}

/// The table `events` with a column that needs a value in every row.
#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Strictly {
    id: i64,
    #[bitable(not_null)]
    must: i64,
    #[bitable(not_null, default = 0)]
    may: i64,
}

#[tokio::test]
async fn not_null_column_without_default_in_an_existing_table_has_a_note() {
    const NOTE: &str = "column `must`: NOT NULL without a default, added to a table that may have rows: they have no \
                        value for it; help: declare a default, or remove `not_null`";
    for (profile, warnings) in [(Profile::Documented, 0), (Profile::Observed, 2)] {
        let (_emulator, client) = start(profile, Policy::new()).await;
        client.create_table("events").await.unwrap();
        let plan = client.plan::<Strictly>().await.unwrap();
        assert_eq!(plan.not_null_without_default(), ["must"]);
        assert_eq!(
            plan.to_string(),
            format!(
                "\
table `events`
  + id    BIGINT
  + must  BIGINT NOT NULL
  + may   BIGINT NOT NULL DEFAULT 0
  note:    {NOTE}
0 present, 3 to add"
            )
        );
        let plan = serde_json::to_value(&plan).unwrap();
        assert_eq!(plan["notNullWithoutDefault"], serde_json::json!(["must"]));

        let report = client.sync::<Strictly>().await.unwrap();
        assert_eq!(report.not_null_without_default, ["must"]);
        let text = report.to_string();
        assert!(
            text.ends_with(&format!("\n  note         {NOTE}")),
            "{text}"
        );
        assert_eq!(report.warned.len(), warnings, "{text}");
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["notNullWithoutDefault"], serde_json::json!(["must"]));

        // The column is there now.
        let plan = client.plan::<Strictly>().await.unwrap();
        assert_eq!(plan.not_null_without_default(), [""; 0]);
        let again = client.sync::<Strictly>().await.unwrap();
        assert_eq!(again.not_null_without_default, [""; 0]);
        assert!(!again.to_string().contains("note"), "{again}");
    }
}

#[tokio::test]
async fn not_null_column_in_a_new_table_has_no_note() {
    for profile in [Profile::Documented, Profile::Observed] {
        let (_emulator, client) = start(profile, Policy::new().create_table(true)).await;
        let plan = client.plan::<Strictly>().await.unwrap();
        assert_eq!(plan.not_null_without_default(), [""; 0]);
        let report = client.sync::<Strictly>().await.unwrap();
        assert_eq!(report.added, ["id", "must", "may"]);
        assert_eq!(report.not_null_without_default, [""; 0]);
        assert!(!report.to_string().contains("note"), "{report}");
    }
}

/// The note says why the service may have rejected the column.
#[tokio::test]
async fn rejected_not_null_column_without_default_has_a_note() {
    let (emulator, client) = start(Profile::Documented, Policy::new()).await;
    client.create_table("events").await.unwrap();
    let rejection = r#"{"message": "column \"must\" contains null values"}"#;
    emulator.inject(
        Operation::AddColumns,
        Fault::respond(400, "application/json", rejection),
    );
    let error = client.sync::<Strictly>().await.unwrap_err();
    let report = error.report().unwrap();
    assert_eq!(report.rejected.len(), 3);
    assert_eq!(report.not_null_without_default, ["must"]);
}

#[test]
fn struct_can_set_the_level_of_every_kind_that_is_not_always_denied() {
    #[derive(BiTable)]
    #[bitable(on(
        default = "allow",
        not_null = "warn",
        unique = "deny",
        display_name = "allow",
        stored_name = "warn",
        unmanaged = "deny",
        description = "deny",
        categorical_values = "allow",
        relation = "warn",
        ai_usage = "deny",
        golden_sql = "allow"
    ))]
    #[allow(dead_code)]
    struct EveryKind {
        id: i64,
    }
    let kinds: Vec<_> = EveryKind::LEVELS.iter().map(|(kind, _)| *kind).collect();
    let mut acceptable = DriftKind::ALL.to_vec();
    acceptable.retain(|kind| !kind.is_always_denied());
    assert_eq!(kinds, acceptable);
    assert_eq!(EveryKind::LEVELS[0].1, Level::Allow);
    assert_eq!(EveryKind::LEVELS[1].1, Level::Warn);
    assert_eq!(EveryKind::LEVELS[2].1, Level::Deny);
    assert_eq!(Event::LEVELS, []);
}

/// Levels apply to the table of the struct, and not to a table that flattens it.
#[tokio::test]
async fn levels_of_a_flattened_struct_do_not_apply() {
    #[derive(BiTable)]
    #[bitable(table = "flattening", on(display_name = "allow"))]
    #[allow(dead_code)]
    struct Flattening {
        #[bitable(flatten)]
        refined: Refined,
    }
    assert_eq!(Refined::LEVELS.len(), 2);
    assert_eq!(Flattening::LEVELS, [(DriftKind::DisplayName, Level::Allow)]);

    let (_emulator, client) = start(Profile::Observed, Policy::new().create_table(true)).await;
    let Err(Error::Drift(report)) = client.sync::<Refined>().await else {
        panic!("the struct denies the flag");
    };
    assert_eq!(
        kinds(&report),
        [vec![DriftKind::Unique], vec![DriftKind::DisplayName]]
    );
    let report = client.sync::<Flattening>().await.unwrap();
    assert_eq!(
        kinds(&report),
        [vec![], vec![DriftKind::NotNull, DriftKind::Unique]]
    );
}

/// A plan is denied exactly if the sync fails.
#[tokio::test]
async fn plan_and_sync_agree_for_every_kind_and_level() {
    #[derive(BiTable)]
    #[bitable(table = "events")]
    #[allow(dead_code)]
    struct Declared {
        #[bitable(unique, not_null)]
        id: i64,
        #[bitable(display_name = "Visitor")]
        visitor_id: String,
        #[bitable(default = 1)]
        clicks: i64,
    }

    let (emulator, client) = start(Profile::Observed, Policy::new().create_table(true)).await;
    client.sync::<Event>().await.unwrap();
    // `visitorid` is added, `visitor` is undeclared from now on, and the default of `clicks` differs.
    let lenient = Policy::new().on(DriftKind::Default, Level::Warn);
    let sync = client.sync::<Declared>().policy(lenient.clone());
    sync.await.unwrap();
    let kinds = [
        DriftKind::Default,
        DriftKind::NotNull,
        DriftKind::Unique,
        DriftKind::DisplayName,
        DriftKind::StoredName,
        DriftKind::Unmanaged,
    ];
    emulator.take_requests();
    for kind in kinds {
        for level in [Level::Allow, Level::Warn, Level::Deny] {
            let policy = lenient.clone().on(kind, level);
            let by_client = client.with_policy(policy);
            let by_client = by_client.sync::<Declared>();
            let by_call = client.with_policy(lenient.clone());
            let by_call = by_call.sync::<Declared>().on(kind, level);
            for sync in [by_client, by_call] {
                let plan = sync.clone().plan().await.unwrap();
                let outcome = sync.await;
                assert_eq!(plan.is_denied(), level == Level::Deny, "{kind} {level:?}");
                assert_eq!(outcome.is_err(), plan.is_denied(), "{kind} {level:?}");
                let report = match &outcome {
                    Ok(report) => report,
                    Err(error) => error.report().unwrap(),
                };
                let Plan { denied, warned, .. } = plan;
                assert_eq!((&report.denied, &report.warned), (&denied, &warned));
                let is_reported = denied.iter().chain(&warned).any(|drift| drift.kind == kind);
                assert_eq!(is_reported, level != Level::Allow, "{kind} {level:?}");
            }
        }
    }
    let requests = emulator.take_requests();
    assert!(requests.iter().all(|request| !request.is_write()));
}
