//! Fills an empty installation with the demo season, and an old one with what it lacks.

use primitives::{EventId, InvalidId};

use super::{Catalog, CatalogError};
use crate::domain::season::{OPENS_IN, OPENS_LATER, season};

#[derive(Debug, thiserror::Error)]
pub enum SeasonError {
    #[error("the season has an id that cannot be")]
    Id(#[from] InvalidId),
    #[error(transparent)]
    Catalog(#[from] CatalogError),
}

impl Catalog {
    /// Doing it again, or in two processes at once, changes nothing, but that the last event stays a show whose sale has yet to open.
    pub async fn plant_season(&self, stadium_seats: Option<u32>) -> Result<(), SeasonError> {
        let now = self.clock.now();
        for event in season(now, stadium_seats)? {
            self.publish(event).await?;
        }
        self.move_on_sale(EventId::new(OPENS_LATER)?, now.plus(OPENS_IN)).await?;
        Ok(())
    }
}
