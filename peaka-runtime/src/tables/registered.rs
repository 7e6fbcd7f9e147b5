//! What the derive registers.

use std::any::TypeId;

use crate::bi_table::BiTable;
use crate::declare::DeclaredTable;

/// A registration by a derive. It is not part of the public API and changes without notice.
#[derive(Debug)]
pub struct Registered(pub(super) Kind);

#[derive(Debug)]
pub(super) enum Kind {
    Table {
        // A function, because a compile-time error in the table itself would be reported a second time here.
        declared: fn() -> DeclaredTable,
        id: TypeId,
        is_named: bool,
    },
    /// A struct that another one flattens.
    Part(TypeId),
}

impl Registered {
    /// Registers a table.
    #[must_use]
    pub const fn table<T: BiTable + 'static>(is_named: bool) -> Self {
        Self(Kind::Table {
            declared: DeclaredTable::of::<T>,
            id: TypeId::of::<T>(),
            is_named,
        })
    }

    /// Registers a struct that another one flattens.
    #[must_use]
    pub const fn part<T: 'static>() -> Self {
        Self(Kind::Part(TypeId::of::<T>()))
    }
}

inventory::collect!(Registered);
