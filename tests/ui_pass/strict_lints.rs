//! A crate that denies everything hears nothing.
#![deny(missing_docs, deprecated, warnings)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::absolute_paths)]
#![deny(unused_qualifications, non_local_definitions, private_interfaces, unreachable_pub)]

mod inner {
    /// A struct that is visible in part of the crate.
    #[derive(peaka_runtime::BiTable)]
    #[allow(dead_code)]
    pub(in crate::inner) struct Event {
        #[bitable(default = 3, unique, not_null)]
        id: i64,
    }

    /// A struct of old.
    #[derive(peaka_runtime::BiTable)]
    #[deprecated]
    #[allow(dead_code)]
    pub(crate) struct Old {
        #[deprecated]
        id: i64,
    }
}

fn main() {
    #[derive(peaka_runtime::BiTable)]
    #[allow(dead_code)]
    struct Local {
        id: i64,
    }
    assert_eq!(<Local as peaka_runtime::BiTable>::TABLE, "local");
}
