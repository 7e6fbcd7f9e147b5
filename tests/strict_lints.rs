//! The derives cause no lint in a crate that denies all lints. Clippy checks this file too.
#![deny(missing_docs, deprecated, warnings)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::absolute_paths)]
#![deny(
    unused_qualifications,
    non_local_definitions,
    private_interfaces,
    unreachable_pub
)]

use peaka_runtime::{BiTable, ColumnType};

mod inner {
    use peaka_runtime::{BiTable, ColumnType, FromCell};

    /// A user-defined column type.
    #[derive(ColumnType, FromCell)]
    #[allow(dead_code)]
    pub(in crate::inner) struct Id<T>(T);

    /// A user-defined type that is read and bound.
    #[derive(ColumnType, FromCell)]
    #[allow(dead_code)]
    pub(in crate::inner) struct Name(String);

    /// An enum with a deprecated variant.
    #[derive(ColumnType, FromCell)]
    #[allow(dead_code)]
    pub(in crate::inner) enum Kind {
        Click,
        #[deprecated]
        View,
    }

    /// A struct that is visible in part of the crate.
    #[derive(BiTable)]
    #[bitable(rename_all = "camelCase")]
    #[allow(dead_code)]
    pub(in crate::inner) struct Event<'a> {
        #[bitable(default = 3, unique, not_null)]
        user_id: Id<u32>,
        #[bitable(data_type = "DECIMAL", display_name = "Price")]
        price: f64,
        #[bitable(renamed_from = "agent")]
        user_agent: &'a str,
    }

    /// A struct with a snapshot and flattened columns.
    #[derive(BiTable)]
    #[bitable(table = "page_views", snapshot = "snapshots/page_views.json")]
    #[allow(dead_code)]
    pub(in crate::inner) struct PageView<T: ColumnType> {
        #[bitable(unique, not_null, references = Event::user_id)]
        user_id: T,
        #[bitable(flatten)]
        place: Place,
    }

    /// A flattened struct.
    #[derive(BiTable)]
    #[allow(dead_code)]
    pub(in crate::inner) struct Place {
        city: String,
    }

    /// A deprecated struct.
    #[derive(BiTable)]
    #[deprecated]
    #[allow(dead_code)]
    pub(in crate::inner) struct Old {
        #[deprecated]
        id: i64,
    }

    /// A deprecated type.
    #[deprecated]
    pub(in crate::inner) type OldId = i64;

    /// An enum with descriptions.
    #[derive(ColumnType)]
    #[allow(dead_code)]
    pub(in crate::inner) enum State {
        /// The order is paid.
        Paid,
        /// The order is sent.
        Sent,
    }

    /// A struct with metadata.
    #[derive(BiTable)]
    #[bitable(ai = true)]
    #[golden(
        question = "Which cities?",
        sql = "SELECT {city}, {Event::user_id}, {Place::city} FROM {table}, {Event}, {Self} WHERE {Self::id} = 1"
    )]
    #[allow(dead_code)]
    pub(in crate::inner) struct Order<'a> {
        #[bitable(references = Event::user_id)]
        user_id: i64,
        #[bitable(references = Self::user_id)]
        id: Id<u32>,
        #[bitable(references = Place::city)]
        state: State,
        #[bitable(references = Event<'a>::user_agent)]
        agent: &'a str,
        #[bitable(flatten)]
        place: Place,
    }

    /// A generic struct with metadata.
    #[derive(BiTable)]
    #[golden(question = "Which?", sql = "SELECT {city}, {Place::city} FROM {table}")]
    #[allow(dead_code)]
    pub(in crate::inner) struct Payment<T: ColumnType> {
        #[bitable(references = Self::id)]
        id: T,
        #[bitable(references = Order::id)]
        order: T,
        #[bitable(flatten)]
        place: Place,
    }

    /// A deprecated struct that refers to another one.
    #[derive(BiTable)]
    #[golden(
        question = "Which?",
        sql = "SELECT {Old::id}, {Self::id} FROM {table}, {Old}"
    )]
    #[deprecated]
    #[allow(dead_code)]
    pub(in crate::inner) struct OldOrder {
        #[bitable(references = Old::id)]
        id: i64,
    }

    /// A struct that allows deprecated types.
    #[derive(BiTable)]
    #[allow(dead_code, deprecated)]
    pub(in crate::inner) struct Lenient {
        id: OldId,
    }

    /// A struct that expects a deprecated type.
    #[derive(BiTable)]
    #[expect(deprecated, dead_code, reason = "tests a deprecated type")]
    pub(in crate::inner) struct Expecting {
        id: OldId,
    }

    /// A struct with one field that allows a deprecated type.
    #[derive(BiTable)]
    #[allow(dead_code)]
    pub(in crate::inner) struct OneField {
        #[allow(deprecated)]
        #[bitable(default = 3)]
        id: OldId,
    }
}

#[test]
fn derives_work_inside_a_function() {
    #[derive(ColumnType)]
    #[allow(dead_code)]
    enum Kind {
        Click,
    }

    #[derive(BiTable)]
    #[allow(dead_code)]
    struct Place {
        city: String,
    }

    #[derive(BiTable)]
    #[allow(dead_code)]
    struct Local {
        kind: Kind,
        #[bitable(flatten)]
        place: Place,
    }

    assert_eq!(Local::TABLE, "local");
    assert_eq!(Local::COLUMNS.len(), 2);
}
