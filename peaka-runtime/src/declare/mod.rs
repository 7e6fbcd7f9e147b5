pub(crate) mod column;
pub(crate) mod columns;
pub(crate) mod const_message;
pub(crate) mod declared_table;
pub(crate) mod name_table;
pub(crate) mod snapshot;
pub(crate) mod value_text;
