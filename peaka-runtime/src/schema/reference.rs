//! References from a column to a column of another table.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::Serialize;

/// The column that another column refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ReferenceTarget {
    /// The declared name of the table.
    pub table: &'static str,
    /// The declared name of the column.
    pub column: &'static str,
}

impl ReferenceTarget {
    pub(crate) const fn new(table: &'static str, column: &'static str) -> Self {
        Self { table, column }
    }
}

/// A declared reference from a column to a column of a struct's table: `#[bitable(references = Customer::id)]`.
///
/// The target is looked up when it is needed, so that two structs can refer to each other.
#[derive(Clone, Copy)]
pub struct Reference(fn() -> ReferenceTarget);

impl Reference {
    /// Creates a reference from a function that returns the target.
    #[must_use]
    pub const fn new(target: fn() -> ReferenceTarget) -> Self {
        Self(target)
    }

    /// Returns the column that is referred to.
    #[must_use]
    pub fn target(self) -> ReferenceTarget {
        (self.0)()
    }
}

impl PartialEq for Reference {
    fn eq(&self, other: &Self) -> bool {
        self.target() == other.target()
    }
}

impl Eq for Reference {}

impl Hash for Reference {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.target().hash(state);
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ReferenceTarget { table, column } = self.target();
        write!(f, "Reference({table:?}, {column:?})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_compared_by_their_targets() {
        let [a, b] = [Reference::new(|| ReferenceTarget::new("customers", "id")); 2];
        let other = Reference::new(|| ReferenceTarget::new("customers", "email"));
        assert_eq!(a, b);
        assert_ne!(a, other);
        assert_eq!(format!("{a:?}"), r#"Reference("customers", "id")"#);
    }
}
