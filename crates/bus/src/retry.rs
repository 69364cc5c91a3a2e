//! How the bus retries what fails for a while: a handler, a poll, a publication.

use std::time::Duration;

use primitives::Backoff;

pub(crate) const RETRIES: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(5));
