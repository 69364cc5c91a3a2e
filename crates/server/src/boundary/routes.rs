//! Finds the route of a request, and what is known about it before the request comes. Labels have to be of bounded cardinality, so it is always
//! a pattern and never a path.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, LINK};
use actix_web::http::{Method, StatusCode};
use contracts::api::PREFIX;
use contracts::versions::{DEPRECATED, Deprecated};
use metrics::Histogram;

/// The route of paths that match nothing.
const UNMATCHED: &str = "unmatched";
const SERVER: &str = "server";
/// Methods apart from these are counted together.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OTHER"];
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");
const ABOUT_DEPRECATION: HeaderValue = HeaderValue::from_static("</docs>; rel=\"deprecation\"");
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

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
        // A path without parameters is its own pattern, and need not be matched here: the router does it again.
        if let Some(route) = self.seen.borrow().get(request.path()) {
            return Rc::clone(route);
        }
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

/// Its names and its histograms, created once and kept.
pub(super) struct Route {
    pattern: String,
    owner: &'static str,
    span_names: [OnceCell<String>; METHODS.len()],
    seconds: [OnceCell<Histogram>; METHODS.len() * CLASSES.len()],
    /// Of this path.
    deprecated: Vec<&'static Deprecated>,
}

impl Route {
    pub(super) fn new(pattern: String, owner: &'static str) -> Self {
        let deprecated = DEPRECATED.iter().filter(|deprecated| deprecated.path == pattern).collect();
        Self {
            pattern,
            owner,
            span_names: [const { OnceCell::new() }; METHODS.len()],
            seconds: [const { OnceCell::new() }; METHODS.len() * CLASSES.len()],
            deprecated,
        }
    }

    pub(super) fn pattern(&self) -> &str {
        &self.pattern
    }

    pub(super) fn owner(&self) -> &'static str {
        self.owner
    }

    pub(super) fn span_name(&self, method: &Method) -> &str {
        let (index, method) = known(method);
        let name = || format!("{method} {}", self.pattern);
        self.span_names.get(index).map_or(method, |cell| cell.get_or_init(name).as_str())
    }

    /// On every answer to a call that is deprecated.
    pub(super) fn add_deprecation(&self, method: &Method, headers: &mut HeaderMap) {
        let deprecated = self.deprecated.iter().find(|deprecated| deprecated.method == method.as_str());
        if let Some(Deprecated { deprecation, sunset, .. }) = deprecated {
            headers.insert(DEPRECATION, HeaderValue::from_static(deprecation));
            headers.insert(SUNSET, HeaderValue::from_static(sunset));
            headers.append(LINK, ABOUT_DEPRECATION);
        }
    }

    pub(super) fn record(&self, method: &Method, status: StatusCode, seconds: f64) {
        let (index, method) = known(method);
        let class = usize::from(status.as_u16() / 100).clamp(1, CLASSES.len()) - 1;
        let Some(cell) = self.seconds.get(index * CLASSES.len() + class) else { return };
        let histogram = cell.get_or_init(|| {
            metrics::histogram!(
                "holdfast_http_request_seconds",
                "method" => method,
                "route" => self.pattern.clone(),
                "status" => CLASSES.get(class).copied().unwrap_or_default(),
            )
        });
        histogram.record(seconds);
    }
}

fn known(method: &Method) -> (usize, &'static str) {
    let other = (METHODS.len() - 1, "OTHER");
    METHODS.into_iter().enumerate().find(|(_, name)| *name == method.as_str()).unwrap_or(other)
}
