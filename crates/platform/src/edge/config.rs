//! Which Redis counts.

use std::sync::Arc;

use lifecycle::Tasks;
use redis_nodes::{NodesConfig, NodesOptions};
use server::Mount;
use settings::{RotatingSecret, Settings, SettingsError};

use super::URL;
use super::redis_rates::RedisRates;

pub(crate) struct EdgeRedis(Option<NodesConfig>);

impl EdgeRedis {
    /// `seats`: the address of the Redis that has them.
    pub(crate) fn read(
        settings: &mut Settings,
        seats: Option<&RotatingSecret>,
    ) -> Result<Self, SettingsError> {
        let about = "a Redis of its own, that may forget, where all instances count the rates of callers together: as in REDIS_URL; absent: each for itself";
        let (options, given) = (NodesOptions::read_tls(settings)?, settings.rotating_secret(URL, about)?);
        let Some(url) = given else { return Ok(Self(None)) };
        if seats.is_some_and(|seats| share_a_server(seats.current().expose(), url.current().expose())) {
            let reason = "it is the Redis of the seats, which a flood of requests must not reach";
            return Err(SettingsError::refused(URL, reason));
        }
        options.at(&url).map(|config| Self(Some(config)))
    }

    pub(crate) fn mount(&self, tasks: Tasks) -> Option<Mount> {
        let rates = RedisRates::new(self.0.clone()?, tasks);
        Some(Mount { shared_rates: Some(Arc::new(rates)), ..Mount::new("edge") })
    }
}

/// Whatever user logs in at either.
fn share_a_server(one: &str, other: &str) -> bool {
    servers(one).any(|server| servers(other).any(|found| found == server))
}

/// Hosts and ports: scheme://user:password@HOST:PORT,HOST:PORT
fn servers(address: &str) -> impl Iterator<Item = &str> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let servers = rest.rsplit_once('@').map_or(rest, |(_, servers)| servers);
    servers.split('/').next().unwrap_or_default().split(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_redis_of_the_seats_is_refused_and_no_address_is_shown() {
        let read = |address: &str, seats: &str| {
            let mut settings = Settings::load([], [(URL.to_owned(), address.to_owned())]).unwrap();
            let seats = RotatingSecret::fixed("REDIS_URL", seats.to_owned());
            EdgeRedis::read(&mut settings, Some(&seats)).map(|edge| edge.0.is_some())
        };
        let (one, other) = ("redis://:one@127.0.0.1:1", "redis://:other@127.0.0.1:2");
        assert!(read(one, other).unwrap());
        let same_server = "redis://:another@127.0.0.1:1";
        let in_common = "redis+cluster://:one@127.0.0.1:2,127.0.0.1:1";
        for refused in
            [read(one, one), read(same_server, one), read(one, in_common), read("redis://:one@", other)]
        {
            let sentence = refused.unwrap_err().to_string();
            assert!(sentence.contains(URL) && !sentence.contains("one@"), "{sentence}");
        }
        let mut nothing = Settings::load([], []).unwrap();
        assert!(EdgeRedis::read(&mut nothing, None).unwrap().0.is_none());
    }
}
