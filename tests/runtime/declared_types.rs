//! Declarations that only the derive can make, over HTTP: prefixes, variants as defaults, and several old names.
#![allow(dead_code)]

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{BiTable, Client, ColumnRequest, ColumnType, DataType};
use serde_json::{json, to_value};
use tests::{error_text, start_emulator, take_request_lines};

#[derive(ColumnType)]
#[bitable(rename_all = "lowercase")]
enum Status {
    Draft,
    Sent,
}

#[derive(BiTable)]
struct Address {
    #[bitable(not_null, default = "Izmir")]
    city: String,
}

#[derive(BiTable)]
#[bitable(table = "orders")]
struct Order {
    #[bitable(default = Status::Draft)]
    status: Option<Status>,
    #[bitable(flatten(prefix = "billing_"))]
    billing: Address,
    #[bitable(flatten(prefix = "shipping_"))]
    shipping: Option<Box<Address>>,
}

#[derive(BiTable)]
#[bitable(table = "orders")]
struct Renamed {
    #[bitable(renamed_from = ["b", "a"])]
    c: i64,
}

async fn start() -> (Emulator, Client) {
    start_emulator(
        Emulator::builder()
            .profile(Profile::Documented)
            .table("orders"),
    )
    .await
}

#[tokio::test]
async fn prefixed_columns_and_variant_defaults_are_added_once() {
    let (emulator, client) = start().await;
    Order::sync_columns(&client).await.unwrap();
    let bodies: Vec<_> = emulator
        .take_requests()
        .into_iter()
        .filter_map(|request| request.body)
        .collect();
    let column = |name, default, is_not_null| {
        json!({"name": name, "dataType": "VARCHAR", "displayName": name, "defaultValue": default,
               "isNotNull": is_not_null, "isUnique": false})
    };
    assert_eq!(
        bodies,
        [json!([
            column("status", "draft", false),
            column("billing_city", "Izmir", true),
            column("shipping_city", "Izmir", false),
        ])]
    );
    let second = Order::sync_columns(&client).await.unwrap();
    assert!(!second.has_sent_writes());
    assert_eq!(take_request_lines(&emulator), ["GET /orders/columns"]);
}

#[tokio::test]
async fn column_is_renamed_from_any_of_its_old_names() {
    for old in ["a", "b"] {
        let (_emulator, client) = start().await;
        let live = [ColumnRequest::new(old, DataType::Bigint)];
        client.add_columns("orders", &live).await.unwrap();
        let report = Renamed::sync_columns(&client).await.unwrap();
        assert_eq!(
            to_value(&report.renamed).unwrap(),
            json!([{"from": old, "to": "c"}])
        );
        assert!(report.added.is_empty());
        let second = Renamed::sync_columns(&client).await.unwrap();
        assert!(!second.has_sent_writes());
    }
}

#[tokio::test]
async fn several_live_columns_with_old_names_are_an_error_until_all_but_one_are_deleted() {
    let (_emulator, client) = start().await;
    let live = ["a", "b"].map(|name| ColumnRequest::new(name, DataType::Bigint));
    client.add_columns("orders", &live).await.unwrap();
    assert_eq!(
        error_text(Renamed::sync_columns(&client).await),
        "table `orders` does not match its declaration: column `c`: declared as renamed, but several columns \
         with old names are live: `b`, `a` (nothing was written); help: move the data into one of these \
         columns, and delete the others with `delete_columns`"
    );
    let plan = client.plan::<Renamed>().await.unwrap();
    assert_eq!(
        to_value(&plan.denied).unwrap(),
        json!([{"kind": "Renamed", "column": "c", "declared": ["b", "a"], "live": ["b", "a"], "source": "list"}])
    );
    let report = Renamed::sync_columns(&client)
        .delete_columns(["b"])
        .await
        .unwrap();
    assert_eq!(report.deleted, ["b"]);
    assert_eq!(
        to_value(&report.renamed).unwrap(),
        json!([{"from": "a", "to": "c"}])
    );
}
