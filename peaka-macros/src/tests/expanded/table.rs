const _: () = {
    const __PEAKA_COLUMN_0: ::peaka_runtime::__private::UnnamedColumn = ::peaka_runtime::__private::UnnamedColumn::not_null(
            ::peaka_runtime::__private::UnnamedColumn::of_type(
                <i64 as ::peaka_runtime::ColumnType>::COLUMN,
            ),
        )
        .unique();
    const __PEAKA_COLUMN_2: ::peaka_runtime::__private::UnnamedColumn = ::peaka_runtime::__private::UnnamedColumn::default_value(
        ::peaka_runtime::__private::UnnamedColumn::of_type(
            <u32 as ::peaka_runtime::ColumnType>::COLUMN,
        ),
        ::peaka_runtime::__private::DefaultInput::IntegerLiteral(0, "0"),
    );
    const __PEAKA_COLUMN_3: ::peaka_runtime::__private::UnnamedColumn = ::peaka_runtime::__private::UnnamedColumn::default_value(
        ::peaka_runtime::__private::UnnamedColumn::new(
            ::peaka_runtime::DataType::Decimal,
            false,
        ),
        {
            let _ = [
                ::peaka_runtime::DefaultConstant::NONE,
                ::core::option::Option::Some(MAX_PRICE),
            ];
            ::peaka_runtime::__private::constant(&MAX_PRICE).input(&MAX_PRICE)
        },
    );
    #[automatically_derived]
    impl ::peaka_runtime::BiTable for Event {
        const TABLE: &'static ::core::primitive::str = "events";
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = &::peaka_runtime::__private::name_columns([
            ("id", __PEAKA_COLUMN_0),
            (
                "visitorId",
                ::peaka_runtime::__private::UnnamedColumn::of_type(
                        <String as ::peaka_runtime::ColumnType>::COLUMN,
                    )
                    .display_name("Visitor")
                    .renamed_from(&["user"]),
            ),
            ("clicks", __PEAKA_COLUMN_2),
            ("price", __PEAKA_COLUMN_3),
            (
                "note",
                ::peaka_runtime::__private::UnnamedColumn::of_type(
                    <Option<String> as ::peaka_runtime::ColumnType>::COLUMN,
                ),
            ),
        ]);
    }
    #[automatically_derived]
    impl ::peaka_runtime::Flatten for Event {
        type Table = Self;
    }
};
