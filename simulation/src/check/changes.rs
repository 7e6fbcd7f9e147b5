//! Checks every change of the table: a program creates, adds, renames, changes and deletes only what its
//! declaration names, and adds no column twice.

use peaka_runtime::{DriftKind, Level, stored_name};

use super::rule::{Checker, Rule};
use crate::run::Cause;
use crate::table::{Declaration, LiveColumn, LiveTable, Request, is_stored_as, may_be_stored_as};

type AttributeValue = fn(&LiveColumn) -> String;

const ATTRIBUTES: [(DriftKind, AttributeValue); 4] = [
    (DriftKind::Default, |column| {
        format!("{:?}", column.default_value)
    }),
    (DriftKind::NotNull, |column| column.is_not_null.to_string()),
    (DriftKind::Unique, |column| column.is_unique.to_string()),
    (DriftKind::DisplayName, |column| {
        format!("{:?}", column.display_name)
    }),
];

/// A column that a request of a program created.
struct CreatedColumn {
    id: String,
    declared_name: String,
}

pub(super) fn check(checker: &mut Checker<'_>) {
    let record = checker.record;
    let mut created = Vec::new();
    for (version, pair) in (1..).zip(record.versions.windows(2)) {
        let [before, after] = pair else { continue };
        if before.live.is_none() || after.live.is_none() {
            created.clear();
        }
        if let Cause::Request(exchange) = after.cause {
            let (before, after) = (before.live.as_ref(), after.live.as_ref());
            check_version(checker, version, before, after, exchange, &mut created);
        }
    }
    let tables = record.end.as_deref().unwrap_or_default();
    if tables.len() > 1 {
        let detail = format!("the tables {tables:?} share one stored name");
        checker.report(Rule::NoDuplicates, detail);
    }
}

/// Checks the change that a request made, and adds the columns that it created.
fn check_version(
    checker: &mut Checker<'_>,
    version: usize,
    before: Option<&LiveTable>,
    after: Option<&LiveTable>,
    sent: usize,
    created: &mut Vec<CreatedColumn>,
) {
    let (scenario, record) = (checker.scenario, checker.record);
    let exchange = &record.exchanges[sent];
    let declaration = &scenario.programs[exchange.program].declaration;
    let mut report = |detail: String| {
        checker.report(Rule::OnlyDeclaredChanges, format!("v{version}: {detail}"));
    };
    let (before, after) = match (before, after) {
        (_, None) => return report("the table was deleted".to_owned()),
        (None, Some(live)) => {
            if !declaration.create_table {
                report("the table was created without `create_table`".to_owned());
            } else if !live.0.is_empty() {
                report(format!("the table was created with columns {live}"));
            }
            return;
        }
        (Some(before), Some(after)) => (before, after),
    };
    let last_list = record.last_list_before(sent);
    for column in &before.0 {
        if let Some(change) =
            forbidden_change(declaration, &exchange.request, last_list, column, after)
        {
            report(format!("column `{}` {change}", column.name));
        }
    }
    let is_new = |column: &&LiveColumn| before.with_id(&column.id).is_none();
    for column in after.0.iter().filter(is_new) {
        match declared_name(declaration, &exchange.request, column) {
            Some(declared_name) => created.push(CreatedColumn {
                id: column.id.clone(),
                declared_name,
            }),
            None => report(format!(
                "column `{}` was added, but is not declared",
                column.name
            )),
        }
    }
    check_duplicates(checker, version, created, after);
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
            let is_new = is_stored_as(column.name, &after.name);
            let is_old = old.iter().any(|old| may_be_stored_as(old, &before.name));
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
                "has another {kind}, but the declaration does not allow fixing it"
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
        is_stored_as(declared.name, &column.name) && names.iter().any(|name| name == declared.name)
    })?;
    (column.data_type == declared.data_type.to_string()).then(|| declared.name.to_owned())
}

/// Checks that no two live columns were created for the same declared name.
fn check_duplicates(
    checker: &mut Checker<'_>,
    version: usize,
    created: &[CreatedColumn],
    live: &LiveTable,
) {
    let live_names: Vec<_> = created
        .iter()
        .filter(|created| {
            let column = live.with_id(&created.id);
            column.is_some_and(|column| {
                stored_name(&column.name) == stored_name(&created.declared_name)
            })
        })
        .map(|created| &created.declared_name)
        .collect();
    for (index, declared) in live_names.iter().enumerate() {
        if live_names[..index].contains(declared) {
            checker.report(
                Rule::NoDuplicates,
                format!("v{version}: column `{declared}` was created twice"),
            );
        }
    }
}
