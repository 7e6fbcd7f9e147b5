//! What the derive registers.

use std::any::TypeId;

use crate::bi_table::BiTable;
use crate::declare::DeclaredTable;

/// What a derive makes known. Not for use by hand: it changes without notice.
#[derive(Debug)]
pub struct Registered(pub(super) Kind);

#[derive(Debug)]
pub(super) enum Kind {
    Table {
        // Not the table itself: a fault in it would be told once more at its registration.
        declared: fn() -> DeclaredTable,
        id: TypeId,
        is_named: bool,
    },
    /// A struct whose columns another one takes in.
    Part(TypeId),
}

impl Registered {
    /// A struct that is a table.
    #[must_use]
    pub const fn table<T: BiTable + 'static>(is_named: bool) -> Self {
        Self(Kind::Table {
            declared: DeclaredTable::of::<T>,
            id: TypeId::of::<T>(),
            is_named,
        })
    }

    /// A struct that another one flattens.
    #[must_use]
    pub const fn part<T: 'static>() -> Self {
        Self(Kind::Part(TypeId::of::<T>()))
    }
}

inventory::collect!(Registered);
