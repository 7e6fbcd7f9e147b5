//! How structs are generated.

use clap::Args;
use peaka_runtime::{Client, Relation, TableMetadata};

use crate::output::{Error, Output};
use crate::pull::{FieldTypes, TypeCrate, check_derives, parse_derive};

/// How structs are generated.
#[derive(Args)]
pub(super) struct Style {
    /// Use types of these crates, which are also features of peaka-runtime [default: `String` for dates, times, decimals
    /// and UUIDs]
    #[arg(long, value_name = "CRATE", value_delimiter = ',')]
    pub(super) with: Vec<TypeCrate>,

    /// Derive these traits too, such as `Debug,Clone,serde::Serialize`
    #[arg(long, value_name = "PATH", value_delimiter = ',', value_parser = parse_derive)]
    pub(super) derive: Vec<String>,

    /// Write what Peaka's metadata says of the tables: descriptions, relations, and whether the AI may use them
    #[arg(long)]
    pub(super) metadata: bool,

    /// Check the struct at compile time against a snapshot, which is saved beside its file
    #[arg(long, requires = "destination")]
    pub(super) snapshot: bool,
}

impl Style {
    /// Returns the types of the fields. Fails if the options are not consistent.
    pub(super) fn field_types(&self) -> Result<FieldTypes, Error> {
        check_derives(&self.derive)?;
        FieldTypes::of(&self.with)
    }

    /// Returns the options as words of a command.
    pub(super) fn words(&self) -> impl Iterator<Item = String> {
        let with = self.with.iter().map(|with| ("--with", with.name()));
        let derive = self
            .derive
            .iter()
            .map(|derive| ("--derive", derive.as_str()));
        let options = with.chain(derive);
        let words = options.flat_map(|(option, value)| [option, value]);
        let metadata = self.metadata.then_some("--metadata");
        let snapshot = self.snapshot.then_some("--snapshot");
        words.chain(metadata).chain(snapshot).map(str::to_owned)
    }
}

/// A run of the command.
pub(super) struct Pull<'a> {
    pub(super) client: &'a Client,
    pub(super) style: &'a Style,
    pub(super) types: FieldTypes,
    /// The metadata of the BI tables, and their relations; none without `--metadata`.
    pub(super) metadata: Vec<TableMetadata>,
    pub(super) relations: Vec<Relation>,
    pub(super) force: bool,
    pub(super) output: &'a Output,
}
