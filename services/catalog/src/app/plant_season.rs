//! Seeds an empty installation with the demo season, and an old one with what it lacks of it.

use contracts::demo;
use primitives::{EventId, InvalidId};

use super::catalog::Catalog;
use super::error::CatalogError;
use crate::domain::NewEvent;
use crate::domain::season::{OPENS_IN, OPENS_LATER, WITH_A_LINE, season};

// The waiting room opens the line in front of it.
const _: () = assert!(WITH_A_LINE == demo::EVENT_WITH_A_LINE);

#[derive(Debug, thiserror::Error)]
pub enum SeasonError {
    #[error("the season has an id that cannot be")]
    Id(#[from] InvalidId),
    #[error(transparent)]
    Catalog(#[from] CatalogError),
}

impl Catalog {
    /// Idempotent, also in two processes at once, except that the sale of the last event is postponed again: it stays a show that is not on
    /// sale yet.
    pub async fn plant_season(&self, stadium_seats: Option<u32>) -> Result<(), SeasonError> {
        let now = self.clock.now();
        for event in season(now, stadium_seats)? {
            self.publish(NewEvent { organization: Some(demo::ORGANIZATION), ..event }).await?;
        }
        self.move_on_sale(EventId::new(OPENS_LATER)?, now.plus(OPENS_IN)).await?;
        Ok(())
    }
}
