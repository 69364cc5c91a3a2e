//! In place of Redis, for a build that has no client of it. An address that is given all the same is refused.

use platform::{Module, Platform};
use settings::{RotatingSecret, Settings, SettingsError};

use crate::config::Config;

#[derive(Debug, Clone, Copy)]
pub struct Options;

impl Options {
    pub(crate) fn read(_: &mut Settings) -> Result<Self, SettingsError> {
        Ok(Self)
    }
}

#[expect(clippy::unused_async, reason = "as with a Redis client")]
pub(crate) async fn build(_: Config, _: Options, _: &RotatingSecret, _: &Platform) -> anyhow::Result<Module> {
    anyhow::bail!(
        "REDIS_URL: this program was built without a Redis client: build it with the feature `redis`"
    )
}
