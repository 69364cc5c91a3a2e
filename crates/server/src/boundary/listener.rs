//! What all requests of a listener have in common.

use std::sync::Arc;

use lifecycle::Stop;

use crate::HttpConfig;
use crate::boundary::origin::Origin;
use crate::connections::UnsentBytes;

#[derive(Clone)]
pub(super) struct Listener {
    pub(super) config: Arc<HttpConfig>,
    pub(super) unsent: Arc<UnsentBytes>,
    pub(super) origin: Origin,
    pub(super) closing: Stop,
}
