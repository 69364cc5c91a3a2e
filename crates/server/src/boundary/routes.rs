//! Finds the route of a request. Labels have to be of bounded cardinality, so it is always a pattern and never a path.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use contracts::api::PREFIX;

use crate::boundary::route::Route;

/// The route of paths that match nothing.
const UNMATCHED: &str = "unmatched";
const SERVER: &str = "server";

/// Which service a path belongs to, as the API descriptions of the mounts say.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    described: HashMap<String, &'static str>,
    services: Vec<&'static str>,
}

impl Owners {
    pub(crate) fn add(&mut self, service: &'static str, description: &utoipa::openapi::OpenApi) {
        self.described.extend(description.paths.paths.keys().map(|path| (path.clone(), service)));
        self.services.push(service);
    }

    /// Calls between services are not described, but their path names the service.
    fn of(&self, pattern: &str) -> Option<&'static str> {
        if let Some(service) = self.described.get(pattern) {
            return Some(service);
        }
        let name = pattern.strip_prefix(PREFIX)?.split('/').nth(1)?;
        self.services.iter().copied().find(|service| *service == name)
    }
}

/// The routes that an HTTP thread has seen. Bounded by the number of patterns that are registered.
pub(super) struct Routes {
    owners: Arc<Owners>,
    seen: RefCell<HashMap<String, Rc<Route>>>,
}

impl Routes {
    pub(super) fn new(owners: Arc<Owners>) -> Self {
        Self { owners, seen: RefCell::default() }
    }

    pub(super) fn of(&self, request: &ServiceRequest) -> Rc<Route> {
        let pattern = request.match_pattern().unwrap_or_else(|| UNMATCHED.to_owned());
        let mut seen = self.seen.borrow_mut();
        if let Some(route) = seen.get(&pattern) {
            return Rc::clone(route);
        }
        let owner = self.owners.of(&pattern).unwrap_or(SERVER);
        let route = Rc::new(Route::new(pattern.clone(), owner));
        seen.insert(pattern, Rc::clone(&route));
        route
    }
}
