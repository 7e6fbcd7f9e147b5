//! Measures the time that the derives add to `cargo check`, relative to `#[derive(serde::Serialize)]`.
//!
//! ```text
//! cargo run --release -p benchmarks --bin derive-cost [ROUNDS]
//! ```
//!
//! Generates packages with the same structs and different derives, and runs `cargo check` on each of them in turn,
//! without incremental compilation. The time that a derive adds is the user CPU time of its package less that of a
//! package without derives and without dependencies. So what cargo and the compiler spend on the dependencies of the
//! derive's crate, which are built before, counts as well.

use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use benchmarks::{
    Package, Samples, Table, alternate, environment, medians_of, print_section, project_dependency,
    rounds_argument, run_quietly, user_cpu,
};

/// The types of the fields of every struct, repeated in this order.
const TYPES: [&str; 10] = [
    "i64",
    "String",
    "Option<i64>",
    "bool",
    "u32",
    "Option<String>",
    "i32",
    "String",
    "bool",
    "i64",
];

/// Attributes of one field in five, with the index of its type in `TYPES`.
const ATTRIBUTES: [(usize, &str); 2] = [(0, "not_null, unique"), (4, "default = 3")];

/// What is derived, and what the structs have beside their fields.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Plain,
    Serialize,
    BiTable,
    /// `BiTable` from a runtime without default features.
    BiTableWithoutClient,
    Attributes,
    Flatten,
    Metadata,
    BiRow,
    Deserialize,
    JsonSchema,
    ClickHouseRow,
    /// What `DeriveEntityModel` requires of a struct.
    Standard,
    SeaOrm,
}

/// The derives that are measured for a number of structs, which have 20 fields each.
const GROUPS: [(usize, &[Kind]); 2] = [
    (
        100,
        &[
            Kind::Plain,
            Kind::Serialize,
            Kind::BiTable,
            Kind::BiTableWithoutClient,
            Kind::Attributes,
            Kind::Flatten,
            Kind::Metadata,
            Kind::BiRow,
            Kind::Deserialize,
            Kind::JsonSchema,
            Kind::ClickHouseRow,
            Kind::Standard,
            Kind::SeaOrm,
        ],
    ),
    (
        400,
        &[
            Kind::Plain,
            Kind::Serialize,
            Kind::BiTable,
            Kind::BiTableWithoutClient,
            Kind::Attributes,
            Kind::Flatten,
            Kind::Metadata,
        ],
    ),
];

impl Kind {
    fn title(self) -> &'static str {
        match self {
            Self::Plain => "no derive, no dependency",
            Self::Serialize => "`serde::Serialize`",
            Self::BiTable => "`BiTable`",
            Self::BiTableWithoutClient => "`BiTable`, without the client",
            Self::Attributes => "`BiTable`, one field in five with attributes",
            Self::Flatten => "`BiTable`, each struct flattens another",
            Self::Metadata => "`BiTable`, with metadata",
            Self::BiRow => "`BiRow`",
            Self::Deserialize => "`serde::Deserialize`",
            Self::JsonSchema => "`schemars::JsonSchema`",
            Self::ClickHouseRow => "`clickhouse::Row`",
            Self::Standard => "`Clone`, `Debug`, `PartialEq`",
            Self::SeaOrm => "`sea_orm::DeriveEntityModel`",
        }
    }

    /// The name of the package, without the number of structs.
    fn package_name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Serialize => "serialize",
            Self::BiTable => "bitable",
            Self::BiTableWithoutClient => "without-client",
            Self::Attributes => "attributes",
            Self::Flatten => "flatten",
            Self::Metadata => "metadata",
            Self::BiRow => "birow",
            Self::Deserialize => "deserialize",
            Self::JsonSchema => "json-schema",
            Self::ClickHouseRow => "clickhouse-row",
            Self::Standard => "standard",
            Self::SeaOrm => "seaorm",
        }
    }

    fn derive(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Serialize => "#[derive(serde::Serialize)]",
            Self::BiTable
            | Self::BiTableWithoutClient
            | Self::Attributes
            | Self::Flatten
            | Self::Metadata => "#[derive(peaka_runtime::BiTable)]",
            Self::BiRow => "#[derive(peaka_runtime::BiRow)]",
            Self::Deserialize => "#[derive(serde::Deserialize)]",
            Self::JsonSchema => "#[derive(schemars::JsonSchema)]",
            Self::ClickHouseRow => "#[derive(clickhouse::Row)]",
            Self::Standard => "#[derive(Clone, Debug, PartialEq)]",
            Self::SeaOrm => "#[derive(Clone, Debug, PartialEq, sea_orm::DeriveEntityModel)]",
        }
    }

    fn dependencies(self) -> String {
        match self {
            Self::Plain | Self::Standard => String::new(),
            Self::Serialize | Self::Deserialize => {
                "serde = { version = \"1\", features = [\"derive\"] }\n".to_owned()
            }
            Self::BiTableWithoutClient => {
                project_dependency("peaka-runtime", ", default-features = false")
            }
            Self::BiTable | Self::Attributes | Self::Flatten | Self::Metadata | Self::BiRow => {
                project_dependency("peaka-runtime", "")
            }
            Self::JsonSchema => "schemars = \"1\"\n".to_owned(),
            Self::ClickHouseRow => "clickhouse = \"0.15\"\n".to_owned(),
            // Without a database, its drivers and its async runtime are not built.
            Self::SeaOrm => {
                "sea-orm = { version = \"2\", default-features = false, features = [\"macros\"] }\n"
                    .to_owned()
            }
        }
    }

    /// Generates the source of a package.
    fn source(self, structs: usize) -> String {
        let mut source = "//! Generated.\n#![allow(dead_code, missing_docs)]\n".to_owned();
        for index in 0..structs {
            if self == Self::SeaOrm {
                let _ = writeln!(
                    source,
                    "pub mod row_{index} {{\nuse sea_orm::entity::prelude::*;"
                );
            }
            self.write_struct(&mut source, index);
            if self == Self::SeaOrm {
                source.push_str(
                    "#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]\npub enum Relation {}\n\
                     impl ActiveModelBehavior for ActiveModel {}\n}\n",
                );
            }
        }
        if self == Self::Flatten {
            let derive = self.derive();
            let _ = writeln!(source, "{derive}\npub struct Rest {{ pub city: String }}");
        }
        source
    }

    fn write_struct(self, source: &mut String, index: usize) {
        if self == Self::Metadata {
            let _ = writeln!(source, "/// The rows of kind {index}.");
        }
        let _ = writeln!(source, "{}", self.derive());
        if self == Self::Metadata {
            source.push_str(
                "#[golden(question = \"How many?\", sql = \"SELECT COUNT({field_1}) FROM {table}\")]\n",
            );
        }
        if self == Self::SeaOrm {
            let _ = writeln!(
                source,
                "#[sea_orm(table_name = \"row_{index}\")]\npub struct Model {{"
            );
        } else {
            let _ = writeln!(source, "pub struct Row{index} {{");
        }
        for field in 0..20 {
            let place = field % TYPES.len();
            let attribute = ATTRIBUTES.iter().find(|(index, _)| *index == place);
            match (self, attribute) {
                (Self::Attributes, Some((_, attribute))) => {
                    let _ = writeln!(source, "    #[bitable({attribute})]");
                }
                (Self::SeaOrm, _) if field == 0 => {
                    source.push_str("    #[sea_orm(primary_key)]\n");
                }
                (Self::Metadata, _) => {
                    let _ = writeln!(source, "    /// What field {field} means.");
                    if field == 9 {
                        source.push_str("    #[bitable(references = Row0::field_0)]\n");
                    }
                }
                _ => {}
            }
            let _ = writeln!(source, "    pub field_{field}: {},", TYPES[place]);
        }
        if self == Self::Flatten {
            source.push_str("    #[bitable(flatten)]\n    pub rest: Rest,\n");
        }
        source.push_str("}\n");
    }
}

fn main() -> ExitCode {
    print_section(run)
}

fn run() -> io::Result<String> {
    let rounds = rounds_argument(9)?;
    let root = tempfile::tempdir()?;
    let mut section = format!(
        "## Compile time of the derives\n\nUser CPU time that a derive adds to `cargo check`, {}. {}\n",
        medians_of(rounds),
        environment(&["serde", "syn"])?
    );
    for (structs, kinds) in GROUPS {
        let mut packages = Vec::new();
        for kind in kinds {
            let name = format!("{}-{structs}", kind.package_name());
            let source = kind.source(structs);
            let package = Package::write(root.path(), &name, &kind.dependencies(), &source)?;
            eprintln!("building the dependencies of {name}");
            run_quietly(&mut package.cargo(&["check", "--quiet"]))?;
            packages.push(package);
        }
        let samples = alternate(rounds, &mut packages, |package| {
            package.touch()?;
            user_cpu(&mut package.cargo(&["check", "--quiet", "--offline"]))
        })?;
        let table = table(kinds, &samples);
        let _ = write!(section, "\n{structs} structs of 20 fields:\n\n{table}");
    }
    Ok(section)
}

fn table(kinds: &[Kind], samples: &[Samples]) -> Table {
    let of = |kind: Kind| {
        let index = kinds.iter().position(|other| *other == kind);
        index.map(|index| &samples[index])
    };
    let added = |kind: Kind| {
        let base = match kind {
            Kind::SeaOrm => Kind::Standard,
            _ => Kind::Plain,
        };
        Some(of(kind)?.above(of(base)?))
    };
    let mut table = Table::new(&["derive", "`cargo check`", "adds", "relative to `Serialize`"]);
    for (kind, samples) in kinds.iter().zip(samples) {
        let (seconds, ratio) = match (added(*kind), added(Kind::Serialize)) {
            (Some(added), Some(serialize)) if *kind != Kind::Plain => (
                format!("{:.3} s", added.median()),
                format!("**{:.2}**", added.median_ratio(&serialize)),
            ),
            _ => (String::new(), String::new()),
        };
        table.row([
            kind.title().to_owned(),
            format!("{:.3} s", samples.median()),
            seconds,
            ratio,
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratio_is_the_median_of_those_within_a_round() {
        let kinds = [Kind::Plain, Kind::Serialize, Kind::BiTable];
        let samples = [[1.0, 1.0, 1.0], [2.0, 3.0, 5.0], [5.0, 2.0, 3.0]];
        let table = table(&kinds, &samples.map(Samples::from_iter));
        let rows = table.to_string();
        let rows: Vec<_> = rows.lines().skip(3).collect();
        assert_eq!(
            rows,
            [
                "| `serde::Serialize` | 3.000 s | 2.000 s | **1.00** |",
                "| `BiTable` | 3.000 s | 2.000 s | **0.50** |",
            ]
        );
    }
}
