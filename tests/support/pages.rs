//! The pages of the guide, whose examples run as doctests.

macro_rules! pages {
    ($($name:ident: $file:literal,)*) => {
        $(
            #[doc = include_str!(concat!("../../peaka-runtime/src/guide/", $file))]
            mod $name {}
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
