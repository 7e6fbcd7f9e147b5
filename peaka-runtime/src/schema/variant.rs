//! The values of a column that an enum declares.

use serde::Serialize;

/// A variant of an enum that derives [`ColumnType`](macro@crate::ColumnType): one value of a column.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{BiTable, ColumnType};
///
/// #[derive(ColumnType)]
/// enum Kind {
///     /// The page was shown.
///     View,
///     Click,
/// }
///
/// #[derive(BiTable)]
/// struct Event {
///     kind: Kind,
/// }
///
/// let variants = Event::COLUMNS[0].variants;
/// assert_eq!(variants[0].text, "View");
/// assert_eq!(variants[0].description, Some("The page was shown."));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Variant<'a> {
    /// The text that the column stores.
    pub text: &'a str,
    /// The doc comment of the variant.
    pub description: Option<&'a str>,
}

impl<'a> Variant<'a> {
    /// Creates a variant without a description.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self {
            text,
            description: None,
        }
    }

    /// Sets the description.
    #[must_use]
    pub const fn description(mut self, description: &'a str) -> Self {
        self.description = Some(description);
        self
    }
}
