//! Where a server answers. A restarted server listens on another port, and its clients have to find it there; and what is one server
//! here may be several elsewhere, each with a part of the API.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::RwLock;

/// Shared by a server and all clients made for it.
#[derive(Debug, Clone)]
pub struct Address {
    routes: Arc<RwLock<Vec<Route>>>,
    /// Round robin among the instances of a service.
    turn: Arc<AtomicUsize>,
}

/// The server of the paths that begin like this.
#[derive(Debug, Clone)]
pub struct Route {
    pub prefix: &'static str,
    /// One for each instance, without a slash at the end.
    pub base_urls: Vec<String>,
}

impl Address {
    /// `base_url` without a slash at the end, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn new(base_url: impl Into<String>) -> Self {
        Self::routed(vec![Route { prefix: "", base_urls: vec![base_url.into()] }])
    }

    /// The first route that fits a path is taken, and the last one for what fits none.
    #[must_use]
    pub fn routed(routes: Vec<Route>) -> Self {
        Self { routes: Arc::new(RwLock::new(routes)), turn: Arc::default() }
    }

    #[must_use]
    pub fn base_url(&self) -> String {
        self.base_url_for("")
    }

    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url_for(path))
    }

    pub fn moved_to(&self, base_url: impl Into<String>) {
        let route = Route { prefix: "", base_urls: vec![base_url.into()] };
        *self.routes.write() = vec![route];
    }

    fn base_url_for(&self, path: &str) -> String {
        let routes = self.routes.read();
        let route = routes.iter().find(|route| path.starts_with(route.prefix)).or(routes.last());
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let instances = route.map_or(&[][..], |route| &route.base_urls);
        let chosen = instances.get(turn.checked_rem(instances.len()).unwrap_or(0));
        chosen.cloned().unwrap_or_else(|| panic!("no server for {path}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_its_paths_and_its_instances_take_turns() {
        let address = Address::routed(vec![
            Route { prefix: "/api/orders", base_urls: vec!["a".to_owned(), "b".to_owned()] },
            Route { prefix: "/api/events", base_urls: vec!["c".to_owned()] },
        ]);
        let orders: Vec<String> = (0..3).map(|_| address.url("/api/orders/1")).collect();
        assert_eq!(orders, ["a/api/orders/1", "b/api/orders/1", "a/api/orders/1"]);
        assert_eq!(address.url("/healthz"), "c/healthz");
    }
}
