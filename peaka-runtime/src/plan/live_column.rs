//! Live columns as a plan reads them: borrowed, from a response or from a [`LiveTable`].

use crate::schema::{ColumnDetail, DataType, LiveTable, is_system_column};

/// A live column. Its fields are those of [`ColumnDetail`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct LiveColumn<'l> {
    pub(crate) id: Option<&'l str>,
    pub(crate) name: &'l str,
    pub(crate) data_type: Option<&'l str>,
    pub(crate) display_name: Option<&'l str>,
    pub(crate) default_value: Option<&'l str>,
    pub(crate) is_not_null: Option<bool>,
    pub(crate) is_unique: Option<bool>,
    pub(crate) desc: Option<&'l str>,
}

impl<'l> From<&'l ColumnDetail> for LiveColumn<'l> {
    fn from(column: &'l ColumnDetail) -> Self {
        Self {
            id: column.id.as_deref(),
            name: &column.name,
            data_type: column.data_type.as_deref(),
            display_name: column.display_name.as_deref(),
            default_value: column.default_value.as_deref(),
            is_not_null: column.is_not_null,
            is_unique: column.is_unique,
            desc: column.desc.as_deref(),
        }
    }
}

impl LiveColumn<'_> {
    pub(crate) fn to_detail(self) -> ColumnDetail {
        ColumnDetail {
            id: self.id.map(str::to_owned),
            name: self.name.to_owned(),
            data_type: self.data_type.map(str::to_owned),
            display_name: self.display_name.map(str::to_owned),
            default_value: self.default_value.map(str::to_owned),
            is_not_null: self.is_not_null,
            is_unique: self.is_unique,
            desc: self.desc.map(str::to_owned),
        }
    }

    pub(crate) fn has_data_type(&self, data_type: DataType) -> bool {
        self.data_type.is_some_and(|text| {
            // Most types are spelled without parameters.
            text.eq_ignore_ascii_case(data_type.as_str()) || text.parse() == Ok(data_type)
        })
    }
}

/// A live table and its columns, including system columns.
#[derive(Debug)]
pub(crate) struct LiveColumns<'l> {
    /// The stored name of the table.
    pub(crate) table: &'l str,
    pub(crate) columns: Vec<LiveColumn<'l>>,
    /// Whether it is known that no two columns have the same name.
    pub(crate) are_unique: bool,
}

impl<'l> From<&'l LiveTable> for LiveColumns<'l> {
    fn from(live: &'l LiveTable) -> Self {
        Self {
            table: &live.name,
            columns: live.columns.iter().map(LiveColumn::from).collect(),
            are_unique: false,
        }
    }
}

impl LiveColumns<'_> {
    /// Returns whether the service does not remove underscores, so that `a_b` and `ab` are two columns: whether the
    /// name of a column other than a system column has one.
    pub(crate) fn keep_underscores(&self) -> bool {
        self.have_underscores_besides(|_| false)
    }

    /// Returns whether the name of a column other than a system column and those of `is_excluded` has an underscore.
    pub(crate) fn have_underscores_besides(&self, is_excluded: impl Fn(&str) -> bool) -> bool {
        let names = self.columns.iter().map(|column| column.name);
        let mut names = names.filter(|name| !is_system_column(name) && !is_excluded(name));
        names.any(|name| name.contains('_'))
    }
}
