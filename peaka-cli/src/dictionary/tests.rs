//! Tests of whole pages: byte by byte, with random content, and in a browser.

mod browser;
mod changes;
mod properties;
mod samples;
mod snapshots;
