//! Names and data types that a hostile or careless program chose.

use peaka_runtime::{BiTable, DeclaredTable, LiveTable, plan};
use serde_json::{from_value, json};

use super::super::{Comparison, DEFAULT_TITLE, Dictionary, Entry, MetadataNotes};

#[derive(BiTable)]
#[bitable(table = "orders")]
#[expect(dead_code, reason = "no value is constructed")]
struct Order {
    id: i64,
}

#[test]
fn hostile_names_and_types_are_escaped_code() {
    let live = LiveTable {
        name: "orders\u{202e}".to_owned(),
        columns: from_value(json!([
            {"name": "id\u{200b}", "dataType": "bigint"},
            {"name": "a\u{ad}b", "dataType": "map(`x`|<b>)\u{202e}"},
            {"name": "c`|d\n", "dataType": "row(a \u{61c}b)"},
        ]))
        .unwrap(),
    };
    let declared = DeclaredTable::of::<Order>();
    let plan = plan(declared.table, declared.columns, Some(&live));
    let dictionary = Dictionary {
        title: DEFAULT_TITLE,
        entries: vec![Entry {
            declared: &declared,
            live: Comparison::Planned(&plan),
            notes: MetadataNotes::none(),
        }],
    };
    let page = dictionary.markdown();
    let undeclared: Vec<_> = page
        .lines()
        .filter(|line| line.contains("not declared"))
        .map(|line| line.split(" | **").next().unwrap())
        .collect();
    assert_eq!(
        undeclared,
        [
            "| <code>&#34;a&#92;u&#123;ad&#125;b&#34;</code> | \
             <code>map&#40;&#96;x&#96;&#124;&#60;b&#62;&#41;&#92;u&#123;202e&#125;</code>",
            "| <code>&#34;c&#96;&#124;d&#92;n&#34;</code> | \
             <code>row&#40;a&#32;&#92;u&#123;61c&#125;b&#41;</code>",
        ]
    );
    for name in [
        r"&#34;orders&#92;u&#123;202e&#125;&#34;",
        r"&#34;id&#92;u&#123;200b&#125;&#34;",
    ] {
        assert!(page.contains(name), "{name} in {page}");
    }
    for page in [page, dictionary.html()] {
        let is_hidden = |c| matches!(c, '\u{200b}' | '\u{ad}' | '\u{202e}' | '\u{61c}');
        assert_eq!(page.find(is_hidden), None, "{page}");
    }
}
