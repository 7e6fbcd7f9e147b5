//! The policy that a client carries.

use super::api::Client;
use super::builder::ClientBuilder;
use crate::plan::Policy;

impl ClientBuilder {
    /// Sets the policy of all syncs and plans of the client. The default is [`Policy::new`].
    ///
    /// The attribute `on` of a struct refines it, and the methods of a sync override both.
    ///
    /// # Examples
    ///
    /// ```
    /// use peaka_runtime::{Client, Policy};
    ///
    /// # fn main() -> Result<(), peaka_runtime::Error> {
    /// let peaka = Client::builder()
    ///     .api_key("key")
    ///     .policy(Policy::strict().create_table(true))
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }
}

impl Client {
    /// Returns the policy of this client's syncs and plans.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Returns a client with another policy. It shares the connections of this one.
    ///
    /// # Examples
    ///
    /// ```
    /// use peaka_runtime::{Client, Policy};
    ///
    /// # fn main() -> Result<(), peaka_runtime::Error> {
    /// let peaka = Client::builder().api_key("key").build()?;
    /// let strict = peaka.with_policy(Policy::strict());
    /// assert_eq!(strict.policy(), &Policy::strict());
    /// assert_eq!(peaka.policy(), &Policy::new());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        let mut client = self.clone();
        client.policy = policy;
        client
    }
}
