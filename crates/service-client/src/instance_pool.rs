//! The instances of another service: each call goes to the one that answered last, and to the next when it does not answer.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Url;

/// The addresses of their internal listeners: one, or several separated by commas.
#[derive(Debug, Clone)]
pub struct Instances(Vec<Url>);

impl FromStr for Instances {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',').map(|url| listener(url.trim())).collect::<Result<_, _>>().map(Self)
    }
}

fn listener(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "it is not a URL such as http://127.0.0.1:9081")?;
    if url.scheme() != "http" {
        return Err("calls between services are plain http:// inside a network of their own");
    }
    let bare = url.has_host() && matches!(url.path(), "" | "/") && url.query().is_none();
    if bare && url.username().is_empty() { Ok(url) } else { Err("it has a host and a port, and no more") }
}

impl fmt::Display for Instances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let urls: Vec<&str> = self.0.iter().map(Url::as_str).collect();
        f.write_str(&urls.join(","))
    }
}

/// Remembers which instance is called next.
#[derive(Debug)]
pub(crate) struct InstancePool {
    instances: Instances,
    preferred: AtomicUsize,
}

impl InstancePool {
    pub(crate) fn new(instances: Instances) -> Self {
        Self { instances, preferred: AtomicUsize::new(0) }
    }

    /// None where there are no instances, which `Instances` cannot be parsed from.
    pub(crate) fn attempt(&self) -> Option<Attempt<'_>> {
        let index = self.preferred.load(Ordering::Relaxed);
        let url = self.instances.0.get(index)?;
        Some(Attempt { pool: self, index, url, is_answered: false })
    }
}

/// One attempt at one instance. Cancelled or ended without an answer, it makes the next instance the preferred one: once, however many
/// attempts were waiting for the same instance.
#[derive(Debug)]
pub(crate) struct Attempt<'p> {
    pool: &'p InstancePool,
    index: usize,
    pub(crate) url: &'p Url,
    is_answered: bool,
}

impl Attempt<'_> {
    pub(crate) fn answered(mut self) {
        self.is_answered = true;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            let next = (self.index + 1) % self.pool.instances.0.len().max(1);
            let preferred = &self.pool.preferred;
            let _others = preferred.compare_exchange(self.index, next, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instance_that_answers_stays_preferred_and_one_that_does_not_is_passed_over_once() {
        let pool = InstancePool::new("http://a:1, http://b:2".parse().unwrap());
        let host = || pool.attempt().unwrap().url.host_str().unwrap().to_owned();
        let (first, second) = (pool.attempt().unwrap(), pool.attempt().unwrap());
        pool.attempt().unwrap().answered();
        drop((first, second));
        assert_eq!(host(), "b", "two attempts at the same instance passed it over twice");
        assert_eq!(host(), "a", "the attempt above ended without an answer");
    }

    #[test]
    fn only_addresses_of_listeners_are_accepted() {
        for bad in ["", "http://a:1,", "https://a:1", "http://a:1/path", "http://me@a:1", "a:1"] {
            bad.parse::<Instances>().unwrap_err();
        }
        assert_eq!(
            "http://a:1,http://b:2".parse::<Instances>().unwrap().to_string(),
            "http://a:1/,http://b:2/"
        );
    }
}
