const _: () = {
    use crate::peaka as __peaka_runtime;
    #[automatically_derived]
    impl __peaka_runtime::FromCell for Kind {
        fn from_cell(
            __peaka_cell: &__peaka_runtime::Cell<'_>,
        ) -> ::core::result::Result<Self, __peaka_runtime::CellError> {
            let _ = &__peaka_cell;
            ::core::result::Result::Ok(
                match __peaka_runtime::Cell::text(__peaka_cell) {
                    ::core::option::Option::Some("Click") => Self::Click,
                    ::core::option::Option::Some("View") => Self::r#View,
                    _ => {
                        return ::core::result::Result::Err(
                            __peaka_runtime::CellError::expected("one of Click, View"),
                        );
                    }
                },
            )
        }
    }
    #[automatically_derived]
    impl __peaka_runtime::ToBinding for Kind {
        fn to_binding(&self) -> __peaka_runtime::Binding {
            __peaka_runtime::ToBinding::to_binding(
                match self {
                    Self::Click => "Click",
                    Self::r#View => "View",
                },
            )
        }
    }
};
