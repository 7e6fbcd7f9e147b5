::core::compile_error! {
    "unknown attribute `nmae`; did you mean `name`? expected one of `name`, `display_name`, `default`, `unique`, `not_null`, `data_type`, `flatten`, `renamed_from`, `references`, `pending`, `skip`"
}
const _: () = {
    #[automatically_derived]
    impl ::peaka_runtime::BiTable for Event {
        const TABLE: &'static ::core::primitive::str = "event";
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = &[];
    }
    #[automatically_derived]
    impl ::peaka_runtime::Flatten for Event {
        type Table = Self;
    }
};
