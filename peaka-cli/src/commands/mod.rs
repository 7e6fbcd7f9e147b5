//! The commands, each in a file of its own: `app` for an application's own binary, `program` for the program
//! `peaka`.
//!
//! It may import every other module.

mod app;
mod completions;
#[cfg(feature = "program")]
mod program;

pub use app::{App, Commands};
#[cfg(feature = "program")]
pub use program::program;

#[cfg(test)]
fn subcommand_names<P: clap::CommandFactory>() -> std::collections::BTreeSet<String> {
    let program = P::command();
    program
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect()
}
