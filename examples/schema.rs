//! The command line of an application: commands for all tables that the program declares.
//!
//! ```text
//! cargo run --example schema             lists the commands
//! cargo run --example schema -- schema   prints the declared tables, without a connection
//! cargo run --example schema -- check    compares the live tables with their declarations
//! cargo run --example schema -- plan     prints what a sync would do
//! cargo run --example schema -- sync     adds the missing columns
//! ```

use std::process::ExitCode;

// Links the crate that declares the structs, which registers them.
use examples as _;
use peaka_runtime::Tables;

#[tokio::main]
async fn main() -> ExitCode {
    let app = peaka_cli::App::new(Tables::registered());
    app.version(env!("CARGO_PKG_VERSION")).run().await
}
