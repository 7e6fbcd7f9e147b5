//! The program `peaka`.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    peaka_cli::program().await
}
