//! An application's own command line: it knows the tables of all structs that the program derives.
//!
//! ```text
//! cargo run --example schema                     the commands
//! cargo run --example schema -- schema           what is declared, without a connection
//! cargo run --example schema -- check            whether the live tables are so; see also `plan` and `sync`
//! ```

use std::process::ExitCode;

// The structs are known once their crate is a part of the program.
use examples as _;

#[tokio::main]
async fn main() -> ExitCode {
    peaka_cli::run().await
}
