const _: () = {
    #[automatically_derived]
    impl ::peaka_runtime::BiTable for Visit {
        const TABLE: &'static ::core::primitive::str = "visit";
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = {
            const COUNT: ::core::primitive::usize = 1
                + <Place as ::peaka_runtime::BiTable>::COLUMNS.len();
            &const {
                let mut columns = ::peaka_runtime::__private::Columns::<COUNT>::new();
                ::peaka_runtime::__private::Columns::add(
                    &mut columns,
                    &::peaka_runtime::__private::columns([
                        ("id", <i64 as ::peaka_runtime::ColumnType>::COLUMN),
                    ]),
                );
                ::peaka_runtime::__private::Columns::add(
                    &mut columns,
                    <Place as ::peaka_runtime::BiTable>::COLUMNS,
                );
                columns.finish()
            }
        };
    }
};
