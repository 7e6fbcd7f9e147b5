//! Measures what a sync of a table with 20 columns costs, relative to a hand-written client.
//!
//! ```text
//! cargo run --release -p benchmarks --bin sync-cost [ROUNDS]
//! ```
//!
//! The clients run in processes of their own, and the emulator in this one.

mod client;
mod declared;
mod hand_written;
mod task;

use std::process::{Command, ExitCode};
use std::sync::mpsc;
use std::{env, io, thread};

use benchmarks::{
    Samples, Table, alternate, environment, instructions, print_section, rounds_argument,
    run_quietly, valgrind,
};
use peaka_emulator::Emulator;
use tokio::sync::oneshot;

use client::table_name;
use declared::Event;
use task::{Contender, EmulatorAddress, Sync, Task};

/// The numbers of syncs whose costs are subtracted from each other, so that the start of the process does not count.
const COUNTS: [usize; 2] = [100, 300];

const TABLES: usize = 1000;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if arguments.len() <= 1 {
        return print_section(section);
    }
    let outcome = match Task::from_arguments(&arguments) {
        Some(task) => client::run(&task),
        None => Err("unknown arguments; help: use only a number of rounds".into()),
    };
    match outcome {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn section() -> io::Result<String> {
    let [wall_rounds, memory_rounds, many_rounds] = [60, 9, 15].map(rounds_argument);
    let (wall_rounds, memory_rounds, many_rounds) = (wall_rounds?, memory_rounds?, many_rounds?);
    let mut table = Table::new(&["", "runtime", "hand-written", "ratio"]);
    for sync in [Sync::NoOp, Sync::First] {
        eprintln!("{sync}: instructions and allocations");
        let [runtime, by_hand] =
            Contender::ALL.map(|contender| per_sync(contender, sync, instructions));
        let (runtime, by_hand) = (runtime?, by_hand?);
        table.row([
            format!("{sync}: instructions"),
            format!("{runtime:.0}"),
            format!("{by_hand:.0}"),
            format!("**{:.2}**", runtime / by_hand),
        ]);
        let [runtime, by_hand] =
            Contender::ALL.map(|contender| per_sync(contender, sync, allocations));
        let (runtime, by_hand) = (runtime?, by_hand?);
        table.row([
            format!("{sync}: allocations"),
            format!("{runtime:.0}"),
            format!("{by_hand:.0}"),
            format!("{:.2}", runtime / by_hand),
        ]);
        eprintln!("{sync}: wall time");
        let [runtime, by_hand] = wall_times(sync, wall_rounds, 50)?;
        table.row([
            format!("{sync}: wall time"),
            format!("{:.0} µs", runtime.median()),
            format!("{:.0} µs", by_hand.median()),
            format!("**{:.2}**", runtime.median_ratio(&by_hand)),
        ]);
        for (name, memory) in [
            ("peak memory", Memory::All),
            ("peak memory without the program", Memory::WithoutFiles),
        ] {
            eprintln!("{sync}: {name}");
            let samples = alternate(memory_rounds, &mut Contender::ALL.clone(), |contender| {
                peak_memory(*contender, sync, memory)
            })?;
            table.row([
                format!("{sync}: {name}"),
                format!("{:.0} KiB", samples[0].median()),
                format!("{:.0} KiB", samples[1].median()),
                format!("**{:.2}**", samples[0].median_ratio(&samples[1])),
            ]);
        }
    }
    eprintln!("{TABLES} tables");
    let [runtime, by_hand] = wall_times(Sync::Many, many_rounds, TABLES)?;
    table.row([
        "1,000 tables: wall time".to_owned(),
        format!("{:.0} ms", runtime.median() * TABLES as f64 / 1e3),
        format!("{:.0} ms", by_hand.median() * TABLES as f64 / 1e3),
        format!("**{:.2}**", runtime.median_ratio(&by_hand)),
    ]);
    Ok(format!(
        "## Cost of a sync\n\n{table}\n{}\n",
        environment(&["reqwest", "serde_json", "tokio"])?
    ))
}

/// Returns the cost of one sync, by the difference between runs of more and of fewer syncs.
fn per_sync(
    contender: Contender,
    sync: Sync,
    cost: impl Fn(&Command) -> io::Result<f64>,
) -> io::Result<f64> {
    let [fewer, more] = COUNTS.map(|count| {
        with_emulator(sync, count, |emulator| {
            cost(&command(&Task::Run {
                contender,
                sync,
                count,
                emulator,
            })?)
        })
    });
    Ok((more? - fewer?) / (COUNTS[1] - COUNTS[0]) as f64)
}

/// Runs a command in valgrind, and returns how often it allocates memory.
fn allocations(command: &Command) -> io::Result<f64> {
    let text = valgrind(
        &[
            "--tool=memcheck",
            "--leak-check=no",
            "--undef-value-errors=no",
        ],
        command,
    )?;
    // The line is `==1234==   total heap usage: 1,234 allocs, 1,230 frees, 56,789 bytes allocated`.
    text.split_once("total heap usage: ")
        .and_then(|(_, rest)| rest.split(' ').next()?.replace(',', "").parse().ok())
        .ok_or_else(|| io::Error::other(format!("valgrind printed no count: {text}")))
}

fn wall_times(sync: Sync, rounds: usize, count: usize) -> io::Result<[Samples; 2]> {
    let tables = match sync {
        Sync::First => 2 * count * (rounds + 1),
        Sync::NoOp => 1,
        Sync::Many => count,
    };
    let output = with_emulator(sync, tables, |emulator| {
        run_quietly(&mut command(&Task::Time {
            sync,
            rounds,
            count,
            emulator,
        })?)
    })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let column = |index| -> Option<Samples> {
        let cells = text
            .lines()
            .map(|line| line.split(' ').nth(index)?.parse().ok());
        cells.collect()
    };
    match (column(0), column(1)) {
        (Some(runtime), Some(by_hand)) => Ok([runtime, by_hand]),
        _ => Err(io::Error::other(format!("unexpected output: {text}"))),
    }
}

/// Which memory counts.
#[derive(Clone, Copy)]
enum Memory {
    All,
    /// All but the pages of the program and its libraries, which processes share.
    WithoutFiles,
}

fn peak_memory(contender: Contender, sync: Sync, memory: Memory) -> io::Result<f64> {
    let count = COUNTS[1];
    let output = with_emulator(sync, count, |emulator| {
        run_quietly(&mut command(&Task::Run {
            contender,
            sync,
            count,
            emulator,
        })?)
    })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().map(str::parse);
    match (numbers.next(), numbers.next(), memory) {
        (Some(Ok::<f64, _>(all)), Some(Ok(_)), Memory::All) => Ok(all),
        (Some(Ok(all)), Some(Ok(files)), Memory::WithoutFiles) => Ok(all - files),
        _ => Err(io::Error::other(format!("unexpected output `{text}`"))),
    }
}

/// Returns the command that performs a task in a process of its own.
fn command(task: &Task) -> io::Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.args(task.to_arguments());
    Ok(command)
}

/// Starts an emulator with these tables on a thread of its own, and runs `measure` meanwhile.
///
/// The tables have all columns, unless the syncs add them.
fn with_emulator<T>(
    sync: Sync,
    tables: usize,
    measure: impl FnOnce(EmulatorAddress) -> io::Result<T>,
) -> io::Result<T> {
    let (send_address, address) = mpsc::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let thread = thread::spawn(move || -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let mut emulator = Emulator::builder().log(false);
            for number in 0..tables {
                emulator = emulator.table(table_name(number));
            }
            let emulator = emulator.start().await?;
            let address = EmulatorAddress {
                base_url: emulator.base_url().to_owned(),
                project_id: emulator.project_id().to_owned(),
                api_key: emulator.api_key().to_owned(),
            };
            if sync != Sync::First {
                let peaka = address.connect().map_err(io::Error::other)?;
                for number in 0..tables {
                    let sync = peaka.sync::<Event>().table(table_name(number));
                    sync.await.map_err(io::Error::other)?;
                }
            }
            // The receiver waits, unless it has failed.
            let _ = send_address.send(address);
            let _ = stopped.await;
            Ok(())
        })
    });
    let outcome = address.recv().map(measure);
    drop(stop);
    let server = thread
        .join()
        .map_err(|_| io::Error::other("the emulator panicked"))?;
    match outcome {
        Ok(outcome) => outcome,
        Err(_) => Err(server
            .err()
            .unwrap_or_else(|| io::Error::other("the emulator did not start"))),
    }
}
