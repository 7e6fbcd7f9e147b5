const _: () = {
    trait __PeakaColumns {
        const id: ::peaka_runtime::__private::UnnamedColumn;
    }
    #[automatically_derived]
    impl<'a, T: ColumnType> __PeakaColumns for Event<'a, T> {
        const id: ::peaka_runtime::__private::UnnamedColumn = ::peaka_runtime::__private::UnnamedColumn::default_value(
            ::peaka_runtime::__private::UnnamedColumn::of_type(
                <T as ::peaka_runtime::ColumnType>::COLUMN,
            ),
            {
                let _ = [
                    ::peaka_runtime::DefaultConstant::NONE,
                    ::core::option::Option::Some(Self::FIRST),
                ];
                ::peaka_runtime::__private::constant(&Self::FIRST).input(&Self::FIRST)
            },
        );
    }
    #[automatically_derived]
    impl<'a, T: ColumnType> ::peaka_runtime::BiTable for Event<'a, T> {
        const TABLE: &'static ::core::primitive::str = "event";
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = {
            &::peaka_runtime::__private::name_columns(
                ["id", "note"],
                &mut [
                    <Self as __PeakaColumns>::id,
                    ::peaka_runtime::__private::UnnamedColumn::copied(
                        &{
                            ::peaka_runtime::__private::UnnamedColumn::of_type(
                                <&'a str as ::peaka_runtime::ColumnType>::COLUMN,
                            )
                        },
                    ),
                ],
            )
        };
    }
    #[automatically_derived]
    impl<'a, T: ColumnType> ::peaka_runtime::Flatten for Event<'a, T> {
        type Table = Self;
    }
};
