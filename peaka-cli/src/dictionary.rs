//! A data dictionary: one page for the people who use the tables in Peaka.
//!
//! What the page says is worked out once (`page`), and written down twice (`html`, `markdown`). It says nothing
//! that changes from one run to the next, so that it can be committed and compared.

// `page` makes tables and columns of what is declared, with what a plan says of them (`findings`). What they are called
// is in `names`, and how they stand to their declaration in `state`. Both outputs show text from outside by `text`, and
// doc comments by `description`; Markdown also has to keep all of that from being read as something else (`escape`,
// `prose`).

mod description;
mod escape;
mod findings;
mod html;
mod markdown;
mod names;
mod page;
mod prose;
mod state;
#[cfg(test)]
mod tests;
mod text;

use peaka_runtime::{DeclaredTable, Plan};

use self::page::Page;
use crate::file::Kind;

/// A page of HTML, which is written anew.
pub(crate) const HTML: Kind = Kind {
    command: "schema --html",
    is_ours: |page| str::from_utf8(page).is_ok_and(|page| page.contains(html::HEADING)),
};

/// A page of Markdown, which is written anew.
pub(crate) const MARKDOWN: Kind = Kind {
    command: "schema --markdown",
    is_ours: |page| page.starts_with(markdown::HEADING.as_bytes()),
};

/// The tables of a page, in the order in which it shows them.
pub(crate) struct Dictionary<'a> {
    pub(crate) tables: Vec<Entry<'a>>,
}

/// One table: what a struct declares, and what is known of it in Peaka.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) declared: &'a DeclaredTable,
    pub(crate) live: Live<'a>,
}

/// What is known of a table in Peaka.
#[derive(Clone, Copy)]
pub(crate) enum Live<'a> {
    /// Nobody looked.
    NotAsked,
    /// What a sync of the declared columns would do, and the drift it found.
    Planned(&'a Plan<'a>),
    /// Why it could not be read.
    Unreadable(&'a str),
}

impl Dictionary<'_> {
    /// A whole page that needs no other file.
    pub(crate) fn html(&self) -> String {
        html::page(&Page::new(&self.tables))
    }

    /// The same as GitHub-flavoured Markdown.
    pub(crate) fn markdown(&self) -> String {
        markdown::page(&Page::new(&self.tables))
    }
}
