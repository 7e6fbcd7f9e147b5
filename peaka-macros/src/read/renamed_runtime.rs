//! The name under which a package depends on the runtime, if its `Cargo.toml` renames it.
//!
//! The file is read for each derive: an editor expands the derives of many packages in one process. Only the parts of
//! TOML are understood that declare dependencies. For anything else, the runtime has its own name, and another one is
//! declared with `#[bitable(crate = …)]`.

use std::path::{Path, PathBuf};

/// The package of the runtime.
const RUNTIME: &str = "peaka-runtime";

/// Returns the name of the runtime in the package that is being compiled; `None` if it is not renamed.
pub(super) fn renamed_runtime() -> Option<String> {
    let package = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR")?);
    let manifest = std::fs::read_to_string(package.join("Cargo.toml")).ok()?;
    // Most packages do not rename it. A name that is inherited from the workspace may be any.
    if !manifest.contains(RUNTIME) && !manifest.contains("workspace") {
        return None;
    }
    let name = name_in(&manifest, || workspace_manifest(&package))?;
    Some(name.replace('-', "_"))
}

/// Returns the manifest of the workspace that the package belongs to, which may be that of the package.
fn workspace_manifest(package: &Path) -> Option<String> {
    package.ancestors().find_map(|directory| {
        let manifest = std::fs::read_to_string(directory.join("Cargo.toml")).ok()?;
        let has_workspace = statements(&manifest)
            .any(|statement| statement.keys.first().is_some_and(|key| key == "workspace"));
        has_workspace.then_some(manifest)
    })
}

/// Returns the name of the dependency on the runtime in a manifest, if it is not the one of the package.
fn name_in(manifest: &str, workspace: impl FnOnce() -> Option<String>) -> Option<String> {
    let mut renamed = None;
    let mut inherited = Vec::new();
    for dependency in dependencies(manifest, |table| {
        table.first().is_none_or(|first| first == "target")
    }) {
        match dependency.field {
            Field::Package(package) if package == RUNTIME => {
                renamed.get_or_insert(dependency.name);
            }
            Field::Package(_) => {}
            // Under its own name, or under that of another package, which does not compile anyway.
            _ if dependency.name == RUNTIME => return None,
            Field::Workspace => inherited.push(dependency.name),
            Field::Other => {}
        }
    }
    if renamed.is_some() || inherited.is_empty() {
        return renamed;
    }
    let workspace = workspace()?;
    let mut of_workspace = dependencies(&workspace, |table| table == ["workspace"]);
    of_workspace.find_map(|Dependency { name, field }| {
        let is_runtime = matches!(field, Field::Package(package) if package == RUNTIME);
        (is_runtime && inherited.contains(&name)).then_some(name)
    })
}

/// One statement about a dependency.
struct Dependency {
    name: String,
    field: Field,
}

enum Field {
    Package(String),
    Workspace,
    Other,
}

/// Returns the statements about dependencies in tables whose path before `dependencies` is accepted.
fn dependencies(
    manifest: &str,
    is_table: impl Fn(&[String]) -> bool,
) -> impl Iterator<Item = Dependency> {
    const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

    statements(manifest).flat_map(move |Statement { keys, value }| {
        let table = keys.iter().position(|key| TABLES.contains(&key.as_str()));
        let Some((table, name)) = table.and_then(|at| Some((at, keys.get(at + 1)?))) else {
            return Vec::new();
        };
        if !is_table(&keys[..table]) {
            return Vec::new();
        }
        let fields = match (&keys[table + 2..], value.strip_prefix('{')) {
            ([key], _) => vec![field(key, value)],
            (_, Some(inline)) => {
                let inline = inline.trim_end().trim_end_matches('}');
                let fields = split(inline, ',').into_iter();
                fields
                    .filter_map(|entry| entry.split_once('='))
                    .map(|(key, value)| field(unquoted(key), value))
                    .collect()
            }
            _ => vec![Field::Other],
        };
        let of_name = |field| Dependency {
            name: name.clone(),
            field,
        };
        fields.into_iter().map(of_name).collect()
    })
}

fn field(key: &str, value: &str) -> Field {
    match key {
        "package" => Field::Package(unquoted(value).to_owned()),
        "workspace" => Field::Workspace,
        _ => Field::Other,
    }
}

/// A key with the path of its table, and its value.
struct Statement<'m> {
    keys: Vec<String>,
    value: &'m str,
}

/// Returns the statements of a manifest. A table header is a statement without a value.
fn statements(manifest: &str) -> impl Iterator<Item = Statement<'_>> {
    let mut table = Vec::new();
    split(manifest, '\n').into_iter().filter_map(move |line| {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            table = keys(header.trim_start_matches('[').split(']').next()?);
            let keys = table.clone();
            return Some(Statement { keys, value: "" });
        }
        let (key, value) = line.split_once('=')?;
        let mut path = table.clone();
        path.extend(keys(key));
        Some(Statement {
            keys: path,
            value: value.trim(),
        })
    })
}

/// Returns the parts of a dotted key.
fn keys(dotted: &str) -> Vec<String> {
    let parts = split(dotted, '.').into_iter();
    parts.map(|key| unquoted(key).to_owned()).collect()
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

/// Splits a text at a separator that is outside of strings, brackets and comments. Comments are left out if they end a
/// part.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, None);
    let (mut depth, mut quote, mut is_escaped) = (0_usize, None, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some('#'), '\n') => quote = None,
            (Some('#'), _) => continue,
            (Some(_), _) if is_escaped => {
                is_escaped = false;
                continue;
            }
            (Some('"'), '\\') => {
                is_escaped = true;
                continue;
            }
            (Some(open), _) => {
                if c == open {
                    quote = None;
                }
                continue;
            }
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => {
                quote = Some('#');
                end = end.or((depth == 0).then_some(at));
            }
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if quote.is_none() && depth == 0 && c == separator {
            parts.push(&text[start..end.take().unwrap_or(at)]);
            start = at + c.len_utf8();
        }
    }
    parts.push(&text[start..end.unwrap_or(text.len())]);
    parts
}

#[cfg(test)]
mod tests {
    use super::name_in;

    const NO_WORKSPACE: fn() -> Option<String> = || None;

    #[test]
    fn name_of_the_dependency_is_found_in_every_spelling() {
        for manifest in [
            "[dependencies]\npeaka = { package = \"peaka-runtime\", version = \"1\" }",
            "[package]\nname = \"a\"\n[dev-dependencies]\n'peaka' = { version = '1', package = 'peaka-runtime' } # x\n",
            "[dependencies.peaka]\nversion = \"1\"\npackage = \"peaka-runtime\"",
            "[target.'cfg(unix)'.dependencies]\npeaka.version = \"1\"\npeaka.package = \"peaka-runtime\"",
            "[target.\"cfg(any(a, b = \\\"x.y\\\"))\".dependencies]\npeaka={package=\"peaka-runtime\"}",
            "[build-dependencies]\r\nother = \"1\" # {\r\npeaka = { features = [\r\n  \"client\", # ]\r\n], package = \
             \"peaka-runtime\" }\r\n",
            "[dependencies]\nserde = { version = \"1\" }\npeaka = { path = \"a,b # {\", package = \"peaka-runtime\" }",
        ] {
            assert_eq!(
                name_in(manifest, NO_WORKSPACE).as_deref(),
                Some("peaka"),
                "{manifest}"
            );
        }
    }

    #[test]
    fn runtime_that_is_not_renamed_has_its_own_name() {
        for manifest in [
            "",
            "[dependencies]\npeaka-runtime = \"1\"",
            "[dependencies]\npeaka-runtime = { path = \"..\" }",
            "[dependencies.peaka-runtime]\nversion = \"1\"",
            "[dependencies]\npeaka-runtime.workspace = true",
            "[dependencies]\npeaka-runtime = \"1\"\n[dev-dependencies]\nold = { package = \"peaka-runtime\" }",
            "[dependencies]\nother = { package = \"peaka-runtime-extra\" }",
            "# peaka = { package = \"peaka-runtime\" }",
            "[package.metadata.dependencies]\npeaka = { package = \"peaka-runtime\" }",
            "[workspace.dependencies]\npeaka = { package = \"peaka-runtime\" }",
            "[dependencies]\npeaka.workspace = true",
            "[dependencies",
            "= \"",
        ] {
            assert_eq!(name_in(manifest, NO_WORKSPACE), None, "{manifest}");
        }
    }

    #[test]
    fn name_is_inherited_from_the_workspace() {
        let workspace = || {
            let other =
                "other = { package = \"other-crate\" }\nmine = { package = \"peaka-runtime\" }\n";
            Some(format!(
                "[workspace.dependencies]\n{other}peaka = {{ package = \"peaka-runtime\" }}\n"
            ))
        };
        for (manifest, expected) in [
            (
                "[dependencies]\npeaka = { workspace = true, features = [\"uuid\"] }",
                Some("peaka"),
            ),
            (
                "[dependencies]\npeaka.workspace = true\nother.workspace = true",
                Some("peaka"),
            ),
            ("[dependencies.peaka]\nworkspace = true", Some("peaka")),
            ("[dependencies]\nother.workspace = true", None),
        ] {
            assert_eq!(
                name_in(manifest, workspace).as_deref(),
                expected,
                "{manifest}"
            );
        }
    }
}
