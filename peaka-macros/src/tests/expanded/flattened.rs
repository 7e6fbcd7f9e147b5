const _: () = {
    #[automatically_derived]
    impl ::peaka_runtime::BiTable for Visit {
        const TABLE: &'static ::core::primitive::str = "visit";
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
                    ::peaka_runtime::__private::FlattenedColumns::new(
                        <Place as ::peaka_runtime::Flatten>::COLUMNS,
                        <Place as ::peaka_runtime::Flatten>::OPTION_DEPTH,
                    ),
                );
                ::peaka_runtime::__private::LeadingNames::check_old_names(
                    &__peaka_names,
                    __peaka_columns,
                )
            };
            &{
                let mut __peaka_columns = ::peaka_runtime::__private::ColumnListBuilder::<
                    { 1 + <Place as ::peaka_runtime::Flatten>::COLUMNS.len() },
                >::new();
                __peaka_columns
                    .add(
                        &::peaka_runtime::__private::name_columns(
                            ["id"],
                            &mut [<i64 as __PeakaColumnType>::COLUMN],
                        ),
                    );
                __peaka_columns
                    .add_flattened(
                        ::peaka_runtime::__private::FlattenedColumns::new(
                            <Place as ::peaka_runtime::Flatten>::COLUMNS,
                            <Place as ::peaka_runtime::Flatten>::OPTION_DEPTH,
                        ),
                    );
                __peaka_columns.finish()
            }
        };
    }
    #[automatically_derived]
    impl ::peaka_runtime::Flatten for Visit {
        type Table = Self;
    }
};
