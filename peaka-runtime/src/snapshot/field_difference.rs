//! The differences between a declared column and its column in a snapshot, and their compile-time message.

use crate::declare::{ConstMessage, SnapshotColumn};
use crate::plan::{DriftKind, NULLABILITY, Policy, UNIQUENESS};
use crate::schema::{ColumnRequest, DataType, DefaultText, is_same_default};

/// The column of a snapshot that was matched to a declared one.
pub(crate) enum SnapshotMatch {
    /// The snapshot does not have the column.
    Missing,
    /// The snapshot has the column only under its old name.
    OldName(&'static SnapshotColumn),
    /// The snapshot has the column.
    Present(ColumnDifferences),
}

/// A column of a snapshot, and in which of its attributes it differs from the declared one in a way that the
/// policy denies.
pub(crate) struct ColumnDifferences {
    column: &'static SnapshotColumn,
    data_type_differs: bool,
    default_differs: bool,
    not_null_differs: bool,
    unique_differs: bool,
}

impl SnapshotMatch {
    /// Returns whether the declared column fails the check. A pending one may be absent.
    pub(crate) const fn fails(&self, declared: &ColumnRequest<'_>) -> bool {
        match self {
            Self::Missing | Self::OldName(_) => !declared.is_pending,
            Self::Present(differences) => differences.has_any(),
        }
    }

    /// Returns whether the snapshot has the column with a type that no field can declare.
    pub(crate) const fn is_undeclarable(&self) -> bool {
        match self {
            Self::Missing | Self::OldName(_) => false,
            Self::Present(differences) => match differences.column.data_type {
                Some(text) => DataType::parse(text).is_none(),
                None => true,
            },
        }
    }

    /// Returns whether the snapshot does not have the column under its name.
    pub(crate) const fn is_absent(&self) -> bool {
        matches!(self, Self::Missing | Self::OldName(_))
    }

    /// Appends the differences to a message.
    pub(crate) const fn append_to(
        &self,
        declared: &ColumnRequest<'_>,
        message: ConstMessage,
    ) -> ConstMessage {
        let message = message.with("column ").quoted(declared.name).with(": ");
        match self {
            Self::Missing => message
                .with("declared ")
                .with(declared.data_type.as_str())
                .with(", but not in the snapshot"),
            Self::OldName(column) => message
                .with("declared ")
                .with(declared.data_type.as_str())
                .with(", but the snapshot only has its old name ")
                .quoted(column.name),
            Self::Present(differences) => differences.append_to(declared, message),
        }
    }
}

impl ColumnDifferences {
    pub(crate) const fn between(
        declared: &ColumnRequest<'_>,
        column: &'static SnapshotColumn,
        policy: &Policy,
    ) -> Self {
        Self {
            column,
            data_type_differs: !is_of_type(declared.data_type, column.data_type),
            default_differs: policy.denies(DriftKind::Default)
                && !is_same_default(declared, column.default_value),
            not_null_differs: policy.denies(DriftKind::NotNull)
                && declared.is_not_null != is_set(column.is_not_null),
            unique_differs: policy.denies(DriftKind::Unique)
                && declared.is_unique != is_set(column.is_unique),
        }
    }

    const fn has_any(&self) -> bool {
        self.data_type_differs
            || self.default_differs
            || self.not_null_differs
            || self.unique_differs
    }

    /// Appends the differences to a message.
    const fn append_to(
        &self,
        declared: &ColumnRequest<'_>,
        mut message: ConstMessage,
    ) -> ConstMessage {
        let Self { column, .. } = self;
        let mut is_first = true;
        if self.data_type_differs {
            message = message.with("declared ").with(declared.data_type.as_str());
            message = append_data_type(column.data_type, message);
            is_first = false;
        }
        if self.default_differs {
            message = append_separator(is_first, message).with("declared ");
            message = match declared.default_value {
                Some(default) => message
                    .with("default ")
                    .quoted(DefaultText::new(default).as_str()),
                None => message.with("without default"),
            };
            message = match column.default_value {
                Some(default) => message.with(", snapshot default ").quoted(default),
                None => message.with(", snapshot column has no default"),
            };
            is_first = false;
        }
        if self.not_null_differs {
            let flags = (declared.is_not_null, is_set(column.is_not_null));
            message = append_flag(flags, NULLABILITY, append_separator(is_first, message));
            is_first = false;
        }
        if self.unique_differs {
            let flags = (declared.is_unique, is_set(column.is_unique));
            message = append_flag(flags, UNIQUENESS, append_separator(is_first, message));
        }
        message
    }
}

/// Appends what separates a clause from the one before it.
const fn append_separator(is_first: bool, message: ConstMessage) -> ConstMessage {
    if is_first {
        message
    } else {
        message.with("; ")
    }
}

const fn append_flag(
    (declared, snapshot): (bool, bool),
    words: [&str; 2],
    message: ConstMessage,
) -> ConstMessage {
    message
        .with("declared ")
        .with(words[declared as usize])
        .with(", snapshot column is ")
        .with(words[snapshot as usize])
}

const fn is_of_type(declared: DataType, snapshot: Option<&str>) -> bool {
    match snapshot {
        Some(text) => {
            matches!(DataType::parse(text), Some(found) if found as u8 == declared as u8)
        }
        None => false,
    }
}

/// Returns whether a flag is set. A flag that the service did not report is not set.
const fn is_set(flag: Option<bool>) -> bool {
    matches!(flag, Some(true))
}

const fn append_data_type(snapshot: Option<&str>, message: ConstMessage) -> ConstMessage {
    match snapshot {
        None => message.with(", snapshot column has no data type, so no field can declare it"),
        Some(text) => {
            let message = message.with(", snapshot type is ").excerpt(text);
            match DataType::parse(text) {
                Some(_) => message,
                None => message.with(", which no field can declare"),
            }
        }
    }
}

#[cfg(test)]
mod tests;
