//! A progress bar for a sync of several tables.

use std::env;

use indicatif::{ProgressDrawTarget, ProgressStyle};
use peaka_runtime::__private::quoted;
use peaka_runtime::{Progress, TablesProgress};

/// A progress bar on standard error for a sync of several tables. It is not shown if standard error is not a
/// terminal, or if `TERM` is `dumb`.
///
/// # Examples
///
/// ```no_run
/// use peaka_cli::ProgressBar;
/// use peaka_runtime::{BiTable, Client, Error, sync_tables};
///
/// #[derive(BiTable)]
/// struct Event { id: i64 }
///
/// async fn start(peaka: &Client) -> Result<(), Error> {
///     let bar = ProgressBar::new();
///     let result = sync_tables![Event].with(peaka).progress(|step| bar.show(step)).await;
///     bar.clear();
///     println!("{}", result?);
///     Ok(())
/// }
/// ```
#[derive(Debug)]
pub struct ProgressBar(indicatif::ProgressBar);

impl Default for ProgressBar {
    fn default() -> Self {
        Self::new()
    }
}

impl ProgressBar {
    /// Returns a bar, which appears with the first step.
    #[must_use]
    pub fn new() -> Self {
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self::on(if is_dumb {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        })
    }

    fn on(target: ProgressDrawTarget) -> Self {
        let bar = indicatif::ProgressBar::with_draw_target(None, target);
        // The template is valid; otherwise the default style would be used.
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} tables  {wide_msg}") {
            bar.set_style(style.progress_chars("█▌░"));
        }
        Self(bar)
    }

    /// Shows a step.
    pub fn show(&self, step: TablesProgress<'_>) {
        match step {
            TablesProgress::Step {
                declared,
                step,
                total,
                ..
            } => {
                self.0.set_length(total as u64);
                // The position shows that a table is finished.
                if !matches!(step, Progress::Finished { .. }) {
                    let message = format!("{}: {step}", quoted(declared.table));
                    self.0.set_message(message);
                }
            }
            TablesProgress::Finished { finished, .. } => self.0.set_position(finished as u64),
            _ => {}
        }
    }

    /// Removes the bar from the terminal.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use indicatif::InMemoryTerm;
    use peaka_emulator::Emulator;
    use peaka_runtime::{BiTable, Client, sync_tables};

    use super::*;

    #[derive(BiTable)]
    #[allow(dead_code)]
    struct Event {
        id: i64,
    }

    #[derive(BiTable)]
    #[allow(dead_code)]
    struct User {
        id: i64,
    }

    #[tokio::test]
    async fn bar_counts_finished_tables_and_is_cleared() {
        let emulator = Emulator::builder().start().await.unwrap();
        let peaka = Client::builder()
            .base_url(emulator.base_url())
            .api_key(emulator.api_key())
            .project_id(emulator.project_id())
            .build()
            .unwrap();
        let terminal = InMemoryTerm::new(5, 80);
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(terminal.clone()), 255);
        let bar = ProgressBar::on(target);
        let seen = std::sync::Mutex::new(Vec::new());
        let sync = sync_tables![Event, User].with(&peaka).concurrency(1);
        let sync = sync.each(|_, sync| sync.create_table(true));
        let report = sync
            .progress(|step| {
                bar.show(step);
                bar.0.force_draw();
                seen.lock().unwrap().push(terminal.contents());
            })
            .await;
        assert!(report.is_ok());
        let seen = seen.into_inner().unwrap();
        assert!(
            seen[0].ends_with("0/2 tables  `event`: planned: 0 present, 1 to add"),
            "{seen:?}"
        );
        assert!(seen.last().unwrap().contains("█ 2/2 tables"), "{seen:?}");
        assert!(
            seen.iter().all(|text| text.lines().count() == 1),
            "{seen:?}"
        );
        bar.clear();
        assert_eq!(terminal.contents(), "");
    }
}
