use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::schema::{ColumnRequest, DataType};

const NO_OLD_NAMES: &[&str] = &[];

/// Returns the error for columns of the struct itself, the first of which come before a flattened field.
fn error<const N: usize>(leading: &'static [Names], others: [Names; N]) -> String {
    let check = || {
        let names: Vec<_> = leading.iter().map(|(name, _)| *name).collect();
        let mut hashes: Vec<_> = names.iter().map(|name| hash(name)).collect();
        hashes.sort_unstable();
        let hashes: Vec<_> = hashes.into_iter().flat_map(u32::to_be_bytes).collect();
        let leading = LeadingNames::new(names.leak(), hashes.leak(), leading);
        let mut names = ColumnNames::<N>::new(leading);
        for (name, old_names) in others {
            names.add(name, old_names);
        }
        names.check_old_names();
    };
    let error = catch_unwind(AssertUnwindSafe(check)).unwrap_err();
    error.downcast_ref::<String>().unwrap().clone()
}

fn plain<const N: usize>(names: [&'static str; N]) -> [Names; N] {
    names.map(|name| (name, NO_OLD_NAMES))
}

#[test]
fn column_with_a_duplicate_stored_name_is_rejected() {
    let expected = "columns `user_id` and `userid` have the same stored name: the service removes \
                    underscores; help: rename one of the columns, or use another `flatten(prefix = \"…\")`";
    assert_eq!(error(&[], plain(["user_id", "id", "userid"])), expected);
    let leading = &[
        ("a", &[] as &[&str]),
        ("user_id", &[]),
        ("b", &[]),
        ("c", &[]),
    ];
    assert_eq!(error(leading, plain(["id", "userid"])), expected);
    assert_eq!(
        error(&[], plain(["a", "id", "id"])),
        "duplicate column name `id`; help: rename one of the columns, or use another \
         `flatten(prefix = \"…\")`"
    );
}

#[test]
fn columns_of_a_flattened_field_are_added() {
    const COLUMNS: &[ColumnRequest<'static>] = &[
        ColumnRequest::new("id", DataType::Bigint),
        ColumnRequest::new("agent", DataType::Varchar).renamed_from(&["ID"]),
    ];
    let flattened = FlattenedColumns::new(COLUMNS, 1);
    let mut names = ColumnNames::<2>::new(LeadingNames::new(&[], &[], &[]));
    names.add_flattened(flattened);
    assert_eq!(names.others, [("id", &[][..]), ("agent", &["ID"])]);
    assert!(catch_unwind(|| names.check_old_names()).is_err());
}

#[test]
fn only_flattened_field_is_compared_with_the_leading_names() {
    const COLUMNS: &[ColumnRequest<'static>] = &[
        ColumnRequest::new("city", DataType::Varchar),
        ColumnRequest::new("zip", DataType::Varchar),
    ];
    static NAMES: [&str; 3] = ["a", "ZIP_", "b"];
    let mut hashes = NAMES.map(hash);
    hashes.sort_unstable();
    let hashes: Vec<_> = hashes.into_iter().flat_map(u32::to_be_bytes).collect();
    let names = LeadingNames::new(&NAMES, hashes.leak(), &[]);
    let _ = names.check_flattened(FlattenedColumns::new(&COLUMNS[..1], 0));
    let error = catch_unwind(|| names.check_flattened(FlattenedColumns::new(COLUMNS, 0)));
    let error = error.unwrap_err().downcast_ref::<String>().unwrap().clone();
    assert!(
        error.starts_with("columns `ZIP_` and `zip` have"),
        "{error}"
    );
}

#[test]
fn old_names_of_the_only_flattened_field_are_compared_with_the_leading_names() {
    const COLUMNS: &[ColumnRequest<'static>] = &[
        ColumnRequest::new("a", DataType::Varchar),
        ColumnRequest::new("b", DataType::Varchar).renamed_from(&["c", "i_d"]),
    ];
    let flattened = FlattenedColumns::new(COLUMNS, 0);
    let hashes = hash("x").to_be_bytes().to_vec().leak();
    LeadingNames::new(&["x"], hashes, &[]).check_old_names(flattened);
    let hashes = hash("id").to_be_bytes().to_vec().leak();
    let names = LeadingNames::new(&["id"], hashes, &[]);
    let error = catch_unwind(|| names.check_old_names(flattened)).unwrap_err();
    let error = error.downcast_ref::<String>().unwrap();
    assert!(
        error.starts_with("column `b` cannot be renamed from `i_d`: column `id` is declared"),
        "{error}"
    );
}

#[test]
fn column_cannot_be_renamed_from_a_declared_one() {
    let similar = "column `agent` cannot be renamed from `i_d`: column `id` is declared, and the service removes \
                   underscores; help: use the column's old name, or remove `renamed_from`";
    assert_eq!(error(&[], [("id", &[]), ("agent", &["i_d"])]), similar);
    assert_eq!(error(&[("id", &[])], [("agent", &["i_d"])]), similar);
    assert_eq!(error(&[("agent", &["i_d"])], [("id", &[])]), similar);
    assert_eq!(
        error(&[], [("agent", &["id"]), ("id", &[])]),
        "column `agent` cannot be renamed from `id`: a declared column has that name; help: use \
         the column's old name, or remove `renamed_from`"
    );
}

#[test]
fn two_columns_cannot_be_renamed_from_one() {
    let expected = "columns `c` and `d` are both renamed from `userid`; help: remove the name from one of the two \
                    `renamed_from`";
    let [a, b] = [("a", &["x"] as &[&str]), ("b", &[])];
    let [c, d] = [("c", &["user_id"] as &[&str]), ("d", &["userid"])];
    assert_eq!(error(&[], [a, b, c, d]), expected);
    assert_eq!(error(&[("c", &["user_id"])], [a, b, d]), expected);
}
