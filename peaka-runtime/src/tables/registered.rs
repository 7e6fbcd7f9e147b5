//! The entries that the derive adds to the registry.

use std::any::TypeId;

use crate::bi_table::BiTable;
use crate::plan::DeclaredTable;

/// An entry in the registry. It is not part of the public API and changes without notice.
#[derive(Debug)]
pub struct RegistryEntry(pub(super) EntryKind);

#[derive(Debug)]
pub(super) enum EntryKind {
    Table {
        // A function rather than a value, because a value would repeat the compile-time errors of the table.
        declared: fn() -> DeclaredTable,
        // A function, because `TypeId::of` is const only since Rust 1.91.
        id: fn() -> TypeId,
        has_table_attribute: bool,
    },
    /// A struct that another one flattens.
    Flattened(fn() -> TypeId),
}

impl RegistryEntry {
    /// Returns the entry of a struct that declares a table.
    #[must_use]
    pub const fn table<T: BiTable + 'static>(has_table_attribute: bool) -> Self {
        Self(EntryKind::Table {
            declared: DeclaredTable::of::<T>,
            id: TypeId::of::<T>,
            has_table_attribute,
        })
    }

    /// Returns the entry of a struct that another one flattens.
    #[must_use]
    pub const fn flattened<T: 'static>() -> Self {
        Self(EntryKind::Flattened(TypeId::of::<T>))
    }
}

inventory::collect!(RegistryEntry);
