//! The guide: from an empty program to a service whose tables are declared, verified and read.
//!
//! The pages follow one table, `page_views`, and can be read in order. The first page, [`getting_started`], ends with a program that
//! verifies one of your own tables, and reads its rows into a struct.
//!
//! | you want to | page |
//! | --- | --- |
//! | connect to a project, and turn a table into a struct | [`getting_started`] |
//! | declare columns, and see what a declaration means | [`declaring`] |
//! | read rows into structs | [`rows`] |
//! | decide which differences are errors, and preview or apply changes | [`policy`] |
//! | verify the tables when a service starts, with several replicas | [`start_up`] |
//! | sync all tables of a program in one call | [`many_tables`] |
//! | compare structs with saved columns of live tables at compile time | [`snapshots`] |
//! | check tables in CI, and write a data dictionary | [`command_line`] |
//! | test without a Peaka account | [`testing`] |
//! | describe tables to Peaka's AI | [`metadata`] |
//! | handle errors | [`errors`] |
//! | know how the API key is protected | [`security`] |
//! | replace hand-written HTTP calls | [`migrating`] |
//!
//! All examples are compiled, and what they print is compared with the output that a page shows. They run against the
//! emulator `peaka-emulator` in its profile `observed`, unless a page says otherwise.
//!
//! The [results of the benchmarks](https://github.com/peaka-rs/peaka-rs/blob/main/benchmarks/results.md) show what a sync, the derives and a
//! clean build cost, side by side with alternatives.

/// Declares the pages. Their links lead to the items, or to docs.rs where the feature of an item is disabled.
macro_rules! pages {
    ($($name:ident: $file:literal,)*) => {
        $(
            pub mod $name {
                #![doc = include_str!($file)]
                #![doc = ""]
                #![doc = include_str!("links.md")]
                #![cfg_attr(feature = "client", doc = include_str!("links_with_client.md"))]
                #![cfg_attr(not(feature = "client"), doc = include_str!("links_without_client.md"))]
            }
        )*
    };
}

pages! {
    getting_started: "getting_started.md",
    declaring: "declaring.md",
    rows: "rows.md",
    policy: "policy.md",
    start_up: "start_up.md",
    many_tables: "many_tables.md",
    snapshots: "snapshots.md",
    command_line: "command_line.md",
    testing: "testing.md",
    metadata: "metadata.md",
    errors: "errors.md",
    security: "security.md",
    migrating: "migrating.md",
}
