//! The settings of reservation.

mod guests;
mod within;

use std::time::Duration;

use settings::{Settings, SettingsError};

use self::within::within;
use crate::app::HoldLimits;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    pub limits: HoldLimits,
    /// How often the sweeper looks for what has run out.
    pub sweep_every: Duration,
    /// How often a seat store that may lose what it has is compared with the ledger.
    pub repair_every: Duration,
    /// How long behind its beginning an event is kept in a seat store that is looked through for every event.
    pub event_retention: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            limits: HoldLimits::default(),
            sweep_every: Duration::from_millis(100),
            repair_every: Duration::from_secs(30),
            event_retention: 30 * DAY,
        }
    }
}

impl Config {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        const PER_CALL: &str = "HOLDFAST_SEATS_PER_CALL";
        const PER_USER: &str = "HOLDFAST_SEATS_PER_BUYER";
        const SWEEP: &str = "HOLDFAST_SWEEP_MS";
        const PIN: &str = "HOLDFAST_PIN_MS";
        const REPAIR: &str = "HOLDFAST_REPAIR_SECONDS";
        const RETENTION: &str = "HOLDFAST_EVENT_RETENTION_DAYS";
        let mut config = Self::default();
        let limits = &mut config.limits;
        let about = "how many seats one call may hold, 1 to 64; an order has up to 8";
        limits.seats_per_call_max = settings.value(PER_CALL, limits.seats_per_call_max, about)?;
        let about = "how many live seats a named buyer may have at one event, 1 to 1000";
        limits.seats_per_user_max = settings.value(PER_USER, limits.seats_per_user_max, about)?;
        let about = "how often holds that ran out are looked for, in milliseconds, 10 to 500";
        let sweep_ms = settings.value(SWEEP, 100_u64, about)?;
        let about = "how long the seats of an order stay pinned; longer than its deadlines";
        let pin_ms = settings.value(PIN, 90_000_u64, about)?;
        limits.pin = Duration::from_millis(pin_ms);
        limits.buyer_limit = settings.buyer_limit()?;
        limits.guests = guests::read(settings)?;
        within(PER_CALL, limits.seats_per_call_max, 1, 64)?;
        within(PER_USER, limits.seats_per_user_max, 1, 1_000)?;
        within(SWEEP, sweep_ms, 10, 500)?;
        within(PIN, pin_ms, 1_000, 600_000)?;
        let about = "how often seats in Redis are compared with the ledger, in seconds, 1 to 3600";
        let repair_seconds = settings.value(REPAIR, config.repair_every.as_secs(), about)?;
        within(REPAIR, repair_seconds, 1, 3_600)?;
        config.repair_every = Duration::from_secs(repair_seconds);
        let about = "how many days after its beginning an event is forgotten by the catalog and the seat store, 1 to 3650; its sales stay";
        let days = settings.value(RETENTION, 30_u32, about)?;
        within(RETENTION, days, 1, 3_650)?;
        config.event_retention = days * DAY;
        config.sweep_every = Duration::from_millis(sweep_ms);
        Ok(config)
    }
}
