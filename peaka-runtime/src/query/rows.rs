//! Rows as a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{self, BoxStream, Stream, StreamExt, TryStreamExt};

use super::pages::Pages;
use crate::report::Error;
use crate::row::BiRow;

/// The rows of a [`Select`](crate::Select), read in pages.
///
/// It implements [`Stream`]. [`try_next`](Self::try_next) needs no other crate. After an error, there are no more rows.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiRow, BiTable, Client, Error};
///
/// #[derive(BiTable, BiRow)]
/// struct Event {
///     #[bitable(unique, not_null)]
///     id: i64,
/// }
///
/// async fn print(peaka: &Client) -> Result<(), Error> {
///     let mut events = Event::select(peaka).page_by("id").stream();
///     while let Some(event) = events.try_next().await? {
///         println!("{}", event.id);
///     }
///     Ok(())
/// }
/// ```
#[must_use = "a stream sends no request until it is polled"]
pub struct Rows<'c, T> {
    rows: BoxStream<'c, Result<T, Error>>,
}

impl<'c, T: BiRow + Send + 'c> Rows<'c, T> {
    pub(super) fn new(pages: Pages<'c>) -> Self {
        let pages = stream::try_unfold(pages, async |mut pages| {
            let page = pages.next::<T>().await?;
            Ok::<_, Error>(page.map(|page| (page, pages)))
        });
        let rows = pages.map_ok(|page| stream::iter(page).map(Ok));
        Self {
            rows: rows.try_flatten().boxed(),
        }
    }
}

impl<T> Rows<'_, T> {
    /// Returns the next row, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// See [`Select::fetch_all`](crate::Select::fetch_all); also [`Error::Config`] if pages cannot be read by the column,
    /// and [`Error::Row`] if the column has NULL or a value twice.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.rows.try_next().await
    }
}

impl<T> Stream for Rows<'_, T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.rows.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for Rows<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}
