const _: () = {
    #[automatically_derived]
    impl<T> ::peaka_runtime::ColumnType for Id<T>
    where
        T: ::peaka_runtime::ColumnType,
    {
        const COLUMN: ::peaka_runtime::__private::UnnamedColumn = ::peaka_runtime::__private::UnnamedColumn::of_type(
            <T as ::peaka_runtime::ColumnType>::COLUMN,
        );
        const DATA_TYPE: ::peaka_runtime::DataType = <Self as ::peaka_runtime::ColumnType>::COLUMN
            .data_type();
        const NULLABLE: ::core::primitive::bool = <Self as ::peaka_runtime::ColumnType>::COLUMN
            .is_nullable();
    }
};
