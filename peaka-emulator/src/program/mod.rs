//! The command line of the program `peaka-emulator`, for programs that embed it as a command.
//!
//! [`Options`] parses the arguments with clap, and [`run`] starts the emulator and serves until Ctrl-C or,
//! on Unix, SIGTERM.
//!
//! It may import every other module.

mod duration;
mod error;
mod fault_argument;
mod load;
mod metadata_setting;
mod operation_name;
mod options;
mod run;
mod stop_signal;

pub use error::Error;
pub use options::Options;
pub use run::{Ready, run};
