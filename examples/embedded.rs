//! A program with a command line of its own, which has the commands for its tables as a subcommand.
//!
//! ```text
//! cargo run --example embedded -- serve
//! cargo run --example embedded -- tables check
//! ```

use std::process::ExitCode;

use examples::{PageView, Visitor};
use peaka_runtime::sync_tables;

/// Serve page views
#[derive(clap::Parser)]
#[command(name = "embedded", version)]
enum Program {
    /// Serve requests
    Serve,
    /// Manage the BI tables
    Tables(peaka_cli::Commands),
}

#[tokio::main]
async fn main() -> ExitCode {
    match peaka_cli::parse() {
        Program::Serve => {
            println!("serving; see the example `service` for a real one");
            ExitCode::SUCCESS
        }
        Program::Tables(commands) => {
            let app = peaka_cli::App::new(sync_tables![PageView, Visitor]);
            app.run_commands(commands).await
        }
    }
}
