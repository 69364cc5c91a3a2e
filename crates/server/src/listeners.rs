//! Where a process listens: for the public, and for the other services of its installation.

use std::net::TcpListener;
use std::sync::Arc;

use access::ServiceKey;
use primitives::Clock;

/// The listeners are the caller's, so that it can choose port 0 and knows the addresses before anything runs.
pub struct Listeners {
    pub(crate) public: TcpListener,
    pub(crate) internal: Option<Internal>,
}

/// A listener of its own, for a network of its own: no proxy that the public reaches may lead to it.
pub struct Internal {
    pub listener: TcpListener,
    /// Verifies the tokens of our services.
    pub key: ServiceKey,
    pub clock: Arc<dyn Clock>,
}

impl Listeners {
    /// Without `internal` the routes for other services are not served at all.
    #[must_use]
    pub fn new(public: TcpListener, internal: Option<Internal>) -> Self {
        Self { public, internal }
    }
}

impl From<TcpListener> for Listeners {
    fn from(public: TcpListener) -> Self {
        Self::new(public, None)
    }
}
