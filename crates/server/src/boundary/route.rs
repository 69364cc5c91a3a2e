//! What is known about a route before a request comes: its names and its histograms, created once and kept.

use std::cell::OnceCell;

use actix_web::http::{Method, StatusCode};
use metrics::Histogram;

/// Methods apart from these are counted together.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OTHER"];
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

pub(super) struct Route {
    pattern: String,
    owner: &'static str,
    span_names: [OnceCell<String>; METHODS.len()],
    seconds: [OnceCell<Histogram>; METHODS.len() * CLASSES.len()],
}

impl Route {
    pub(super) fn new(pattern: String, owner: &'static str) -> Self {
        Self {
            pattern,
            owner,
            span_names: [const { OnceCell::new() }; METHODS.len()],
            seconds: [const { OnceCell::new() }; METHODS.len() * CLASSES.len()],
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
