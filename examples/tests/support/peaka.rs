//! The program `peaka`, for tests of commands in the documentation.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    peaka_cli::program().await
}
