//! Who may make one call.

use access::Allow;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRule {
    pub method: &'static str,
    /// As it is registered, with its parameters.
    pub path: String,
    pub allow: Allow,
}
