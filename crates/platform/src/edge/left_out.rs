//! In place of a client of Redis. An address that is given all the same is refused: nothing would be counted there.

use lifecycle::Tasks;
use server::Mount;
use settings::{RotatingSecret, Settings, SettingsError};

use super::URL;

const LEFT_OUT: &str = "this program was built without Redis: build it with the feature `redis`";

pub(crate) struct EdgeRedis;

impl EdgeRedis {
    pub(crate) fn read(
        settings: &mut Settings,
        _seats: Option<&RotatingSecret>,
    ) -> Result<Self, SettingsError> {
        match settings.rotating_secret(URL, "not in this build: it has no client of Redis")? {
            Some(_) => Err(SettingsError::refused(URL, LEFT_OUT)),
            None => Ok(Self),
        }
    }

    #[expect(clippy::unused_self, reason = "as with a client of Redis")]
    pub(crate) fn mount(&self, _tasks: Tasks) -> Option<Mount> {
        None
    }
}
