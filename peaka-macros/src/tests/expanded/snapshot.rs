const _: () = {
    #[allow(long_running_const_eval)]
    static __PEAKA_FLATTENED_1: [::peaka_runtime::ColumnRequest<
        'static,
    >; <Place as ::peaka_runtime::Flatten>::COLUMNS.len()] = ::peaka_runtime::__private::flatten_columns(
        <Place as ::peaka_runtime::Flatten>::COLUMNS,
        <Place as ::peaka_runtime::Flatten>::OPTION_DEPTH,
    );
    static __PEAKA_SNAPSHOT_LOCATION: ::peaka_runtime::SnapshotLocation = ::peaka_runtime::__private::snapshot_location([
        "peaka-macros",
        "Cargo.toml",
        "src/tests/snapshots/visits.json",
        "peaka snapshot visits --out src/tests/snapshots/visits.json",
    ]);
    const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(
        "PEAKA_SNAPSHOT"
    );
    static __PEAKA_SNAPSHOT: ::peaka_runtime::Snapshot = ::peaka_runtime::__private::snapshot(
        &__PEAKA_SNAPSHOT_LOCATION,
        ["visits", "visits"],
        &[
            ::peaka_runtime::__private::snapshot_column(
                "id",
                [
                    ::core::option::Option::Some("bigint"),
                    ::core::option::Option::Some("id"),
                    ::core::option::Option::None,
                ],
                [::core::option::Option::Some(true), ::core::option::Option::Some(true)],
            ),
            ::peaka_runtime::__private::snapshot_column(
                "city",
                [
                    ::core::option::Option::Some("varchar"),
                    ::core::option::Option::None,
                    ::core::option::Option::Some("it's"),
                ],
                [::core::option::Option::None, ::core::option::Option::None],
            ),
        ],
    );
    #[allow(long_running_const_eval)]
    static __PEAKA_SNAPSHOT_INDEX: ::peaka_runtime::__private::SnapshotIndex<2> = ::peaka_runtime::__private::SnapshotIndex::new(
        &__PEAKA_SNAPSHOT,
        &[],
    );
    const _: &[::core::primitive::u8] = ::core::include_bytes!(
        ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
        "src/tests/snapshots/visits.json")
    );
    #[allow(long_running_const_eval)]
    const _: () = ::peaka_runtime::__private::SnapshotIndex::check(
        &__PEAKA_SNAPSHOT_INDEX,
        &__PEAKA_FLATTENED_1,
    );
    const id: ::peaka_runtime::__private::UnnamedColumn = ::peaka_runtime::__private::UnnamedColumn::in_snapshot(
        ::peaka_runtime::__private::UnnamedColumn::not_null(
                ::peaka_runtime::__private::UnnamedColumn::of_type(
                    <i64 as ::peaka_runtime::ColumnType>::COLUMN,
                ),
            )
            .unique(),
        "id",
        &__PEAKA_SNAPSHOT_INDEX,
    );
    #[automatically_derived]
    impl ::peaka_runtime::BiTable for Visit {
        const TABLE: &'static ::core::primitive::str = "visits";
        const SNAPSHOT_LOCATION: ::core::option::Option<
            &'static ::peaka_runtime::SnapshotLocation,
        > = ::core::option::Option::Some(&__PEAKA_SNAPSHOT_LOCATION);
        const SNAPSHOT: ::core::option::Option<&'static ::peaka_runtime::Snapshot> = ::core::option::Option::Some(
            &__PEAKA_SNAPSHOT,
        );
        #[allow(long_running_const_eval)]
        const COLUMNS: &'static [::peaka_runtime::ColumnRequest<'static>] = {
            const {
                let __peaka_names = ::peaka_runtime::__private::LeadingNames::new(
                    &["id"],
                    b"78j\xE0",
                    &[],
                );
                let __peaka_columns = ::peaka_runtime::__private::LeadingNames::check_flattened(
                    &__peaka_names,
                    ::peaka_runtime::__private::FlattenedColumns::new(
                        &__PEAKA_FLATTENED_1,
                        0,
                    ),
                );
                ::peaka_runtime::__private::LeadingNames::check_old_names(
                    &__peaka_names,
                    __peaka_columns,
                )
            };
            &{
                let mut __peaka_columns = ::peaka_runtime::__private::ColumnListBuilder::<
                    { 1 + <Place as ::peaka_runtime::Flatten>::COLUMNS.len() },
                >::new();
                __peaka_columns
                    .add(&::peaka_runtime::__private::name_columns(["id"], &mut [id]));
                __peaka_columns
                    .add_flattened(
                        ::peaka_runtime::__private::FlattenedColumns::new(
                            &__PEAKA_FLATTENED_1,
                            0,
                        ),
                    );
                __peaka_columns.finish()
            }
        };
    }
    #[automatically_derived]
    impl ::peaka_runtime::Flatten for Visit {
        type Table = Self;
    }
};
