//! The entries that the derive adds to the registry.

use std::any::TypeId;

use crate::bi_table::BiTable;
use crate::plan::DeclaredTable;

/// An entry in the registry. It is not part of the public API and changes without notice.
#[derive(Debug)]
pub struct Registered(pub(super) Kind);

#[derive(Debug)]
pub(super) enum Kind {
    Table {
        // A function rather than a value, because a value would repeat the compile-time errors of the table.
        declared: fn() -> DeclaredTable,
        id: TypeId,
        is_named: bool,
    },
    /// A struct that another one flattens.
    Part(TypeId),
}

impl Registered {
    /// Returns the entry of a struct that declares a table.
    #[must_use]
    pub const fn table<T: BiTable + 'static>(is_named: bool) -> Self {
        Self(Kind::Table {
            declared: DeclaredTable::of::<T>,
            id: TypeId::of::<T>(),
            is_named,
        })
    }

    /// Returns the entry of a struct that another one flattens.
    #[must_use]
    pub const fn part<T: 'static>() -> Self {
        Self(Kind::Part(TypeId::of::<T>()))
    }
}

inventory::collect!(Registered);
