//! The pages, byte by byte, for any content, and in a browser.

mod browser;
mod changes;
mod properties;
mod samples;
mod snapshots;
