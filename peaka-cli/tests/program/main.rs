//! Runs the program `peaka` as a process against the emulator.

mod arguments;
mod columns;
mod completions;
mod connection;
mod doctor;
mod emulate;
mod output;
mod pull;
mod pulled;
mod rows;
mod snapshot;
mod support;
mod table_writes;
mod tables;
mod workspace;
