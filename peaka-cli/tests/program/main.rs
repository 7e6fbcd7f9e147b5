//! The program `peaka` as a process, against the emulator.

mod pulled;
mod support;
