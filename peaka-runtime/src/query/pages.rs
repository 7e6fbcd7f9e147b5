//! Reads the rows of a SELECT in pages.

use std::mem;

use super::page_key::PageKey;
use super::parts::Parts;
use super::prepared::Prepared;
use crate::report::Error;
use crate::row::BiRow;
use crate::text::quoted;

/// The pages of a SELECT.
pub(super) struct Pages<'c> {
    state: State<'c>,
    limit: Option<usize>,
    page_size: usize,
    /// The number of rows that were read.
    rows_read: usize,
}

enum State<'c> {
    Start(Box<Parts<'c>>),
    Next(Box<Prepared<'c>>, PageKey),
    End,
}

impl<'c> Pages<'c> {
    pub(super) fn new(parts: Parts<'c>) -> Self {
        Self {
            limit: parts.limit,
            page_size: parts.page_size,
            rows_read: 0,
            state: State::Start(Box::new(parts)),
        }
    }

    /// Fetches the next page. After the last one, and after an error, there is none.
    pub(super) async fn next<T: BiRow>(&mut self) -> Result<Option<Vec<T>>, Error> {
        let (prepared, mut key) = match mem::replace(&mut self.state, State::End) {
            State::Start(parts) => start::<T>(*parts).await?,
            State::Next(prepared, key) => (prepared, key),
            State::End => return Ok(None),
        };
        let remaining = self.limit.map(|limit| limit - self.rows_read);
        let wanted = remaining.map_or(self.page_size, |rows| rows.min(self.page_size));
        if wanted == 0 {
            return Ok(None);
        }
        // A page begins with the last row of the page before. A second row with its key would be left out otherwise.
        let limit = wanted.saturating_add(usize::from(key.last.is_some()));
        let mut page = prepared
            .fetch::<T>(Some(&key), Some(limit), self.rows_read)
            .await?;
        // The last row of the page before may have been deleted.
        page.rows.truncate(remaining.unwrap_or(usize::MAX));
        self.rows_read += page.rows.len();
        let is_last = page.found < limit || self.limit == Some(self.rows_read);
        if !is_last {
            key.last = page.last_key;
            self.state = State::Next(prepared, key);
        }
        Ok(Some(page.rows))
    }
}

async fn start<'c, T: BiRow>(parts: Parts<'c>) -> Result<(Box<Prepared<'c>>, PageKey), Error> {
    let column = parts.page_column()?;
    let prepared = parts.prepare::<T>().await?;
    let stored = prepared.table.stored_name(column.name);
    let position = stored.and_then(|stored| {
        let mut selected = prepared.table.selected.iter();
        selected.position(|name| name == stored)
    });
    let (Some(stored), Some(position)) = (stored, position) else {
        return Err(Error::config(
            format!(
                "invalid query: pages cannot be read by column {}: the row does not contain it",
                quoted(column.name)
            ),
            "read the column into a field of the row",
        ));
    };
    let key = PageKey {
        data_type: column.data_type,
        column: stored.to_owned(),
        position,
        last: None,
    };
    Ok((Box::new(prepared), key))
}
