//! What all requests of a listener have in common, and where they come from.

use std::sync::Arc;

use lifecycle::Stop;

use crate::HttpConfig;
use crate::connections::UnsentBytes;

#[derive(Clone)]
pub(super) struct Listener {
    pub(super) config: Arc<HttpConfig>,
    pub(super) unsent: Arc<UnsentBytes>,
    pub(super) origin: Origin,
    pub(super) closing: Stop,
}

/// Which clients can reach a listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Public,
    /// By its network and by their tokens.
    OurServices,
}
