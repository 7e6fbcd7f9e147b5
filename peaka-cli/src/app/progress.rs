//! How far a sync of several tables is, for people who watch it.

use std::env;

use indicatif::{ProgressDrawTarget, ProgressStyle};
use peaka_runtime::__private::quoted;
use peaka_runtime::TablesProgress;

/// A bar on the standard error that shows how far a sync of several tables is. Where that is no
/// terminal, or `TERM` is `dumb`, it shows nothing.
///
/// ```no_run
/// # async fn start(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
/// let bar = peaka_cli::ProgressBar::new();
/// let report = peaka.sync_all().progress(|step| bar.show(step)).await;
/// bar.clear();
/// # report?; Ok(()) }
/// ```
#[derive(Debug)]
pub struct ProgressBar(indicatif::ProgressBar);

impl Default for ProgressBar {
    fn default() -> Self {
        Self::new()
    }
}

impl ProgressBar {
    /// A bar that is not shown before there is a step.
    #[must_use]
    pub fn new() -> Self {
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let target = if is_dumb {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = indicatif::ProgressBar::with_draw_target(None, target);
        // A template that cannot be read leaves the usual one.
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} tables  {msg}") {
            bar.set_style(style.progress_chars("█▌░"));
        }
        Self(bar)
    }

    /// Shows a step.
    pub fn show(&self, step: TablesProgress<'_>) {
        match step {
            TablesProgress::Step {
                declared, step, of, ..
            } => {
                self.0.set_length(of as u64);
                self.0
                    .set_message(format!("{}: {step}", quoted(declared.table)));
            }
            TablesProgress::Ended { ended, .. } => self.0.set_position(ended as u64),
            _ => {}
        }
    }

    /// Takes the bar away, so that what is printed next stands in its place.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}
