//! Validates JSON outputs against the definitions in `output.schema.json`.
//!
//! Readers must ignore fields that they do not know, so the definitions allow additional fields. This
//! validation rejects them, so that a test fails if an output has a field that its definition lacks.

use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../output.schema.json");

/// Validates an output against the definition with this name.
///
/// # Panics
///
/// Panics if the output does not match, and lists the differences.
pub fn assert_valid(definition: &str, output: &Value) {
    let violations = violations(definition, output);
    assert!(
        violations.is_empty(),
        "not a valid {definition}:\n{}\n{output:#}",
        violations.join("\n")
    );
}

/// Returns the definition with this name; `null` if there is none.
#[must_use]
pub fn definition(name: &str) -> Value {
    schema()["$defs"][name].take()
}

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

fn violations(definition: &str, output: &Value) -> Vec<String> {
    let mut schema = schema();
    assert!(
        schema["$defs"][definition].is_object(),
        "no definition {definition}"
    );
    forbid_additional_fields(&mut schema);
    schema["$ref"] = json!(format!("#/$defs/{definition}"));
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is valid");
    validator
        .iter_errors(output)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Adds `"additionalProperties": false` to every object that lists its properties.
fn forbid_additional_fields(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for value in fields.values_mut() {
                forbid_additional_fields(value);
            }
            if fields.get("properties").is_some_and(Value::is_object)
                && fields.get("type") == Some(&json!("object"))
            {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(values) => values.iter_mut().for_each(forbid_additional_fields),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schema_is_valid() {
        assert!(jsonschema::meta::is_valid(&schema()));
    }

    #[test]
    fn missing_additional_and_wrong_fields_are_violations() {
        let table = |table: Value| json!({"version": 1, "tables": [table], "errors": []});
        for (output, count) in [
            (table(json!({"name": "t", "sql": "\"t\""})), 0),
            (table(json!({"name": "t"})), 1),
            (table(json!({"name": "t", "sql": 1})), 1),
            (table(json!({"name": "t", "sql": "\"t\"", "rows": 1})), 1),
            (json!({"version": 2, "tables": [], "errors": []}), 1),
        ] {
            let violations = violations("TablesDocument", &output);
            assert_eq!(violations.len(), count, "{violations:?}");
        }
    }
}
