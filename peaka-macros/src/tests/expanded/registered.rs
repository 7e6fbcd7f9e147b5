const _: () = {
    #[allow(long_running_const_eval)]
    static __PEAKA_FLATTENED_1: [::peaka_runtime::ColumnRequest<
        'static,
    >; <Place<'static> as ::peaka_runtime::Flatten>::COLUMNS.len()] = ::peaka_runtime::__private::flatten_columns(
        <Place<'static> as ::peaka_runtime::Flatten>::COLUMNS,
        <Place<'static> as ::peaka_runtime::Flatten>::OPTION_DEPTH,
    );
    #[automatically_derived]
    impl<'a> ::peaka_runtime::BiTable for Visit<'a> {
        const TABLE: &'static ::core::primitive::str = "visits";
        const DESCRIPTION: ::core::option::Option<&'static ::core::primitive::str> = ::core::option::Option::Some(
            "Page views.",
        );
        #[allow(long_running_const_eval)]
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = {
            const __PEAKA_COUNT: ::core::primitive::usize = 1
                + <Place<'static> as ::peaka_runtime::Flatten>::COLUMNS.len();
            &const {
                let mut __peaka_columns = ::peaka_runtime::__private::ColumnListBuilder::<
                    __PEAKA_COUNT,
                >::new();
                ::peaka_runtime::__private::ColumnListBuilder::add(
                    &mut __peaka_columns,
                    &::peaka_runtime::__private::name_columns([
                        (
                            "id",
                            ::peaka_runtime::__private::UnnamedColumn::of_type(
                                    <i64 as ::peaka_runtime::ColumnType>::COLUMN,
                                )
                                .description("The primary key."),
                        ),
                    ]),
                );
                ::peaka_runtime::__private::ColumnListBuilder::add(
                    &mut __peaka_columns,
                    &__PEAKA_FLATTENED_1,
                );
                __peaka_columns.finish()
            }
        };
    }
    #[automatically_derived]
    impl<'a> ::peaka_runtime::Flatten for Visit<'a> {
        type Table = Self;
    }
    ::peaka_runtime::__private::register! {
        { ::peaka_runtime::__private::RegistryEntry::table:: < Visit < 'static >> (true)
        }
    }
    ::peaka_runtime::__private::register! {
        { ::peaka_runtime::__private::RegistryEntry::flattened:: < < Place < 'static > as
        ::peaka_runtime::Flatten > ::Table > () }
    }
};
