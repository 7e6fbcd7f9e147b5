#![doc = include_str!("../README.md")]

// A connection (`serve`, `wire`) brings a request (`exchange`) to the service (`service`), or a caller does without one
// (`memory`). The service finds what operation it is (`routes`), notes it, checks key and body, lets a waiting or a
// drawn fault strike (`waiting`, `schedule`, `strike`), and does it on the tables in memory (`state`). What comes of it
// (`outcome`) goes back the way it came. What differs between the profiles is in `profile`, and nowhere else.
//
// No type is shared with a client of the API, on purpose: a field misspelt in both would pass every test.

mod bodies;
mod body;
mod choices;
mod data_type;
mod emulator;
mod errors;
mod exchange;
mod faults;
mod keys;
mod log;
mod memory;
mod operation;
mod outcome;
mod profile;
#[cfg(feature = "program")]
pub mod program;
mod random;
mod refusal;
mod request;
mod routes;
mod schedule;
mod serve;
mod service;
mod state;
mod strike;
mod table;
mod waiting;
mod wire;

pub use body::Body;
pub use choices::{Echo, Profile, UnknownName};
pub use emulator::{Builder, DEFAULT_API_KEY, DEFAULT_PROJECT_ID, Emulator};
pub use faults::Fault;
pub use log::LoggedRequest;
pub use memory::InMemory;
pub use operation::Operation;
pub use outcome::{Answer, Outcome};
pub use schedule::{FaultKind, Schedule};
