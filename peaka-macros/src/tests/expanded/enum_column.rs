const _: () = {
    #[automatically_derived]
    impl ::peaka_runtime::ColumnType for Kind {
        const DATA_TYPE: ::peaka_runtime::DataType = ::peaka_runtime::DataType::Varchar;
        const COLUMN: ::peaka_runtime::__private::UnnamedColumn = ::peaka_runtime::__private::UnnamedColumn::of_enum(
            &[
                ::peaka_runtime::Variant::new("view").description("The page was shown."),
                ::peaka_runtime::Variant::new("click"),
            ],
        );
    }
    #[automatically_derived]
    impl ::peaka_runtime::DefaultConstant for Kind {
        type Reader = __PeakaVariants;
        const READER: __PeakaVariants = __PeakaVariants;
    }
    pub struct __PeakaVariants;
    #[automatically_derived]
    impl __PeakaVariants {
        pub const fn input(
            self,
            variant: &Kind,
        ) -> ::peaka_runtime::__private::DefaultInput {
            match variant {
                Kind::View => ::peaka_runtime::__private::DefaultInput::Text("view"),
                Kind::Click => ::peaka_runtime::__private::DefaultInput::Text("click"),
            }
        }
    }
};
