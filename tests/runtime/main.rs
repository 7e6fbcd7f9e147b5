//! Suites of the runtime. Most of them sync over HTTP with an emulator, and wait for retries and deadlines.
//!
//! They are one program, so that their waits overlap. Suites that keep the processor busy, or depend on the state of
//! their process, are programs of their own.

mod bad_input;
mod blocking;
mod declared_types;
mod default_precision;
mod faults_concurrency;
mod faults_connection;
mod faults_responses;
mod faults_status;
mod foreign_types;
mod inconsistent_responses;
mod json_schema;
mod key_encodings;
mod look_alike_names;
mod metadata;
mod policy;
mod progress;
mod proxy;
mod public_types;
mod queries;
mod random_faults;
mod rename_all;
mod replicas;
mod runtimes;
mod select;
mod snapshots;
mod stale_lists_and_deadlines;
mod sync_options;
