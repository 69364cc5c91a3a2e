//! What has run out is freed and told, and what nobody can ask for any more is forgotten.

use std::time::Duration;

use super::Reservations;
use crate::metrics;
use crate::ports::{Swept, Unavailable};

/// How much one turn does, so that buyers never wait for long behind it.
const SEATS_A_TURN: u32 = 256;
const NOTES_A_TURN: u32 = 500;
/// Longer than the bus keeps messages: no command of such an order can still be on its way.
const NOTES_KEPT: Duration = Duration::from_secs(15 * 24 * 60 * 60);

impl Reservations {
    /// Frees what has run out. Whoever comes first is never kept waiting by this: to a buyer, what has run out is free already.
    pub async fn expire(&self) -> Result<Swept, Unavailable> {
        let swept = self.store.expire(SEATS_A_TURN).await?;
        metrics::swept(&swept);
        Ok(swept)
    }

    /// Says whether there is more to forget.
    pub async fn forget(&self) -> Result<bool, Unavailable> {
        Ok(self.store.forget(NOTES_KEPT, NOTES_A_TURN).await? >= u64::from(NOTES_A_TURN))
    }
}
