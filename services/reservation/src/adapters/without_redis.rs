//! In place of the seat store on Redis, in builds without its client. An address that is given all the same is refused: seats in the data
//! folder would be other seats.

use std::sync::Arc;

use lifecycle::Tasks;
use primitives::IdSource;
use settings::{Settings, SettingsError};

use super::sql::SqlSeats;

#[derive(Debug, Clone)]
pub struct RedisOptions;

/// There is none.
pub enum RedisConfig {}

pub struct RedisSeats;

impl RedisOptions {
    pub fn read(_settings: &mut Settings) -> Result<Self, SettingsError> {
        Ok(Self)
    }

    pub fn at(self, _url: &str) -> Result<RedisConfig, SettingsError> {
        let reason = "this program was built without Redis's client: build it with the feature `redis`";
        Err(SettingsError::refused("REDIS_URL", reason))
    }
}

impl RedisSeats {
    #[must_use]
    pub fn connect(config: &RedisConfig, _ids: Arc<dyn IdSource>, _tasks: Tasks) -> SqlSeats {
        match *config {}
    }
}
