use serde_json::{from_value, json};

use super::*;
use crate::plan::plan;
use crate::schema::{DataType, LiveTable};

#[test]
fn terminal_has_colors_unless_the_environment_forbids_them() {
    for (is_terminal, no_color, terminal, expected) in [
        (true, None, Some("xterm"), true),
        (true, None, None, true),
        (true, Some(""), None, true),
        (true, Some("1"), Some("xterm"), false),
        (true, None, Some("dumb"), false),
        (false, None, Some("xterm"), false),
    ] {
        let variable = |name| match name {
            "NO_COLOR" => no_color.map(OsString::from),
            _ => terminal.map(OsString::from),
        };
        assert_eq!(
            has_color(is_terminal, variable),
            expected,
            "{is_terminal} {no_color:?} {terminal:?}"
        );
    }
}

#[test]
fn column_that_may_have_been_renamed_has_a_hint() {
    let declared = [ColumnRequest::new("browser", DataType::Varchar)];
    let live = LiveTable {
        name: "t".to_owned(),
        columns: from_value(json!([
            {"name": "agent", "dataType": "varchar"},
            {"name": "ua", "dataType": "varchar"},
        ]))
        .unwrap(),
    };
    assert_eq!(
        plan("t", &declared, Some(&live)).to_string(),
        "\
table `t`
  + browser  VARCHAR
  ? agent    varchar
  ? ua       varchar
  hint:    if undeclared column `agent` is the old name of `browser`, add `#[bitable(renamed_from = \"agent\")]` to that field
  hint:    if undeclared column `ua` is the old name of `browser`, add `#[bitable(renamed_from = \"ua\")]` to that field
0 present, 1 to add, 2 undeclared"
    );
}

#[test]
fn long_name_does_not_widen_the_other_rows() {
    let names = [&*"x".repeat(60), &*"y".repeat(61), "z"];
    let declared = names.map(|name| ColumnRequest::new(name, DataType::Bigint));
    let [x, y, _] = names;
    let z = format!("z{}", " ".repeat(59));
    let live = LiveTable {
        name: "t".to_owned(),
        columns: Vec::new(),
    };
    assert_eq!(
        plan("t", &declared, Some(&live)).to_string(),
        format!(
            "table `t`\n  + {x}  BIGINT\n  + {y}  BIGINT\n  + {z}  BIGINT\n0 present, 3 to add"
        )
    );
}

#[test]
fn every_line_that_is_not_as_declared_is_colored() {
    let declared = ["id", "clicks"].map(|name| ColumnRequest::new(name, DataType::Bigint));
    let live = LiveTable {
        name: "t".to_owned(),
        columns: from_value(json!([
            {"name": "id", "dataType": "bigint"},
            {"name": "old", "dataType": "date"},
        ]))
        .unwrap(),
    };
    let plan = plan("t", &declared, Some(&live));
    let text = PlanText {
        plan: &plan,
        has_color: true,
    };
    assert_eq!(
        text.to_string(),
        "\
table `t`
  = id      BIGINT
  \u{1b}[32m+ clicks  BIGINT\u{1b}[0m
  \u{1b}[2m? old     date\u{1b}[0m
1 present, 1 to add, 1 undeclared"
    );
}
