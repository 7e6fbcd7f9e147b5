//! The process that syncs: it runs one client against an emulator in another process.

use std::error::Error;
use std::fs;
use std::future::Future;
use std::time::Instant;

use futures_util::{StreamExt, stream};
use peaka_runtime::{Client, DeclaredTable, Tables};

use crate::declared::Event;
use crate::hand_written::HandWritten;
use crate::task::{CONCURRENCY, Contender, Sync, Task};

/// Both clients, connected to the same emulator.
struct Clients {
    peaka: Client,
    hand_written: HandWritten,
}

/// Performs a task, and returns what the benchmark reads from standard output.
pub(crate) fn run(task: &Task) -> Result<String, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    match task {
        Task::Run {
            contender,
            sync,
            count,
            emulator,
        } => {
            let syncs = async {
                match contender {
                    Contender::Runtime => {
                        let peaka = emulator.connect()?;
                        run_all(*sync, 0..*count, |table| sync_by_runtime(&peaka, table)).await
                    }
                    Contender::HandWritten => {
                        let client = emulator.connect_by_hand()?;
                        run_all(*sync, 0..*count, |table| client.sync(table)).await
                    }
                }
            };
            runtime.block_on(syncs)?;
            peak_memory()
        }
        Task::Time {
            sync,
            rounds,
            count,
            emulator,
        } => {
            let clients = Clients {
                peaka: emulator.connect()?,
                hand_written: emulator.connect_by_hand()?,
            };
            runtime.block_on(time_rounds(&clients, *sync, *rounds, *count))
        }
    }
}

/// Runs syncs one after the other. A first sync needs a table of its own.
async fn run_all<F: Future<Output = Result<(), Box<dyn Error>>>>(
    sync: Sync,
    numbers: std::ops::Range<usize>,
    run: impl Fn(&'static str) -> F,
) -> Result<(), Box<dyn Error>> {
    for number in numbers {
        let table = match sync {
            Sync::First => table_name(number),
            Sync::NoOp | Sync::Many => table_name(0),
        };
        run(table).await?;
    }
    Ok(())
}

async fn sync_by_runtime(peaka: &Client, table: &'static str) -> Result<(), Box<dyn Error>> {
    peaka.sync::<Event>().table(table).await?;
    Ok(())
}

/// Returns one line for each round: the microseconds per sync of the runtime, and of the client by hand.
async fn time_rounds(
    clients: &Clients,
    sync: Sync,
    rounds: usize,
    count: usize,
) -> Result<String, Box<dyn Error>> {
    let mut lines = String::new();
    let mut next = 0;
    // The first round opens the connections, and does not count.
    for round in 0..=rounds {
        let mut micros = [0.0; 2];
        // The order alternates, so that neither always follows the other.
        for turn in 0..2 {
            let index = (round + turn) % 2;
            let start = Instant::now();
            match (sync, Contender::ALL[index]) {
                (Sync::Many, Contender::Runtime) => sync_many(&clients.peaka, count).await?,
                (Sync::Many, Contender::HandWritten) => {
                    sync_many_by_hand(&clients.hand_written, count).await?;
                }
                (_, Contender::Runtime) => {
                    let run = |table| sync_by_runtime(&clients.peaka, table);
                    run_all(sync, next..next + count, run).await?;
                }
                (_, Contender::HandWritten) => {
                    let run = |table| clients.hand_written.sync(table);
                    run_all(sync, next..next + count, run).await?;
                }
            }
            micros[index] = start.elapsed().as_secs_f64() * 1e6 / count as f64;
            next += count;
        }
        if round > 0 {
            lines.push_str(&format!("{} {}\n", micros[0], micros[1]));
        }
    }
    Ok(lines)
}

async fn sync_many(peaka: &Client, count: usize) -> Result<(), Box<dyn Error>> {
    let tables = (0..count).map(|number| {
        let mut declared = DeclaredTable::of::<Event>();
        declared.table = table_name(number);
        declared
    });
    let sync = Tables::new(tables).with(peaka).concurrency(CONCURRENCY);
    sync.await?;
    Ok(())
}

async fn sync_many_by_hand(client: &HandWritten, count: usize) -> Result<(), Box<dyn Error>> {
    let syncs = (0..count).map(|number| client.sync(table_name(number)));
    let mut syncs = stream::iter(syncs).buffer_unordered(CONCURRENCY);
    while let Some(outcome) = syncs.next().await {
        outcome?;
    }
    Ok(())
}

/// Returns the name of a table, which is stored under the same one.
pub(crate) fn table_name(number: usize) -> &'static str {
    // The declaration borrows it.
    format!("t{number}").leak()
}

/// Returns the largest resident set that this process had at any time, and the part of the present one that is mapped
/// from files, both in KiB.
fn peak_memory() -> Result<String, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")
        .map_err(|error| format!("peak memory can only be measured on Linux: {error}"))?;
    let value = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        let number = line.and_then(|line| line.split_whitespace().nth(1));
        number.ok_or_else(|| format!("/proc/self/status has no {name}"))
    };
    Ok(format!("{} {}", value("VmHWM:")?, value("RssFile:")?))
}
