//! Runs the program `peaka` as a process against the emulator.

mod arguments;
mod columns;
mod completions;
mod connection;
mod doctor;
mod emulate;
mod output;
mod package;
mod pull;
mod pull_all;
mod pull_metadata;
mod pull_options;
mod pulled;
mod readme;
mod rows;
mod snapshot;
mod support;
mod table_writes;
mod tables;
#[path = "../../../tests/support/tls_server.rs"]
mod tls_server;
mod verdict;
mod workspace;
