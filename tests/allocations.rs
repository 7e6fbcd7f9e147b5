//! How often a sync allocates memory. It is a suite of its own, because its allocator counts.

use std::hint::black_box;
use std::sync::mpsc;
use std::thread;

use allocation_counter::{AllocationInfo, measure};
use peaka_emulator::Emulator;
use peaka_runtime::{BiTable, Client, DeclaredTable};
use tests::client_builder;
use tokio::runtime::{Builder, Runtime};

// The table of the benchmark `sync-cost`.
#[path = "../benchmarks/src/bin/sync_cost/declared.rs"]
mod declared;

use declared::Event;

/// A table with no column but one of `Event`.
#[derive(BiTable)]
#[bitable(table = "small")]
#[allow(dead_code)]
struct Small {
    #[bitable(unique, not_null)]
    id: i64,
}

fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the runtime is built")
}

/// Starts an emulator on a thread of its own, where its allocations do not count. It runs until the process ends.
fn connect() -> Client {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        runtime().block_on(async {
            let emulator = Emulator::builder().table("events").table("small");
            let emulator = emulator.start().await.expect("the emulator starts");
            send.send(client_builder(&emulator))
                .expect("the test waits");
            std::future::pending::<()>().await;
        });
    });
    let client = receive.recv().expect("the emulator starts").build();
    client.expect("the client is valid")
}

/// Counts the allocations of a sync that writes nothing, on a connection that is open.
fn no_op_sync<T: BiTable>(runtime: &Runtime, peaka: &Client) -> AllocationInfo {
    for _ in 0..3 {
        let report = runtime.block_on(peaka.sync::<T>().into_future());
        report.expect("the table is synced");
    }
    measure(|| {
        let report = runtime.block_on(peaka.sync::<T>().into_future());
        let report = report.expect("the table is synced");
        assert!(!report.has_sent_writes());
        assert_eq!(
            (report.requests, report.present.len()),
            (1, T::COLUMNS.len())
        );
    })
}

#[test]
fn no_op_sync_allocates_once_for_each_column() {
    let runtime = runtime();
    let peaka = connect();
    let [small, event] = [
        no_op_sync::<Small>(&runtime, &peaka),
        no_op_sync::<Event>(&runtime, &peaka),
    ];
    let columns = Event::COLUMNS.len() as u64;
    // Most of them are those of the HTTP client.
    assert!(small.count_total <= 90, "{small:?}");
    // The name in the report. A larger response and some larger buffers take a few more.
    let more = event.count_total - small.count_total;
    assert!(more <= columns + 5, "{more}");
}

#[test]
fn declared_columns_take_no_allocation() {
    let used = measure(|| {
        let declared = black_box(DeclaredTable::of::<Event>());
        let mut columns = black_box(Event::COLUMNS).iter().copied();
        assert!(columns.any(|column| column.name == "note" && column.default_value.is_none()));
        assert_eq!(declared.columns.len(), 20);
        black_box((declared, Event::TABLE));
    });
    assert_eq!(used.count_total, 0, "{used:?}");
    // The counter counts.
    let used = measure(|| drop(black_box(Event::COLUMNS.to_vec())));
    assert_eq!(used.count_total, 1, "{used:?}");
}
