//! Why a stream ends that has more to say, and when the access token does that it was opened with.

use access::{AccessRefused, TokenWatch};
use tokio::time::{Instant, timeout_at};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StreamEnd {
    /// The client comes back, and is given another instance.
    ServerStops,
    /// The access token has expired, or says what the rights were before: the client comes back with the next one of its session.
    TokenExpired,
    /// There is no next one: the client logs in again.
    SessionEnded,
}

/// The access token that a stream was opened with.
#[derive(Debug)]
pub(crate) struct OpenedWith {
    expires_at: Instant,
    watch: TokenWatch,
}

impl OpenedWith {
    pub(crate) fn new(expires_at: Instant, watch: TokenWatch) -> Self {
        Self { expires_at, watch }
    }

    /// Waits until the token counts for nothing any more.
    pub(crate) async fn ended(self) -> StreamEnd {
        match timeout_at(self.expires_at, self.watch.ended()).await {
            Ok(AccessRefused::SessionEnded) => StreamEnd::SessionEnded,
            Ok(
                AccessRefused::Expired
                | AccessRefused::Outdated
                | AccessRefused::Invalid
                | AccessRefused::NotReady,
            )
            | Err(_) => StreamEnd::TokenExpired,
        }
    }
}
