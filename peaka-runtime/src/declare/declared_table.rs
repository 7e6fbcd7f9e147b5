//! What a struct declares, as a value: so that structs of different types stand in one list.

use std::fmt;

use serde::{Serialize, Serializer};

use super::snapshot::Snapshot;
use crate::schema::ColumnRequest;

/// A table as a struct declares it.
///
/// It serializes as an object of `table`, `struct`, `description` and `columns`.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct DeclaredTable {
    /// The name as it is declared; the service may store another one.
    pub table: &'static str,
    /// What the table is about: the struct's doc comment.
    pub description: Option<&'static str>,
    /// The columns in the order of their fields.
    pub columns: &'static [ColumnRequest<'static>],
    /// The list of live columns to which the struct was held when it was compiled.
    pub snapshot: Option<&'static Snapshot>,
    // The name of a type is no constant yet.
    pub(crate) struct_name: fn() -> &'static str,
}

impl DeclaredTable {
    /// The path of the struct, for people: it may change with the compiler.
    #[must_use]
    pub fn struct_name(&self) -> &'static str {
        (self.struct_name)()
    }
}

impl fmt::Debug for DeclaredTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeclaredTable")
            .field("table", &self.table)
            .field("struct_name", &self.struct_name())
            .finish_non_exhaustive()
    }
}

impl Serialize for DeclaredTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Declared {
            table: &'static str,
            r#struct: &'static str,
            description: Option<&'static str>,
            columns: &'static [ColumnRequest<'static>],
        }

        let declared = Declared {
            table: self.table,
            r#struct: self.struct_name(),
            description: self.description,
            columns: self.columns,
        };
        declared.serialize(serializer)
    }
}
