//! The catalog can answer once every seat map has its first snapshot.

use std::sync::Arc;

use async_trait::async_trait;
use lifecycle::ReadyCheck;
use primitives::Cause;

use crate::app::Catalog;

pub(crate) struct SeatMapsLoaded(Arc<Catalog>);

impl SeatMapsLoaded {
    pub(crate) fn new(catalog: Arc<Catalog>) -> Self {
        Self(catalog)
    }
}

#[async_trait]
impl ReadyCheck for SeatMapsLoaded {
    fn name(&self) -> &'static str {
        "seat-maps"
    }

    async fn check(&self) -> Result<(), Cause> {
        let maps = self.0.maps();
        if !maps.all_opened() {
            return Err("the events have not been read yet".into());
        }
        let missing = maps.all().iter().filter(|map| map.position().is_none()).count();
        if missing == 0 { Ok(()) } else { Err(format!("{missing} seat maps are not loaded yet").into()) }
    }
}
