//! The emulator over real HTTP. One binary for all of it, since each would link an HTTP client of its own.

mod bodies;
mod conformance;
mod documented;
mod faults;
mod http;
mod keys;
mod life;
mod log;
mod memory;
mod observed;
mod paths;
mod program;
mod raw;
mod schedules;
mod support;
mod wire_faults;
