//! The data dictionary: one page for the people who use the tables in Peaka.
//!
//! `build` makes the content of the page (`page`) from the declared tables (`entry`), the references between them
//! (`relations`) and what their plans found (`plan_findings`, `state`); `html` and `markdown` write it. The page contains
//! nothing that changes from one run to the next, so that it can be committed and compared. It may import `output`.

mod anchors;
mod build;
mod doc_comment;
mod entry;
mod footnotes;
mod html;
mod markdown;
mod markdown_escape;
mod markdown_prose;
mod page;
mod plan_findings;
mod relations;
mod relations_svg;
mod rust_code;
mod state;
#[cfg(test)]
mod tests;
mod text;

use crate::output::{Author, FileKind, OTHER_AUTHOR_HELP};

pub(crate) use doc_comment::summary;
pub(crate) use entry::{Comparison, Entry, MetadataNotes};

/// Data dictionaries in HTML.
pub(crate) const HTML: FileKind = FileKind {
    command: "schema --html",
    author: |page| author_of(page.starts_with("<!DOCTYPE html>") && page.contains(html::GENERATOR)),
    mismatch: MISMATCH,
    help: OTHER_AUTHOR_HELP,
};

/// Data dictionaries in Markdown.
pub(crate) const MARKDOWN: FileKind = FileKind {
    command: "schema --markdown",
    author: |page| author_of(page.starts_with(markdown::GENERATOR)),
    mismatch: MISMATCH,
    help: OTHER_AUTHOR_HELP,
};

const MISMATCH: &str = "is not a data dictionary in this format";

fn author_of(is_dictionary: bool) -> Author {
    if is_dictionary {
        Author::Command
    } else {
        Author::Other
    }
}

/// The title of a data dictionary for which none is chosen.
pub(crate) const DEFAULT_TITLE: &str = "Data dictionary";

/// The title of a data dictionary, and its tables in order.
pub(crate) struct Dictionary<'a> {
    pub(crate) title: &'a str,
    pub(crate) entries: Vec<Entry<'a>>,
}

impl Dictionary<'_> {
    /// Returns a self-contained HTML page.
    pub(crate) fn html(&self) -> String {
        html::page(&build::page(self.title, &self.entries))
    }

    /// Returns the page as GitHub-flavored Markdown.
    pub(crate) fn markdown(&self) -> String {
        markdown::page(&build::page(self.title, &self.entries))
    }
}
