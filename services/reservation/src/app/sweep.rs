//! Lapsed seats are freed and published, and notes that no command can need any more are deleted.

use std::time::Duration;

use super::reservations::Reservations;
use crate::metrics;
use crate::ports::{Swept, Unavailable};

/// How much one pass does, so that buyers never wait long behind it.
const SEATS_PER_PASS: u32 = 256;
const NOTES_PER_PASS: u32 = 500;
/// Longer than the bus keeps messages: no command of such an order can still be in flight.
const NOTES_KEPT: Duration = Duration::from_secs(15 * 24 * 60 * 60);

impl Reservations {
    /// Frees lapsed seats. No buyer has to wait for this: for a hold, a lapsed seat already is free.
    pub async fn expire(&self) -> Result<Swept, Unavailable> {
        let swept = self.sweeper.expire(SEATS_PER_PASS).await?;
        metrics::swept(&swept);
        if swept.freed > 0 {
            self.sold_out.freed_somewhere();
        }
        Ok(swept)
    }

    /// Returns whether there is more to delete.
    pub async fn forget(&self) -> Result<bool, Unavailable> {
        Ok(self.sweeper.forget(NOTES_KEPT, NOTES_PER_PASS).await? >= u64::from(NOTES_PER_PASS))
    }
}
