const _: () = {
    #[automatically_derived]
    impl<'a> ::peaka_runtime::BiTable for Order<'a> {
        const TABLE: &'static ::core::primitive::str = "order";
        const USE_WITH_AI: ::core::option::Option<::core::primitive::bool> = ::core::option::Option::Some(
            false,
        );
        const GOLDEN_SQLS: &'static [::peaka_runtime::GoldenSql] = &[
            ::peaka_runtime::GoldenSql::new(
                "Which customers bought most?",
                const {
                    &[
                        ::peaka_runtime::__private::SqlPart::Text("SELECT "),
                        ::peaka_runtime::__private::SqlPart::Column(|| ::peaka_runtime::ReferenceTarget::of::<
                            Customer,
                        >("name")),
                        ::peaka_runtime::__private::SqlPart::Text(", "),
                        ::peaka_runtime::__private::SqlPart::Column(|| ::peaka_runtime::ReferenceTarget::of::<
                            Self,
                        >("customer_id")),
                        ::peaka_runtime::__private::SqlPart::Text(", '{0}' FROM "),
                        ::peaka_runtime::__private::SqlPart::Table(
                            <Self as ::peaka_runtime::BiTable>::TABLE,
                        ),
                        ::peaka_runtime::__private::SqlPart::Text(" JOIN "),
                        ::peaka_runtime::__private::SqlPart::Table(
                            <Customer as ::peaka_runtime::BiTable>::TABLE,
                        ),
                        ::peaka_runtime::__private::SqlPart::Text(" ON {}"),
                    ]
                },
            ),
        ];
        const RENAMED_FIELDS: &'static [(
            &'static ::core::primitive::str,
            &'static ::core::primitive::str,
        )] = &[("customer_id", "customerId")];
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = {
            use ::peaka_runtime::ColumnType as __PeakaColumnType;
            &::peaka_runtime::__private::name_columns(
                ["customerId", "previous"],
                &mut [
                    <i64 as __PeakaColumnType>::COLUMN
                        .references(
                            ::peaka_runtime::Reference::new(|| ::peaka_runtime::ReferenceTarget::of::<
                                crate::sales::Customer<'a>,
                            >("id")),
                        ),
                    ::peaka_runtime::__private::UnnamedColumn::new(
                            ::peaka_runtime::DataType::Bigint,
                            false,
                        )
                        .references(
                            ::peaka_runtime::Reference::new(|| ::peaka_runtime::ReferenceTarget::of::<
                                Self,
                            >("customer_id")),
                        ),
                ],
            )
        };
    }
    #[automatically_derived]
    impl<'a> ::peaka_runtime::Flatten for Order<'a> {
        type Table = Self;
    }
    const _: () = {
        let _ = ::peaka_runtime::ReferenceTarget::of::<
            crate::sales::Customer<'static>,
        >("id");
        ::peaka_runtime::__private::StructFields::check_reference(
            &::peaka_runtime::__private::StructFields::new(
                "crate::sales::Customer",
                <crate::sales::Customer<'static> as ::peaka_runtime::BiTable>::COLUMNS,
                <crate::sales::Customer<
                    'static,
                > as ::peaka_runtime::BiTable>::RENAMED_FIELDS,
            ),
            "id",
            "customerId",
            ::core::option::Option::Some(
                <i64 as ::peaka_runtime::ColumnType>::COLUMN.data_type(),
            ),
        )
    };
    const _: () = {
        let _ = ::peaka_runtime::ReferenceTarget::of::<Order>("customer_id");
        ::peaka_runtime::__private::StructFields::check_reference(
            &::peaka_runtime::__private::StructFields::new(
                "Order",
                <Order as ::peaka_runtime::BiTable>::COLUMNS,
                <Order as ::peaka_runtime::BiTable>::RENAMED_FIELDS,
            ),
            "customer_id",
            "previous",
            ::core::option::Option::Some(::peaka_runtime::DataType::Bigint),
        )
    };
    const _: () = {
        let _ = ::peaka_runtime::ReferenceTarget::of::<Customer>("name");
        ::peaka_runtime::__private::StructFields::check(
            &::peaka_runtime::__private::StructFields::new(
                "Customer",
                <Customer as ::peaka_runtime::BiTable>::COLUMNS,
                <Customer as ::peaka_runtime::BiTable>::RENAMED_FIELDS,
            ),
            "name",
        )
    };
};
