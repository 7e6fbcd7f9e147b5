const _: () = {
    #[automatically_derived]
    impl<T> ::peaka_runtime::BiTable for Order<T> {
        const TABLE: &'static ::core::primitive::str = "order";
        const GOLDEN_SQLS: &'static [::peaka_runtime::GoldenSql] = {
            ::peaka_runtime::__private::StructFields::check(
                &::peaka_runtime::__private::StructFields::new(
                    "Order",
                    <Self as ::peaka_runtime::BiTable>::COLUMNS,
                    <Self as ::peaka_runtime::BiTable>::RENAMED_FIELDS,
                ),
                "city",
            );
            ::peaka_runtime::__private::StructFields::check(
                &::peaka_runtime::__private::StructFields::new(
                    "Customer",
                    <Customer<T> as ::peaka_runtime::BiTable>::COLUMNS,
                    <Customer<T> as ::peaka_runtime::BiTable>::RENAMED_FIELDS,
                ),
                "id",
            );
            &[
                ::peaka_runtime::GoldenSql::new(
                    "Which city?",
                    const {
                        &[
                            ::peaka_runtime::__private::SqlPart::Text("SELECT "),
                            ::peaka_runtime::__private::SqlPart::Column(|| ::peaka_runtime::ReferenceTarget::of::<
                                Self,
                            >("city")),
                            ::peaka_runtime::__private::SqlPart::Text(", "),
                            ::peaka_runtime::__private::SqlPart::Column(|| ::peaka_runtime::ReferenceTarget::of::<
                                Customer<T>,
                            >("id")),
                            ::peaka_runtime::__private::SqlPart::Text(" FROM "),
                            ::peaka_runtime::__private::SqlPart::Table(
                                <Self as ::peaka_runtime::BiTable>::TABLE,
                            ),
                        ]
                    },
                ),
            ]
        };
        #[allow(long_running_const_eval)]
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = {
            use ::peaka_runtime::ColumnType as __PeakaColumnType;
            const {
                let __peaka_names = ::peaka_runtime::__private::LeadingNames::new(
                    &["customer", "payer"],
                    b"8n\x02B\xA4\xBD\xAA\x19",
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
                    { 2 + <Place as ::peaka_runtime::Flatten>::COLUMNS.len() },
                >::new();
                __peaka_columns
                    .add(
                        &::peaka_runtime::__private::name_columns(
                            ["customer", "payer"],
                            &mut [
                                ::peaka_runtime::__private::UnnamedColumn::copied(
                                        &{
                                            ::peaka_runtime::__private::UnnamedColumn::of_type(
                                                <T as ::peaka_runtime::ColumnType>::COLUMN,
                                            )
                                        },
                                    )
                                    .references(
                                        ::peaka_runtime::Reference::new(|| ::peaka_runtime::ReferenceTarget::of::<
                                            Customer,
                                        >("id")),
                                    ),
                                <i64 as __PeakaColumnType>::COLUMN
                                    .references(
                                        ::peaka_runtime::Reference::new(|| ::peaka_runtime::ReferenceTarget::of::<
                                            Customer<T>,
                                        >("id")),
                                    ),
                            ],
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
    impl<T> ::peaka_runtime::Flatten for Order<T> {
        type Table = Self;
    }
    const _: () = {
        let _ = ::peaka_runtime::ReferenceTarget::of::<Customer>("id");
        ::peaka_runtime::__private::StructFields::check_reference(
            &::peaka_runtime::__private::StructFields::new(
                "Customer",
                <Customer as ::peaka_runtime::BiTable>::COLUMNS,
                <Customer as ::peaka_runtime::BiTable>::RENAMED_FIELDS,
            ),
            "id",
            "customer",
            ::core::option::Option::None,
        )
    };
};
