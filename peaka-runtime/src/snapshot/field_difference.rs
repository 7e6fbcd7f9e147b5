//! In what a declared column differs from what a snapshot has for it, in the compiler's message.

use crate::declare::const_message::Message;
use crate::declare::snapshot::SnapshotColumn;
use crate::plan::drift::{nullability, uniqueness};
use crate::schema::column_request::ColumnRequest;
use crate::schema::data_type::DataType;
use crate::schema::default_equality::same_default;
use crate::schema::default_text::Spelled;

const IS: &str = " is declared ";
const BUT: &str = ", but the snapshot has ";

/// What the snapshot has for a declared column.
pub(crate) enum Found {
    Nothing,
    /// A column of the name that the declared one had before.
    Renamed(&'static SnapshotColumn),
    Column(Differences),
}

/// In what a listed column differs from the declared one.
pub(crate) struct Differences {
    listed: &'static SnapshotColumn,
    data_type: bool,
    default: bool,
    not_null: bool,
    unique: bool,
}

impl Found {
    pub(crate) const fn differs(&self) -> bool {
        match self {
            Self::Nothing | Self::Renamed(_) => true,
            Self::Column(Differences {
                data_type,
                default,
                not_null,
                unique,
                ..
            }) => *data_type || *default || *not_null || *unique,
        }
    }

    pub(crate) const fn told(&self, declared: &ColumnRequest<'_>, message: Message) -> Message {
        let message = message.with("column ").quoted(declared.name).with(IS);
        match self {
            Self::Nothing => message
                .with(declared.data_type.as_str())
                .with(BUT)
                .with("no such column"),
            Self::Renamed(listed) => message
                .with(declared.data_type.as_str())
                .with(BUT)
                .with("it under its old name alone, ")
                .quoted(listed.name),
            Self::Column(differences) => differences.told(declared, message),
        }
    }
}

impl Differences {
    pub(crate) const fn between(
        declared: &ColumnRequest<'_>,
        listed: &'static SnapshotColumn,
    ) -> Self {
        Self {
            listed,
            data_type: !is_of_type(declared.data_type, listed.data_type),
            default: !same_default(declared, listed.default_value),
            not_null: declared.is_not_null != is_set(listed.is_not_null),
            unique: declared.is_unique != is_set(listed.is_unique),
        }
    }

    /// Goes on after the column's name and the first [`IS`].
    const fn told(&self, declared: &ColumnRequest<'_>, mut message: Message) -> Message {
        let Self { listed, .. } = self;
        let mut is_first = true;
        if self.data_type {
            message = message.with(declared.data_type.as_str()).with(BUT);
            message = data_type(listed.data_type, message);
            is_first = false;
        }
        if self.default {
            message = next(is_first, message);
            message = match declared.default_value {
                Some(wanted) => default(Some(Spelled::new(wanted).as_str()), message),
                None => default(None, message),
            };
            message = default(listed.default_value, message.with(BUT).with("it "));
            is_first = false;
        }
        if self.not_null {
            message = next(is_first, message)
                .with(nullability(declared.is_not_null))
                .with(BUT)
                .with("it ")
                .with(nullability(is_set(listed.is_not_null)));
            is_first = false;
        }
        if self.unique {
            message = next(is_first, message)
                .with(uniqueness(declared.is_unique))
                .with(BUT)
                .with("it ")
                .with(uniqueness(is_set(listed.is_unique)));
        }
        message
    }
}

const fn next(is_first: bool, message: Message) -> Message {
    if is_first {
        message
    } else {
        message.with("; it").with(IS)
    }
}

const fn is_of_type(declared: DataType, listed: Option<&str>) -> bool {
    match listed {
        Some(text) => {
            matches!(DataType::read(text), Some(found) if found as u8 == declared as u8)
        }
        None => false,
    }
}

/// A flag that the service does not state is not set.
const fn is_set(listed: Option<bool>) -> bool {
    matches!(listed, Some(true))
}

const fn data_type(listed: Option<&str>, message: Message) -> Message {
    match listed {
        None => message.with("it without a data type"),
        Some(text) => {
            let message = message.outside(text);
            match DataType::read(text) {
                Some(_) => message,
                None => message.with(", which is none of Peaka's data types"),
            }
        }
    }
}

const fn default(default: Option<&str>, message: Message) -> Message {
    match default {
        Some(text) => message.with("with default ").quoted(text),
        None => message.with("without default"),
    }
}
