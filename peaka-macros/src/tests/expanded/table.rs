const _: () = {
    const id: ::peaka_runtime::__private::UnnamedColumn = ::peaka_runtime::__private::UnnamedColumn::not_null(
            ::peaka_runtime::__private::UnnamedColumn::of_type(
                <i64 as ::peaka_runtime::ColumnType>::COLUMN,
            ),
        )
        .unique();
    const clicks: ::peaka_runtime::__private::UnnamedColumn = ::peaka_runtime::__private::UnnamedColumn::default_value(
        ::peaka_runtime::__private::UnnamedColumn::of_type(
            <u32 as ::peaka_runtime::ColumnType>::COLUMN,
        ),
        ::peaka_runtime::__private::DefaultInput::IntegerLiteral(0, "0"),
    );
    const price: ::peaka_runtime::__private::UnnamedColumn = ::peaka_runtime::__private::UnnamedColumn::default_value(
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
        const RENAMED_FIELDS: &'static [(
            &'static ::core::primitive::str,
            &'static ::core::primitive::str,
        )] = &[("visitor_id", "visitorId")];
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = &::peaka_runtime::__private::name_columns([
            ("id", id),
            (
                "visitorId",
                ::peaka_runtime::__private::UnnamedColumn::of_type(
                        <String as ::peaka_runtime::ColumnType>::COLUMN,
                    )
                    .display_name("Visitor")
                    .renamed_from(&["user"]),
            ),
            ("clicks", clicks),
            ("price", price),
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
