//! Units of work that meet others on the same records.

use primitives::ContentionRetry;

use super::error::AuthError;

/// Does it again while it is contended: on what the other writer has left.
pub(super) async fn redo_contended<T, F: Future<Output = Result<T, AuthError>>>(
    unit_of_work: impl Fn() -> F,
) -> Result<T, AuthError> {
    let mut retry = ContentionRetry::default();
    loop {
        match unit_of_work().await {
            Err(error) if error.is_contended() && retry.again().await => {}
            done => return done,
        }
    }
}
