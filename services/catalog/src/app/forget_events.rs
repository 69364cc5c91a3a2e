//! Events that have been over for long are forgotten: their maps, and every look at them. Their records stay.

use super::catalog::Catalog;

impl Catalog {
    /// Frees the maps of events that are over, and ends their streams.
    pub fn forget_events(&self) {
        let forgotten = self.maps().forget(self.forgotten_before());
        if forgotten > 0 {
            tracing::info!(events = forgotten, "forgot the seat maps of events that are over");
        }
    }
}
