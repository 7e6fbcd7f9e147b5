//! What replicas do to the table: nothing goes or changes but what was named.

use peaka_runtime::{DriftKind, Level, stored_name};

use crate::ask::Ask;
use crate::declaration::Declaration;
use crate::judge::{Court, Rule};
use crate::live::{Live, LiveColumn};
use crate::record::Cause;

type Attribute = fn(&LiveColumn) -> String;

const ATTRIBUTES: [(DriftKind, Attribute); 4] = [
    (DriftKind::Default, |column| format!("{:?}", column.default)),
    (DriftKind::NotNull, |column| column.not_null.to_string()),
    (DriftKind::Unique, |column| column.unique.to_string()),
    (DriftKind::DisplayName, |column| {
        format!("{:?}", column.display_name)
    }),
];

pub(super) fn judge(court: &mut Court<'_>) {
    let record = court.record;
    // What was asked for when a column was made, by its id.
    let mut made: Vec<(String, String)> = Vec::new();
    for (at, pair) in record.versions.windows(2).enumerate() {
        let Cause::Message(message) = pair[1].cause else {
            if pair[1].live.is_none() {
                made.clear();
            }
            continue;
        };
        let sent = message;
        let message = &record.messages[sent];
        let mut lists = record.of(message.sync).filter(|(at, _)| *at < sent);
        let seen = lists.rfind(|(_, message)| message.list().is_some());
        let seen = seen.and_then(|(_, message)| message.list());
        let declaration = &court.world.replicas[message.replica].declaration;
        let at = at + 1;
        match (&pair[0].live, &pair[1].live) {
            (_, None) => court.tell(Rule::Harm, format!("v{at}: the table is dropped")),
            (None, Some(live)) => {
                made.clear();
                if !declaration.create_table || !live.0.is_empty() {
                    court.tell(Rule::Harm, format!("v{at}: the table is created"));
                }
            }
            (Some(before), Some(after)) => {
                for column in &before.0 {
                    if let Some(harm) = harm(declaration, &message.ask, seen, column, after) {
                        court.tell(Rule::Harm, format!("v{at}: `{}` {harm}", column.name));
                    }
                }
                for column in &after.0 {
                    if before.with_id(&column.id).is_some() {
                        continue;
                    }
                    match asked_for(declaration, &message.ask, column) {
                        Some(asked) => made.push((column.id.clone(), asked)),
                        None => {
                            let detail = format!("v{at}: `{}` is added", column.name);
                            court.tell(Rule::Harm, detail);
                        }
                    }
                }
                twins(court, at, &made, after);
            }
        }
    }
    if record.twin_tables.len() > 1 {
        let detail = format!("there are the tables {:?}", record.twin_tables);
        court.tell(Rule::Twins, detail);
    }
}

/// What a message did to a column that its sender had not named.
fn harm(
    declaration: &Declaration,
    ask: &Ask,
    seen: Option<&Live>,
    before: &LiveColumn,
    after: &Live,
) -> Option<String> {
    let Some(after) = after.with_id(&before.id) else {
        let is_named = declaration.delete.contains(&before.name.as_str())
            && *ask == Ask::Delete(before.name.clone());
        return (!is_named).then(|| "is dropped".to_owned());
    };
    if after.data_type != before.data_type {
        return Some(format!("is retyped to {}", after.data_type));
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
    // An update sends the whole column, so all that it is not to change is as its sender saw it
    // last. If somebody changed it since, then that is lost, which no client can prevent.
    let seen = seen.and_then(|seen| seen.named(&before.name));
    let seen = seen.unwrap_or(before);
    // A display name that nobody chose goes with the name.
    let goes_with = is_renamed && seen.display_name.as_ref() == Some(&seen.name);
    for (kind, of) in ATTRIBUTES {
        let may = (declaration.fix_drift && declaration.level(kind) != Level::Allow)
            || (kind == DriftKind::DisplayName && goes_with);
        if !may && of(after) != of(before) && of(after) != of(seen) {
            return Some(format!("has another {kind}"));
        }
    }
    None
}

/// The declared name for which a message made a column, if it was to.
fn asked_for(declaration: &Declaration, ask: &Ask, column: &LiveColumn) -> Option<String> {
    let Ask::Add(names) = ask else { return None };
    let declared = declaration.columns.iter().find(|declared| {
        let is_same = column.name == declared.name || column.name == stored_name(declared.name);
        is_same && names.iter().any(|name| name == declared.name)
    })?;
    (column.data_type == declared.data_type.to_string()).then(|| declared.name.to_owned())
}

/// No two columns that were made for one name are there under it.
fn twins(court: &mut Court<'_>, at: usize, made: &[(String, String)], live: &Live) {
    let there: Vec<_> = made
        .iter()
        .filter(|(id, asked)| {
            let column = live.with_id(id);
            column.is_some_and(|column| stored_name(&column.name) == stored_name(asked))
        })
        .map(|(_, asked)| asked)
        .collect();
    for (nth, asked) in there.iter().enumerate() {
        if there[..nth].contains(asked) {
            court.tell(Rule::Twins, format!("v{at}: `{asked}` was made twice"));
        }
    }
}
