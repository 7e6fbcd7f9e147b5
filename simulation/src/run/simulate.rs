//! What a run needs to know of its subject.

use std::fmt;
use std::time::Duration;

use peaka_runtime::{Client, Error};

use super::service::{RawRequest, Service};
use crate::scenario::{Scenario, Subject};
use crate::table::Request;

/// A subject whose scenarios can be run.
pub(crate) trait Simulate: Subject {
    /// What is live, and may change.
    type Live: Clone + fmt::Debug + PartialEq + Send;
    /// What a list shows.
    type List: fmt::Debug + Send;
    /// The report of a sync.
    type Report: fmt::Debug + Send;
    /// What is read once, at the end of the run.
    type End: fmt::Debug + Send;

    /// Starts the service with its initial state.
    fn start(&self) -> Service;

    /// Reads what is live.
    fn live(&self, service: &Service) -> Self::Live;

    /// Reads what the end of a run needs.
    fn end(&self, service: &Service) -> Self::End;

    /// Returns whether the request may have changed what is live.
    fn may_change(request: &Request) -> bool;

    /// Makes an external edit.
    fn edit(&self, service: &Service, edit: &Self::Edit);

    /// Returns the path of a list, which stale views count.
    fn list_path(&self, project: &str) -> String;

    /// Returns what a genuine list shows. Returns `None` if the request is not for a list.
    fn read_list(&self, request: &Request, body: &[u8]) -> Option<Self::List>;

    /// Returns the status and the body of a successful response for a write that is not applied.
    fn false_success(
        &self,
        service: &Service,
        request: &Request,
        raw: &RawRequest,
    ) -> (u16, Vec<u8>);

    /// Removes from a list something that the program declares.
    fn hide(scenario: &Scenario<Self>, program: usize, list: &[u8], nth: usize) -> Vec<u8>;

    /// Returns the timeout of a sync.
    fn timeout(declaration: &Self::Declaration) -> Duration;

    /// Runs one sync. With `plan_delay`, it plans, calls `planned`, waits and applies the plan.
    fn sync(
        &self,
        declaration: &Self::Declaration,
        client: &Client,
        plan_delay: Option<Duration>,
        planned: impl FnOnce(),
    ) -> impl Future<Output = Result<Self::Report, Error>>;
}
