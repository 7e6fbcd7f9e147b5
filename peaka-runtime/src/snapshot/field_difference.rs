//! How a declared column differs from its snapshot, in the compiler's message.

use crate::declare::{ConstMessage, SnapshotColumn};
use crate::plan::{NULLABILITY, UNIQUENESS};
use crate::schema::{ColumnRequest, DataType, DefaultText, same_default};

/// What a snapshot has for a declared column.
pub(crate) enum SnapshotMatch {
    /// No column.
    Missing,
    /// Only the column that the declared one was renamed from.
    OldName(&'static SnapshotColumn),
    /// The column, with its differences.
    Column(Differences),
}

/// The attributes in which a column of a snapshot differs from the declared one.
pub(crate) struct Differences {
    column: &'static SnapshotColumn,
    data_type: bool,
    default: bool,
    not_null: bool,
    unique: bool,
}

impl SnapshotMatch {
    pub(crate) const fn differs(&self) -> bool {
        match self {
            Self::Missing | Self::OldName(_) => true,
            Self::Column(Differences {
                data_type,
                default,
                not_null,
                unique,
                ..
            }) => *data_type || *default || *not_null || *unique,
        }
    }

    pub(crate) const fn describe(
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
            Self::Column(differences) => differences.describe(declared, message),
        }
    }
}

impl Differences {
    pub(crate) const fn between(
        declared: &ColumnRequest<'_>,
        column: &'static SnapshotColumn,
    ) -> Self {
        Self {
            column,
            data_type: !is_of_type(declared.data_type, column.data_type),
            default: !same_default(declared, column.default_value),
            not_null: declared.is_not_null != is_set(column.is_not_null),
            unique: declared.is_unique != is_set(column.is_unique),
        }
    }

    const fn describe(
        &self,
        declared: &ColumnRequest<'_>,
        mut message: ConstMessage,
    ) -> ConstMessage {
        let Self { column, .. } = self;
        let mut is_first = true;
        if self.data_type {
            message = message.with("declared ").with(declared.data_type.as_str());
            message = data_type(column.data_type, message);
            is_first = false;
        }
        if self.default {
            message = next(is_first, message).with("declared ");
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
        if self.not_null {
            let flags = (declared.is_not_null, is_set(column.is_not_null));
            message = flag(flags, NULLABILITY, next(is_first, message));
            is_first = false;
        }
        if self.unique {
            let flags = (declared.is_unique, is_set(column.is_unique));
            message = flag(flags, UNIQUENESS, next(is_first, message));
        }
        message
    }
}

const fn next(is_first: bool, message: ConstMessage) -> ConstMessage {
    if is_first {
        message
    } else {
        message.with("; ")
    }
}

const fn flag(
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
            matches!(DataType::read(text), Some(found) if found as u8 == declared as u8)
        }
        None => false,
    }
}

/// A flag that the service did not report is not set.
const fn is_set(flag: Option<bool>) -> bool {
    matches!(flag, Some(true))
}

const fn data_type(snapshot: Option<&str>, message: ConstMessage) -> ConstMessage {
    match snapshot {
        None => message.with(", snapshot column has no data type"),
        Some(text) => {
            let message = message.with(", snapshot type is ").excerpt(text);
            match DataType::read(text) {
                Some(_) => message,
                None => message.with(", which is not a data type of Peaka"),
            }
        }
    }
}
