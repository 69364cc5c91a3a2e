//! The instances of another service. Listed ones are called in their order of preference: the one that answered last, and the next when it
//! does not answer. Those of a name are called in turn, and one that does not answer is passed over for a while.

use std::net::SocketAddr;
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::Url;
use tokio::time::{Instant, timeout};

use crate::Instances;
use crate::name_server;

/// A name is looked up again by the first call after this time.
const LOOK_UP_EVERY: Duration = Duration::from_secs(5);
const LOOK_UP_AGAIN_AFTER: Duration = Duration::from_millis(500);
const LOOK_UP_WITHIN: Duration = Duration::from_secs(1);
/// For so long an instance of a name that did not answer is not called while others are.
const PASSED_OVER_FOR: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct InstancePool {
    name: Option<Name>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct Name {
    url: Url,
    /// The system's resolver where absent.
    server: Option<SocketAddr>,
    /// Held by the call that looks it up.
    looking_up: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    instances: Vec<Instance>,
    next: usize,
    look_up_at: Option<Instant>,
}

#[derive(Debug, Clone)]
struct Instance {
    url: Url,
    failed_at: Option<Instant>,
}

impl Instance {
    fn at(url: Url) -> Self {
        Self { url, failed_at: None }
    }

    fn is_passed_over(&self, now: Instant) -> bool {
        self.failed_at.is_some_and(|at| now < at + PASSED_OVER_FOR)
    }
}

impl InstancePool {
    /// A name server is asked for names; where absent, the system's resolver.
    pub(crate) fn new(instances: Instances, server: Option<SocketAddr>) -> Self {
        let (name, listed) = match instances {
            Instances::Listed(urls) => (None, urls),
            Instances::Named(url) => {
                (Some(Name { url, server, looking_up: tokio::sync::Mutex::default() }), Vec::new())
            }
        };
        let instances = listed.into_iter().map(Instance::at).collect();
        Self { name, state: Mutex::new(State { instances, ..State::default() }) }
    }

    /// Looks the name up where that is due. One call does, and the others go on with what is known; where nothing is, they wait for it.
    pub(crate) async fn refresh(&self) {
        let Some(name) = self.name.as_ref().filter(|_| self.is_due()) else { return };
        let knows_some = !self.state.lock().instances.is_empty();
        let looking_up =
            if knows_some { name.looking_up.try_lock().ok() } else { Some(name.looking_up.lock().await) };
        if looking_up.is_none() || !self.is_due() {
            return;
        }
        let found = timeout(LOOK_UP_WITHIN, name.look_up()).await;
        let found = found.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()));
        let mut state = self.state.lock();
        match found {
            Ok(urls) if !urls.is_empty() => state.replace(urls, &name.url),
            Ok(_) => state.look_up_at = Some(Instant::now() + LOOK_UP_AGAIN_AFTER),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::debug!(name = %name.url, error, "a name cannot be looked up, so what is known stays");
                state.look_up_at = Some(Instant::now() + LOOK_UP_AGAIN_AFTER);
            }
        }
    }

    fn is_due(&self) -> bool {
        self.state.lock().look_up_at.is_none_or(|at| at <= Instant::now())
    }

    /// None where no instance is known.
    pub(crate) fn attempt(&self) -> Option<Attempt<'_>> {
        let url = self.state.lock().choose(self.name.is_some())?;
        Some(Attempt { pool: self, url, is_answered: false })
    }

    /// Whether a failure says something of the whole service. With a name, only while no instance is left that may answer.
    pub(crate) fn is_out(&self) -> bool {
        let now = Instant::now();
        self.name.is_none() || self.state.lock().instances.iter().all(|instance| instance.is_passed_over(now))
    }
}

impl Name {
    async fn look_up(&self) -> std::io::Result<Vec<Url>> {
        let (host, port) = (self.url.host_str().unwrap_or_default(), self.url.port_or_known_default());
        let port = port.unwrap_or_default();
        let addresses: Vec<SocketAddr> = match self.server {
            Some(server) => {
                let found = name_server::addresses(server, host).await?;
                found.into_iter().map(|address| SocketAddr::new(address, port)).collect()
            }
            None => tokio::net::lookup_host((host, port)).await?.collect(),
        };
        Ok(addresses.iter().filter_map(|address| Url::parse(&format!("http://{address}")).ok()).collect())
    }
}

impl State {
    fn choose(&mut self, in_turn: bool) -> Option<Url> {
        let (count, now) = (self.instances.len(), Instant::now());
        if in_turn && count > 0 {
            let from = self.next;
            let mut turn = (0..count).map(|step| (from + step) % count);
            let is_well =
                |index: &usize| self.instances.get(*index).is_some_and(|found| !found.is_passed_over(now));
            let chosen = turn.find(is_well).unwrap_or(from % count);
            self.next = chosen + 1;
            return self.instances.get(chosen).map(|instance| instance.url.clone());
        }
        self.instances.get(self.next).map(|instance| instance.url.clone())
    }

    fn note(&mut self, url: &Url, is_answered: bool) {
        let found = self.instances.iter_mut().position(|instance| instance.url == *url);
        let Some((index, instance)) = found.and_then(|index| Some((index, self.instances.get_mut(index)?)))
        else {
            return;
        };
        instance.failed_at = (!is_answered).then(Instant::now);
        // Passed over once, however many attempts were waiting for the same instance.
        if !is_answered && self.next == index {
            self.next = (index + 1) % self.instances.len().max(1);
        }
    }

    /// What is gone gets no further call; calls that are under way end as they would.
    fn replace(&mut self, urls: Vec<Url>, name: &Url) {
        let known = std::mem::take(&mut self.instances);
        let of = |url: Url| {
            known.iter().find(|known| known.url == url).cloned().unwrap_or_else(|| Instance::at(url))
        };
        let mut instances: Vec<Instance> = Vec::new();
        for url in urls {
            if instances.iter().all(|instance| instance.url != url) {
                instances.push(of(url));
            }
        }
        if instances.len() != known.len() {
            tracing::info!(name = %name, instances = instances.len(), "the addresses of a service have changed");
        }
        (self.instances, self.look_up_at) = (instances, Some(Instant::now() + LOOK_UP_EVERY));
    }
}

/// One attempt at one instance. Cancelled or ended without an answer, it counts as failed.
#[derive(Debug)]
pub(crate) struct Attempt<'p> {
    pool: &'p InstancePool,
    pub(crate) url: Url,
    is_answered: bool,
}

impl Attempt<'_> {
    pub(crate) fn answered(mut self) {
        self.is_answered = true;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.pool.state.lock().note(&self.url, self.is_answered);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_instance_that_answers_stays_preferred_and_one_that_does_not_is_passed_over_once() {
        let pool = InstancePool::new("http://a:1, http://b:2".parse().unwrap(), None);
        let host = || pool.attempt().unwrap().url.host_str().unwrap().to_owned();
        let (first, second) = (pool.attempt().unwrap(), pool.attempt().unwrap());
        pool.attempt().unwrap().answered();
        drop((first, second));
        assert_eq!(host(), "b", "two attempts at the same instance passed it over twice");
        assert_eq!(host(), "a", "the attempt above ended without an answer");
    }

    #[tokio::test]
    async fn addresses_of_a_name_are_called_in_turn() {
        let pool = InstancePool::new("dns+http://order:9082".parse().unwrap(), None);
        assert!(pool.attempt().is_none() && pool.is_out());
        let urls = |hosts: &[&str]| {
            hosts.iter().map(|host| Url::parse(&format!("http://{host}:9082")).unwrap()).collect()
        };
        let learn =
            |hosts: &[&str]| pool.state.lock().replace(urls(hosts), &Url::parse("http://order").unwrap());
        learn(&["a", "b", "c"]);
        let answer = || {
            let attempt = pool.attempt().unwrap();
            let host = attempt.url.host_str().unwrap().to_owned();
            attempt.answered();
            host
        };
        assert_eq!([answer(), answer(), answer(), answer()], ["a", "b", "c", "a"]);
        drop(pool.attempt());
        assert_eq!([answer(), answer(), answer()], ["c", "a", "c"], "b did not answer");
        assert!(!pool.is_out(), "one dead instance is not the whole service");
        learn(&["c", "d"]);
        let answers = [answer(), answer(), answer()];
        assert!(answers.contains(&"d".to_owned()) && !answers.contains(&"a".to_owned()), "{answers:?}");
    }
}
