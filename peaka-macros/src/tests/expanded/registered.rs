const _: () = {
    static __PEAKA_FLATTENED_1: ::peaka_runtime::__private::FlattenedColumns = ::peaka_runtime::__private::FlattenedColumns::new(
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
            use ::peaka_runtime::ColumnType as __PeakaColumnType;
            const {
                let __peaka_names = ::peaka_runtime::__private::LeadingNames::new(
                    &["id"],
                    b"78j\xE0",
                    &[],
                );
                let __peaka_columns = ::peaka_runtime::__private::LeadingNames::check_flattened(
                    &__peaka_names,
                    __PEAKA_FLATTENED_1,
                );
                ::peaka_runtime::__private::LeadingNames::check_old_names(
                    &__peaka_names,
                    __peaka_columns,
                )
            };
            &{
                let mut __peaka_columns = ::peaka_runtime::__private::ColumnListBuilder::<
                    { 1 + <Place<'static> as ::peaka_runtime::Flatten>::COLUMNS.len() },
                >::new();
                __peaka_columns
                    .add(
                        &::peaka_runtime::__private::name_columns(
                            ["id"],
                            &mut [
                                <i64 as __PeakaColumnType>::COLUMN
                                    .description("The primary key."),
                            ],
                        ),
                    );
                __peaka_columns.add_flattened(__PEAKA_FLATTENED_1);
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
