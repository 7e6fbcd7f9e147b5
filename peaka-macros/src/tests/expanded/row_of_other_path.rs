const _: () = {
    use crate::peaka as __peaka_runtime;
    #[automatically_derived]
    impl __peaka_runtime::BiRow for Visits {
        fn columns(__peaka_columns: &mut __peaka_runtime::RowColumns) {
            let _ = &__peaka_columns;
            __peaka_runtime::RowColumns::add(__peaka_columns, "visits");
            <Place as __peaka_runtime::BiRow>::columns(__peaka_columns);
        }
        fn from_row(
            __peaka_row: &mut __peaka_runtime::RowReader<'_>,
        ) -> ::core::result::Result<Self, __peaka_runtime::RowError> {
            let _ = &__peaka_row;
            ::core::result::Result::Ok(Self {
                visits: __peaka_runtime::RowReader::read::<u64>(__peaka_row)?,
                place: <Place as __peaka_runtime::BiRow>::from_row(__peaka_row)?,
            })
        }
    }
};
