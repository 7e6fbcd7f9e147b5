//! Tests of the emulator over HTTP. They are one binary, because each binary would link its own HTTP client.

mod api;
mod api_keys;
mod conformance;
mod documented;
mod faults;
mod hosts;
mod in_memory;
mod lifecycle;
mod malformed_http;
mod metadata;
mod metadata_conformance;
mod metadata_edits;
mod metadata_faults;
mod metadata_refresh;
mod metadata_relations;
mod observed;
mod paths;
mod program;
mod queries;
mod raw_http;
mod request_bodies;
mod request_log;
mod schedules;
mod sql;
mod wire_faults;
