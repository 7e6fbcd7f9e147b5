//! Tests of whole pages: exact output, random content, and layout in a browser.

mod browser;
mod changes;
mod golden_pages;
mod hostile_names;
mod properties;
mod samples;
