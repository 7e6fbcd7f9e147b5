#![doc = include_str!("../README.md")]

// A connection (`serve`, `wire`) brings a request to a route (`routes`), which says what operation it is. The service
// notes it, checks key and body, lets a waiting fault strike, and does it on the tables in memory (`service`, `state`).
// What differs between the profiles is in `profile`, and nowhere else.
//
// No type is shared with a client of the API, on purpose: a field misspelt in both would pass every test.

mod answer;
mod bodies;
mod choices;
mod data_type;
mod emulator;
mod errors;
mod faults;
mod keys;
mod log;
mod operation;
mod profile;
mod refusal;
mod request;
mod routes;
mod serve;
mod service;
mod state;
mod table;
mod wire;

pub use choices::{Echo, Profile, UnknownName};
pub use emulator::{Builder, DEFAULT_API_KEY, DEFAULT_PROJECT_ID, Emulator};
pub use faults::Fault;
pub use log::LoggedRequest;
pub use operation::Operation;
