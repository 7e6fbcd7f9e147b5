//! A program that forgets to link a crate with tables. The crate `examples` declares `page_views` and `visitors`,
//! and is a dependency of this program, but nothing here uses it.

use peaka_emulator::Emulator;
use peaka_runtime::{BiTable, Client, Tables};

#[derive(BiTable)]
#[bitable(table = "orders")]
#[allow(dead_code)]
struct Order {
    id: i64,
}

#[tokio::test]
async fn expected_table_of_a_crate_that_is_not_linked_is_an_error() {
    let emulator = Emulator::builder().table("orders").start().await.unwrap();
    let peaka = Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
        .build()
        .unwrap();
    let registered = Tables::registered();
    let names = registered.as_slice().iter().map(|table| table.table);
    assert_eq!(names.collect::<Vec<_>>(), ["orders"]);

    let error = peaka
        .sync_all()
        .expect(["orders", "visitors"])
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no struct of this program declares table `visitors`; help: if the struct is in a library that \
         the program does not use otherwise, add `use my_library as _;`, or name the struct in `sync_tables!`"
    );
    assert_eq!(emulator.requests().len(), 0);

    peaka.sync_all().expect(["orders"]).await.unwrap();
}
