const _: () = {
    trait __Checked {
        const COLUMN_0: ::peaka_runtime::__private::Column;
        const COLUMN_2: ::peaka_runtime::__private::Column;
        const COLUMN_3: ::peaka_runtime::__private::Column;
    }
    #[automatically_derived]
    impl<'a> __Checked for Event<'a> {
        const COLUMN_0: ::peaka_runtime::__private::Column = ::peaka_runtime::__private::Column::not_null(
            <i64 as ::peaka_runtime::ColumnType>::COLUMN,
        );
        const COLUMN_2: ::peaka_runtime::__private::Column = ::peaka_runtime::__private::Column::default_value(
            <u32 as ::peaka_runtime::ColumnType>::COLUMN,
            ::peaka_runtime::__private::Literal::Integer(0, "0"),
        );
        const COLUMN_3: ::peaka_runtime::__private::Column = ::peaka_runtime::__private::Column::default_value(
            ::peaka_runtime::__private::Column::new(
                ::peaka_runtime::DataType::Decimal,
                false,
            ),
            ::peaka_runtime::__private::Constant(MAX_PRICE).literal(),
        );
    }
    #[automatically_derived]
    impl<'a> ::peaka_runtime::BiTable for Event<'a> {
        const TABLE: &'static ::core::primitive::str = "events";
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = &::peaka_runtime::__private::columns([
            ("id", <Self as __Checked>::COLUMN_0.unique()),
            (
                "visitorId",
                <&'a str as ::peaka_runtime::ColumnType>::COLUMN
                    .display_name("Visitor")
                    .renamed_from("user"),
            ),
            ("clicks", <Self as __Checked>::COLUMN_2),
            ("price", <Self as __Checked>::COLUMN_3),
            ("note", <Option<String> as ::peaka_runtime::ColumnType>::COLUMN),
        ]);
    }
};
