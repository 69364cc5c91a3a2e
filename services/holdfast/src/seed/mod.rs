//! Fills an empty installation with the demo season, and an old one with what it lacks.

mod season;

use catalog::app::Catalog;
use primitives::{Clock, EventId};

use self::season::{OPENS_IN, OPENS_LATER, season};

/// Doing it again changes nothing, but that the last event stays a show whose sale has yet to open.
pub(crate) async fn plant(catalog: &Catalog, clock: &dyn Clock) -> anyhow::Result<()> {
    let now = clock.now();
    for event in season(now)? {
        catalog.publish(event).await?;
    }
    let later = EventId::new(OPENS_LATER)?;
    catalog.move_on_sale(later, now.plus(OPENS_IN)).await?;
    Ok(())
}
