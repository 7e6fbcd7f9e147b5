const _: () = {
    #[automatically_derived]
    impl<T> ::peaka_runtime::FromCell for Id<T>
    where
        T: ::peaka_runtime::FromCell,
    {
        fn from_cell(
            __peaka_cell: &::peaka_runtime::Cell<'_>,
        ) -> ::core::result::Result<Self, ::peaka_runtime::CellError> {
            let _ = &__peaka_cell;
            ::core::result::Result::Ok(Self {
                0: <T as ::peaka_runtime::FromCell>::from_cell(__peaka_cell)?,
                1: ::core::default::Default::default(),
            })
        }
    }
    #[automatically_derived]
    impl<T> ::peaka_runtime::ToBinding for Id<T>
    where
        for<'__peaka> T: ::peaka_runtime::ToBinding,
    {
        fn to_binding(&self) -> ::peaka_runtime::Binding {
            <T as ::peaka_runtime::ToBinding>::to_binding(&self.0)
        }
    }
};
