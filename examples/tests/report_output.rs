//! Output of the example that reads rows.

mod support;

use support::{example, text};

#[test]
fn report_prints_typed_rows() {
    let output = example("report").output().expect("the example runs");
    assert_eq!(text(output.stderr), "");
    assert!(output.status.success());
    assert_eq!(
        text(output.stdout),
        "\
# Events of people, by clicks
ada         4 clicks  -
ada         3 clicks  first visit
ben         1 clicks  -

# All events, in pages
               1  person   seen 1706689800 s after 1970
               2  person   seen 1709251199 s after 1970
               3  program  seen 1704067200 s after 1970
9007199254740993  person   seen 1704067200 s after 1970

# Visitors
bot    1 events, 900 clicks
ada    2 events, 7 clicks
ben    1 events, 1 clicks
"
    );
}
