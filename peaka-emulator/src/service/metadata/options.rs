//! The settings for what is unknown about the metadata operations.

use std::time::Duration;

/// The behavior of the metadata operations, where it is not known how the service behaves.
///
/// The defaults are the cases that demand the most of a client. [`Builder::metadata`](crate::Builder::metadata) sets
/// other ones.
///
/// # Examples
///
/// ```
/// use peaka_emulator::{Discovery, Emulator, MetadataOptions};
///
/// let options = MetadataOptions::default().discovery(Discovery::AtOnce);
/// let builder = Emulator::builder().metadata(options);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "the options do nothing until they are passed to a builder"]
pub struct MetadataOptions {
    pub(crate) discovery: Discovery,
    pub(crate) refresh: RefreshDuration,
    pub(crate) omitted: OmittedMetadata,
    pub(crate) missing_description: MissingDescription,
    pub(crate) relations: RelationsShape,
}

impl MetadataOptions {
    /// Sets when new tables and columns are in the metadata. Defaults to [`Discovery::AfterRefresh`].
    pub fn discovery(mut self, discovery: Discovery) -> Self {
        self.discovery = discovery;
        self
    }

    /// Sets how long a refresh takes. Defaults to one read of its status.
    pub fn refresh(mut self, duration: RefreshDuration) -> Self {
        self.refresh = duration;
        self
    }

    /// Sets what happens to metadata that an update leaves out. Defaults to [`OmittedMetadata::Reset`].
    pub fn omitted(mut self, omitted: OmittedMetadata) -> Self {
        self.omitted = omitted;
        self
    }

    /// Sets how a missing description is shown. Defaults to [`MissingDescription::Absent`].
    pub fn missing_description(mut self, missing: MissingDescription) -> Self {
        self.missing_description = missing;
        self
    }

    /// Sets the shape of the list of relations. Defaults to [`RelationsShape::List`].
    pub fn relations(mut self, shape: RelationsShape) -> Self {
        self.relations = shape;
        self
    }
}

/// When the metadata shows tables and columns that were added, and no longer shows those that were deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Discovery {
    /// After a refresh that was started with [`Operation::RefreshMetadata`](crate::Operation::RefreshMetadata) and has
    /// finished.
    #[default]
    AfterRefresh,
    /// At once.
    AtOnce,
}

/// How long a refresh takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefreshDuration {
    /// This many reads of its status report that it is active. With 0, it is finished before its request is answered.
    StatusReads(u32),
    /// This time passes. It is measured with the clock of the machine.
    Time(Duration),
}

impl Default for RefreshDuration {
    fn default() -> Self {
        Self::StatusReads(1)
    }
}

/// What [`Operation::UpdateMetadata`](crate::Operation::UpdateMetadata) does with what its request leaves out: a column,
/// a field of a column, the description of the table, or `useWithAI`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OmittedMetadata {
    /// Resets it to what a refresh discovers, without descriptions.
    #[default]
    Reset,
    /// Keeps it.
    Keep,
}

/// How a description without a text is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingDescription {
    /// The field is absent.
    #[default]
    Absent,
    /// The field is the text `null`, as Peaka's own programs have been seen to expect.
    NullText,
}

/// The shape of the list of relations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelationsShape {
    /// `{"relations": [{"id": "1", …}]}`
    #[default]
    List,
    /// `{"relations": {"1": {"id": "1", …}}}`
    MapById,
}
