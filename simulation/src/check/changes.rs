//! Checks every change of the table: only what a declaration names is deleted, renamed or changed.

use peaka_runtime::{DriftKind, Level, stored_name};

use super::rule::{Checker, Rule};
use crate::run::Cause;
use crate::table::{Declaration, LiveColumn, LiveTable, Request};

type Attribute = fn(&LiveColumn) -> String;

const ATTRIBUTES: [(DriftKind, Attribute); 4] = [
    (DriftKind::Default, |column| format!("{:?}", column.default)),
    (DriftKind::NotNull, |column| column.not_null.to_string()),
    (DriftKind::Unique, |column| column.unique.to_string()),
    (DriftKind::DisplayName, |column| {
        format!("{:?}", column.display_name)
    }),
];

pub(super) fn check(checker: &mut Checker<'_>) {
    let record = checker.record;
    // The declared name of each column that a request created, by its id.
    let mut created: Vec<(String, String)> = Vec::new();
    for (at, pair) in record.versions.windows(2).enumerate() {
        let Cause::Message(message) = pair[1].cause else {
            if pair[1].live.is_none() {
                created.clear();
            }
            continue;
        };
        let sent = message;
        let message = &record.messages[sent];
        let mut lists = record.of(message.sync).filter(|(at, _)| *at < sent);
        let last_list = lists.rfind(|(_, message)| message.list().is_some());
        let last_list = last_list.and_then(|(_, message)| message.list());
        let declaration = &checker.scenario.replicas[message.replica].declaration;
        let at = at + 1;
        match (&pair[0].live, &pair[1].live) {
            (_, None) => checker.report(Rule::NoLoss, format!("v{at}: the table is deleted")),
            (None, Some(live)) => {
                created.clear();
                if !declaration.create_table || !live.0.is_empty() {
                    checker.report(Rule::NoLoss, format!("v{at}: the table is created"));
                }
            }
            (Some(before), Some(after)) => {
                for column in &before.0 {
                    if let Some(change) =
                        forbidden_change(declaration, &message.request, last_list, column, after)
                    {
                        checker.report(Rule::NoLoss, format!("v{at}: `{}` {change}", column.name));
                    }
                }
                for column in &after.0 {
                    if before.with_id(&column.id).is_some() {
                        continue;
                    }
                    match declared_name(declaration, &message.request, column) {
                        Some(declared) => created.push((column.id.clone(), declared)),
                        None => {
                            let detail = format!("v{at}: `{}` is added", column.name);
                            checker.report(Rule::NoLoss, detail);
                        }
                    }
                }
                check_duplicates(checker, at, &created, after);
            }
        }
    }
    if record.duplicate_tables.len() > 1 {
        let detail = format!(
            "the tables {:?} have the same stored name",
            record.duplicate_tables
        );
        checker.report(Rule::NoDuplicates, detail);
    }
}

/// Returns what a request did to a column without being allowed to.
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
        return (!is_named).then(|| "is deleted".to_owned());
    };
    if after.data_type != before.data_type {
        return Some(format!("gets the type {}", after.data_type));
    }
    let is_declared = |name: &str| {
        let mut columns = declaration.columns.iter();
        columns.any(|column| column.name == name || stored_name(column.name) == name)
    };
    let is_renamed = after.name != before.name;
    if is_renamed {
        let is_named = declaration.columns.iter().any(|column| {
            let old = column.renamed_from;
            let is_new = after.name == column.name || after.name == stored_name(column.name);
            let is_old =
                old.is_some_and(|old| before.name == old || before.name == stored_name(old));
            is_new && is_old
        });
        if !is_named {
            return Some(format!("is renamed to `{}`", after.name));
        }
    } else if after != before && !is_declared(&before.name) {
        return Some("is changed, and is not declared".to_owned());
    }
    // An update replaces the whole column, so what it must not change is as the sender last saw it. A
    // change in between is lost, which no client can prevent.
    let last_seen = last_list.and_then(|list| list.named(&before.name));
    let last_seen = last_seen.unwrap_or(before);
    // A display name that was not chosen follows the name.
    let follows_name = is_renamed && last_seen.display_name.as_ref() == Some(&last_seen.name);
    for (kind, value_of) in ATTRIBUTES {
        let is_allowed = (declaration.fix_drift && declaration.level(kind) != Level::Allow)
            || (kind == DriftKind::DisplayName && follows_name);
        if !is_allowed
            && value_of(after) != value_of(before)
            && value_of(after) != value_of(last_seen)
        {
            return Some(format!("has another {kind}"));
        }
    }
    None
}

/// Returns the declared name for which the request created a column, if it is declared.
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

/// Checks that no two live columns were created for the same name.
fn check_duplicates(
    checker: &mut Checker<'_>,
    at: usize,
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
                format!("v{at}: `{declared}` was created twice"),
            );
        }
    }
}
