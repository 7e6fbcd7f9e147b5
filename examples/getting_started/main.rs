//! The program of the guide's first page: verifies and reads a table whose struct `peaka pull` has written.
// The lints of this repository are stricter than those of a new package.
#![allow(unreachable_pub)]

use peaka_runtime::{BiTable, Client, Error};

mod page_view;
use page_view::PageViews;

#[tokio::main]
async fn main() -> Result<(), Error> {
    // Reads PEAKA_API_KEY, PEAKA_PROJECT_ID, and PEAKA_ZONE or PEAKA_BASE_URL.
    let peaka = Client::from_env()?;
    println!("{}", PageViews::sync_columns(&peaka).await?);
    let views = PageViews::select(&peaka).order_by_desc("clicks").limit(3);
    for view in views.fetch_all().await? {
        println!("{:?}: {:?}, {:?} clicks", view.id, view.path, view.clicks);
    }
    Ok(())
}
