//! The instances of another service: each question goes to the one that answered last, and to the next when it does not.

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

/// Whose turn it is.
#[derive(Debug)]
pub(crate) struct InstancePool {
    instances: Instances,
    turn: AtomicUsize,
}

impl InstancePool {
    pub(crate) fn new(instances: Instances) -> Self {
        Self { instances, turn: AtomicUsize::new(0) }
    }

    /// None of no instances, which cannot be written.
    pub(crate) fn visit(&self) -> Option<Attempt<'_>> {
        let turn = self.turn.load(Ordering::Relaxed);
        let url = self.instances.0.get(turn)?;
        Some(Attempt { rota: self, turn, url, answered: false })
    }
}

/// One question to one instance. Given up or ended without an answer, it passes the turn on: once, however many were waiting
/// for the same instance.
#[derive(Debug)]
pub(crate) struct Attempt<'r> {
    rota: &'r InstancePool,
    turn: usize,
    pub(crate) url: &'r Url,
    answered: bool,
}

impl Attempt<'_> {
    pub(crate) fn answered(mut self) {
        self.answered = true;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.answered {
            let next = (self.turn + 1) % self.rota.instances.0.len().max(1);
            let _others =
                self.rota.turn.compare_exchange(self.turn, next, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instance_that_answers_keeps_the_turn_and_one_that_does_not_passes_it_on_once() {
        let rota = InstancePool::new("http://a:1, http://b:2".parse().unwrap());
        let host = || rota.visit().unwrap().url.host_str().unwrap().to_owned();
        let (first, second) = (rota.visit().unwrap(), rota.visit().unwrap());
        rota.visit().unwrap().answered();
        drop((first, second));
        assert_eq!(host(), "b", "two that were waiting for the same instance passed its turn on twice");
        assert_eq!(host(), "a", "the visit above ended without an answer");
    }

    #[test]
    fn nothing_but_addresses_of_listeners_is_taken() {
        for bad in ["", "http://a:1,", "https://a:1", "http://a:1/path", "http://me@a:1", "a:1"] {
            bad.parse::<Instances>().unwrap_err();
        }
        assert_eq!(
            "http://a:1,http://b:2".parse::<Instances>().unwrap().to_string(),
            "http://a:1/,http://b:2/"
        );
    }
}
