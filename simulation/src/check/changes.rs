//! Checks every change of the table: a program deletes, renames and changes only what its declaration
//! names, and adds no column twice.

use peaka_runtime::{DriftKind, Level, stored_name};

use super::rule::{Checker, Rule};
use crate::run::Cause;
use crate::table::{Declaration, LiveColumn, LiveTable, Request, may_be_stored_as};

type Attribute = fn(&LiveColumn) -> String;

const ATTRIBUTES: [(DriftKind, Attribute); 4] = [
    (DriftKind::Default, |column| {
        format!("{:?}", column.default_value)
    }),
    (DriftKind::NotNull, |column| column.is_not_null.to_string()),
    (DriftKind::Unique, |column| column.is_unique.to_string()),
    (DriftKind::DisplayName, |column| {
        format!("{:?}", column.display_name)
    }),
];

pub(super) fn check(checker: &mut Checker<'_>) {
    let record = checker.record;
    // The declared name of each column that a request created, by its id.
    let mut created: Vec<(String, String)> = Vec::new();
    for (previous, pair) in record.versions.windows(2).enumerate() {
        let version = previous + 1;
        let Cause::Request(sent) = pair[1].cause else {
            if pair[1].live.is_none() {
                created.clear();
            }
            continue;
        };
        let exchange = &record.exchanges[sent];
        let mut lists = record
            .exchanges_of(exchange.sync)
            .filter(|(index, _)| *index < sent);
        let last_list = lists.rfind(|(_, exchange)| exchange.list().is_some());
        let last_list = last_list.and_then(|(_, exchange)| exchange.list());
        let declaration = &checker.scenario.programs[exchange.program].declaration;
        match (&pair[0].live, &pair[1].live) {
            (_, None) => checker.report(Rule::NoLoss, format!("v{version}: the table was deleted")),
            (None, Some(live)) => {
                created.clear();
                if !declaration.create_table {
                    let detail =
                        format!("v{version}: the table was created without `create_table`");
                    checker.report(Rule::NoLoss, detail);
                } else if !live.0.is_empty() {
                    let detail = format!("v{version}: the table was created with columns {live}");
                    checker.report(Rule::NoLoss, detail);
                }
            }
            (Some(before), Some(after)) => {
                for column in &before.0 {
                    if let Some(change) =
                        forbidden_change(declaration, &exchange.request, last_list, column, after)
                    {
                        checker.report(
                            Rule::NoLoss,
                            format!("v{version}: column `{}` {change}", column.name),
                        );
                    }
                }
                for column in &after.0 {
                    if before.with_id(&column.id).is_some() {
                        continue;
                    }
                    match declared_name(declaration, &exchange.request, column) {
                        Some(declared) => created.push((column.id.clone(), declared)),
                        None => {
                            let detail = format!(
                                "v{version}: column `{}` was added, but is not declared",
                                column.name
                            );
                            checker.report(Rule::NoLoss, detail);
                        }
                    }
                }
                check_duplicates(checker, version, &created, after);
            }
        }
    }
    if record.tables_with_same_name.len() > 1 {
        let detail = format!(
            "the tables {:?} share one stored name",
            record.tables_with_same_name
        );
        checker.report(Rule::NoDuplicates, detail);
    }
}

/// Describes how a request changed a column against its declaration. Returns `None` if the column may change
/// like this.
fn forbidden_change(
    declaration: &Declaration,
    request: &Request,
    last_list: Option<&LiveTable>,
    before: &LiveColumn,
    after: &LiveTable,
) -> Option<String> {
    let Some(after) = after.with_id(&before.id) else {
        let is_named = declaration.delete.contains(&before.name.as_str())
            && *request == Request::Delete(before.name.clone());
        return (!is_named).then(|| "was deleted, but is not in `delete_columns`".to_owned());
    };
    if after.data_type != before.data_type {
        return Some(format!("was changed to type {}", after.data_type));
    }
    let is_declared = |name: &str| {
        let mut columns = declaration.columns.iter();
        columns.any(|column| may_be_stored_as(column.name, name))
    };
    let is_renamed = after.name != before.name;
    if is_renamed {
        let is_named = declaration.columns.iter().any(|column| {
            let old = column.renamed_from;
            let is_new = after.name == column.name || after.name == stored_name(column.name);
            let is_old = old.is_some_and(|old| may_be_stored_as(old, &before.name));
            is_new && is_old
        });
        if !is_named {
            return Some(format!(
                "was renamed to `{}`, but is not in `renamed_from`",
                after.name
            ));
        }
    } else if after != before && !is_declared(&before.name) {
        return Some("was changed, but is not declared".to_owned());
    }
    // An update replaces the whole column, so attributes that are not fixed get the values that the sender
    // read last. Changes by others since then are lost, which no client can prevent.
    let last_seen = last_list.and_then(|list| list.named(&before.name));
    let last_seen = last_seen.unwrap_or(before);
    // A display name that equals the column name is renamed with the column.
    let follows_name = is_renamed && last_seen.display_name.as_ref() == Some(&last_seen.name);
    for (kind, value_of) in ATTRIBUTES {
        let is_allowed = (declaration.fix_drift && declaration.level(kind) != Level::Allow)
            || (kind == DriftKind::DisplayName && follows_name);
        if !is_allowed
            && value_of(after) != value_of(before)
            && value_of(after) != value_of(last_seen)
        {
            return Some(format!(
                "has another {kind}, but the declaration does not allow to fix it"
            ));
        }
    }
    None
}

/// Returns the declared name of a column that the request added. Returns `None` if the declaration or the
/// request does not name it, or if its type is not the declared one.
fn declared_name(
    declaration: &Declaration,
    request: &Request,
    column: &LiveColumn,
) -> Option<String> {
    let Request::Add(names) = request else {
        return None;
    };
    let declared = declaration.columns.iter().find(|declared| {
        let is_same = column.name == declared.name || column.name == stored_name(declared.name);
        is_same && names.iter().any(|name| name == declared.name)
    })?;
    (column.data_type == declared.data_type.to_string()).then(|| declared.name.to_owned())
}

/// Checks that no two live columns were created for the same declared name.
fn check_duplicates(
    checker: &mut Checker<'_>,
    version: usize,
    created: &[(String, String)],
    live: &LiveTable,
) {
    let live_names: Vec<_> = created
        .iter()
        .filter(|(id, declared)| {
            let column = live.with_id(id);
            column.is_some_and(|column| stored_name(&column.name) == stored_name(declared))
        })
        .map(|(_, declared)| declared)
        .collect();
    for (nth, declared) in live_names.iter().enumerate() {
        if live_names[..nth].contains(declared) {
            checker.report(
                Rule::NoDuplicates,
                format!("v{version}: column `{declared}` was created twice"),
            );
        }
    }
}
