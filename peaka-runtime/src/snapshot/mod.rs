pub(crate) mod compile_check;
pub(crate) mod field_difference;
