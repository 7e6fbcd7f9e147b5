const _: () = {
    #[automatically_derived]
    impl<T> ::peaka_runtime::BiRow for Visits<T>
    where
        T: ::peaka_runtime::FromCell,
        u64: ::peaka_runtime::FromCell,
        Place: ::peaka_runtime::BiRow,
        Vec<u8>: ::core::default::Default,
    {
        fn columns(__peaka_columns: &mut ::peaka_runtime::RowColumns) {
            let _ = &__peaka_columns;
            ::peaka_runtime::RowColumns::add(__peaka_columns, "userId");
            ::peaka_runtime::RowColumns::add(__peaka_columns, "n");
            <Place as ::peaka_runtime::BiRow>::columns(__peaka_columns);
        }
        fn from_row(
            __peaka_row: &mut ::peaka_runtime::RowReader<'_>,
        ) -> ::core::result::Result<Self, ::peaka_runtime::RowError> {
            let _ = &__peaka_row;
            ::core::result::Result::Ok(Self {
                user_id: ::peaka_runtime::RowReader::read::<T>(__peaka_row)?,
                visits: ::peaka_runtime::RowReader::read::<u64>(__peaka_row)?,
                place: <Place as ::peaka_runtime::BiRow>::from_row(__peaka_row)?,
                cache: <Vec<u8> as ::core::default::Default>::default(),
            })
        }
    }
};
