const _: () = {
    #[automatically_derived]
    impl<'a> ::peaka_runtime::BiTable for Visit<'a> {
        const TABLE: &'static ::core::primitive::str = "visits";
        const DESCRIPTION: ::core::option::Option<&'static ::core::primitive::str> = ::core::option::Option::Some(
            "Page views.",
        );
        #[allow(long_running_const_eval)]
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = {
            const __PEAKA_COUNT: ::core::primitive::usize = 1
                + <Place<'static> as ::peaka_runtime::BiTable>::COLUMNS.len();
            &const {
                let mut __peaka_columns = ::peaka_runtime::__private::ColumnListBuilder::<
                    __PEAKA_COUNT,
                >::new();
                ::peaka_runtime::__private::ColumnListBuilder::add(
                    &mut __peaka_columns,
                    &::peaka_runtime::__private::name_columns([
                        (
                            "id",
                            <i64 as ::peaka_runtime::ColumnType>::COLUMN
                                .description("The primary key."),
                        ),
                    ]),
                );
                ::peaka_runtime::__private::ColumnListBuilder::add(
                    &mut __peaka_columns,
                    <Place<'a> as ::peaka_runtime::BiTable>::COLUMNS,
                );
                __peaka_columns.finish()
            }
        };
    }
    ::peaka_runtime::__private::register! {
        { ::peaka_runtime::__private::Registered::table:: < Visit < 'static >> (true) }
    }
    ::peaka_runtime::__private::register! {
        { ::peaka_runtime::__private::Registered::part:: < Place < 'static > > () }
    }
};
