const _: () = {
    #[automatically_derived]
    impl ::peaka_runtime::BiTable for Visit {
        const TABLE: &'static ::core::primitive::str = "visit";
        #[allow(long_running_const_eval)]
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = {
            const __PEAKA_COUNT: ::core::primitive::usize = 1
                + <Place as ::peaka_runtime::BiTable>::COLUMNS.len();
            &const {
                let mut __peaka_columns = ::peaka_runtime::__private::ColumnListBuilder::<
                    __PEAKA_COUNT,
                >::new();
                ::peaka_runtime::__private::ColumnListBuilder::add(
                    &mut __peaka_columns,
                    &::peaka_runtime::__private::name_columns([
                        ("id", <i64 as ::peaka_runtime::ColumnType>::COLUMN),
                    ]),
                );
                ::peaka_runtime::__private::ColumnListBuilder::add(
                    &mut __peaka_columns,
                    <Place as ::peaka_runtime::BiTable>::COLUMNS,
                );
                __peaka_columns.finish()
            }
        };
    }
};
