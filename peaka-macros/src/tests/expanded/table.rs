const _: () = {
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
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = {
            use ::peaka_runtime::ColumnType as __PeakaColumnType;
            &::peaka_runtime::__private::name_columns(
                ["id", "visitorId", "clicks", "price", "note"],
                &mut [
                    <i64 as __PeakaColumnType>::COLUMN.not_null().unique(),
                    <String as __PeakaColumnType>::COLUMN
                        .display_name("Visitor")
                        .renamed_from(&["user"]),
                    <u32 as __PeakaColumnType>::COLUMN.default_integer(0),
                    price,
                    <Option<String> as __PeakaColumnType>::COLUMN,
                ],
            )
        };
    }
    #[automatically_derived]
    impl ::peaka_runtime::Flatten for Event {
        type Table = Self;
    }
};
