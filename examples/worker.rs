//! A program without a server: it verifies its tables, works until it is stopped, and exits with an error if the tables
//! cannot be verified.
//!
//! ```text
//! cargo run -p peaka-emulator -- --port 8787       set the variables that it prints
//! cargo run --example worker
//! ```

use std::process::ExitCode;
use std::time::Duration;

use examples::{PageView, Visitor};
use peaka_runtime::{Client, Error, TablesReport, sync_tables};
use tokio::time::{Instant, sleep};

/// How long the worker waits for a service that is not available, before its supervisor must restart it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The time between two syncs.
const DELAY: Duration = Duration::from_secs(1);

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Error> {
    let peaka = Client::from_env()?;
    let report = verify_tables(&peaka, PATIENCE, DELAY).await?;
    println!("{report}");
    work().await;
    Ok(())
}

/// Syncs until the tables are verified, an error is permanent, or the time is over.
async fn verify_tables(
    peaka: &Client,
    patience: Duration,
    delay: Duration,
) -> Result<TablesReport, Error> {
    let end = Instant::now() + patience;
    loop {
        let sync = sync_tables![PageView, Visitor].with(peaka);
        match sync.each(|_, sync| sync.create_table(true)).await {
            Err(error) if error.is_retryable() && Instant::now() + delay < end => {
                eprintln!("retrying: {error}");
                sleep(delay).await;
            }
            result => return result,
        }
    }
}

/// Does the work of the program: the columns that it needs are there.
async fn work() {
    println!("working; press Ctrl-C to stop");
    std::future::pending::<()>().await;
}

/// Tests against the emulator with injected faults.
#[cfg(test)]
mod tests {
    use peaka_emulator::{Emulator, Fault, Operation, Profile};

    use super::*;

    async fn service() -> (Emulator, Client) {
        let emulator = Emulator::builder().profile(Profile::Observed).start();
        let emulator = emulator.await.expect("a port is free");
        let peaka = client(&emulator, emulator.api_key());
        (emulator, peaka)
    }

    fn client(emulator: &Emulator, api_key: &str) -> Client {
        Client::builder()
            .base_url(emulator.base_url())
            .project_id(emulator.project_id())
            .api_key(api_key)
            .build()
            .expect("the client is set up")
    }

    fn inject_outage(emulator: &Emulator, lists: usize) {
        for _ in 0..lists {
            let down = Fault::respond(503, "text/html", "<h1>Down for maintenance</h1>");
            emulator.inject(Operation::ListColumns, down);
        }
    }

    #[test]
    fn worker_waits_a_minute_for_the_service() {
        assert_eq!(PATIENCE, Duration::from_secs(60));
    }

    #[tokio::test]
    async fn worker_starts_after_an_outage() {
        let (emulator, peaka) = service().await;
        inject_outage(&emulator, 8);
        let report = verify_tables(&peaka, PATIENCE, Duration::from_millis(10)).await;
        let report = report.expect("the tables are verified");
        assert_eq!(report.tables.len(), 2);
        let mut tables = emulator.tables(emulator.project_id());
        tables.sort();
        assert_eq!(tables, ["pageviews", "visitors"]);
    }

    #[tokio::test]
    async fn worker_gives_up_when_its_time_is_over() {
        let (emulator, peaka) = service().await;
        inject_outage(&emulator, 50);
        let result = verify_tables(&peaka, Duration::ZERO, Duration::from_millis(10)).await;
        let error = result.expect_err("the service is down");
        assert!(error.is_retryable(), "{error}");
    }

    #[tokio::test]
    async fn rejected_key_ends_the_worker_at_once() {
        let (emulator, _) = service().await;
        let peaka = client(&emulator, "not-the-key-4711");
        let result = verify_tables(&peaka, PATIENCE, DELAY).await;
        let error = result.expect_err("the key is rejected");
        assert!(error.is_auth() && !error.is_retryable(), "{error}");
        // One list for each table.
        assert_eq!(emulator.requests().len(), 2);
    }
}
