//! `peaka pull --metadata`: what was synced comes back, and the plan of the pulled structs is empty.

use std::fs;
use std::path::Path;

use peaka_emulator::{Discovery, Emulator, MetadataOptions, Profile};
use peaka_runtime::{BiTable, ColumnType, DriftKind, Level, Policy, sync_tables};

use crate::support::{Service, run};

/// The structs that `peaka pull` generates, as it writes them.
#[allow(unreachable_pub)]
#[path = "pulled_metadata.rs"]
mod pulled;

/// The people who buy.
#[derive(BiTable)]
#[bitable(table = "customers")]
#[allow(dead_code)]
struct Customer {
    #[bitable(unique, not_null)]
    id: i64,
    /// See <https://example.com/names>, and note the \*.
    name: String,
    /// Who recruited the customer.
    #[bitable(references = Self::id)]
    recruiter: Option<i64>,
}

#[derive(ColumnType)]
#[allow(dead_code)]
enum State {
    /// Not paid yet.
    New,
    Paid,
}

/// One row for each order.
///
/// Kept from the AI.
#[derive(BiTable)]
#[bitable(table = "orders", ai = false)]
#[golden(question = "How many orders?", sql = "SELECT COUNT(*) FROM {table}")]
#[allow(dead_code)]
struct Order {
    #[bitable(unique, not_null)]
    id: i64,
    #[bitable(references = Customer::id)]
    customer: i64,
    /// Where the order stands.
    state: State,
}

async fn synced(profile: Profile) -> Service {
    let options = MetadataOptions::default().discovery(Discovery::AtOnce);
    let emulator = Emulator::builder().profile(profile).metadata(options);
    let service = Service::start(emulator).await;
    let sync = sync_tables![Customer, Order].with(&service.client);
    let report = sync
        .each(|_, sync| sync.create_table(true).fix_drift(true))
        .metadata(true)
        .await
        .unwrap();
    for table in &report.tables {
        let metadata = table.report().and_then(|report| report.metadata.as_ref());
        assert!(metadata.unwrap().warned.is_empty(), "{report}");
    }
    service
}

#[tokio::test]
async fn metadata_makes_a_round_trip() {
    for profile in [Profile::Documented, Profile::Observed] {
        let service = synced(profile).await;
        let finished = service.run(&["pull", "--all", "--metadata"]).await;
        assert_eq!((finished.code, finished.stderr.as_str()), (0, ""));
        if profile == Profile::Documented {
            let path =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/pulled_metadata.rs");
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&path, &finished.stdout).unwrap();
            }
            assert_eq!(finished.stdout, fs::read_to_string(path).unwrap());
        }
        // The service was observed not to keep flags.
        let policy = Policy::new()
            .on(DriftKind::NotNull, Level::Allow)
            .on(DriftKind::Unique, Level::Allow);
        let client = service.client.with_policy(policy);
        let tables = || sync_tables![pulled::Customers, pulled::Orders].with(&client);
        for plan in tables().plan().await.unwrap() {
            let plan = plan.result.unwrap();
            assert!(plan.is_empty() && plan.warned.is_empty(), "{plan}");
        }
        for plan in tables().metadata_plan().await.unwrap() {
            let plan = plan.result.unwrap();
            assert!(plan.is_empty() && plan.warned.is_empty(), "{plan}");
        }
    }
}

#[tokio::test]
async fn structs_in_a_directory_refer_to_each_other() {
    let service = synced(Profile::Documented).await;
    let directory = tempfile::tempdir().unwrap();
    let mut command = service.command(&["pull", "--all", "--metadata", "--out-dir", "tables"]);
    command.current_dir(directory.path());
    let finished = run(command).await;
    assert_eq!(finished.code, 0, "{finished:?}");
    let source =
        |file: &str| fs::read_to_string(directory.path().join("tables").join(file)).unwrap();
    let orders = source("orders.rs");
    assert!(
        orders.contains("#[bitable(references = super::customers::Customers::id)]\n"),
        "{orders}"
    );
    let customers = source("customers.rs");
    assert!(
        customers.contains("#[bitable(references = Self::id)]\n"),
        "{customers}"
    );
}

#[tokio::test]
async fn relations_that_no_struct_can_declare_are_named() {
    let service = synced(Profile::Documented).await;
    let project = service.emulator.project_id().to_owned();
    service.emulator.edit_metadata(&project, |metadata| {
        metadata
            .add_relation(("orders", "state"), ("customers", "id"), "MANY_TO_ONE")
            .unwrap();
        metadata
            .add_relation(("orders", "id"), ("customers", "id"), "MANY_TO_ONE")
            .unwrap();
    });
    let finished = service.run(&["pull", "--all", "--metadata"]).await;
    assert_eq!(
        finished.stderr,
        "note: omitted a relation from `orders.state` to `customers.id`: its columns have different data \
         types\nnote: omitted a relation from `orders.id` to `customers.id`: it is many to one, but its \
         column is unique\n"
    );
    let finished = service.run(&["pull", "orders", "--metadata"]).await;
    assert_eq!(
        finished
            .stderr
            .matches("one of its tables is not pulled")
            .count(),
        3
    );
    assert!(
        finished
            .stdout
            .contains("/// One row for each order.\n///\n/// Kept from the AI.\n")
    );
}
