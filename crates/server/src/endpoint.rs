//! One path with its methods. Any other method is 405 with `Allow` and our error body.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{FromRequest, Handler, Resource, Responder, guard, web};
use contracts::ErrorCode;

use crate::ApiError;

/// `Endpoint::new("/{id}").get(show).delete(cancel)`, to be added to a scope as a service. GET also answers HEAD.
pub struct Endpoint {
    resource: Resource,
    allowed: String,
}

macro_rules! methods {
    ($($name:ident = $method:literal),+ $(,)?) => {
        $(
            #[must_use]
            pub fn $name<F, Args>(mut self, handler: F) -> Self
            where
                F: Handler<Args, Output: Responder + 'static>,
                Args: FromRequest + 'static,
            {
                self.resource = self.resource.route(web::$name().to(handler));
                self.allow($method)
            }
        )+
    };
}

impl Endpoint {
    /// `path` is relative to the scope that the endpoint is put into.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self { resource: web::resource(path), allowed: String::new() }
    }

    #[must_use]
    pub fn get<F, Args>(mut self, handler: F) -> Self
    where
        F: Handler<Args, Output: Responder + 'static>,
        Args: FromRequest + 'static,
    {
        let reads = guard::Any(guard::Get()).or(guard::Head());
        self.resource = self.resource.route(web::route().guard(reads).to(handler));
        self.allow("GET, HEAD")
    }

    methods!(post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE");

    fn allow(mut self, methods: &str) -> Self {
        if !self.allowed.is_empty() {
            self.allowed.push_str(", ");
        }
        self.allowed.push_str(methods);
        self
    }
}

impl HttpServiceFactory for Endpoint {
    fn register(self, config: &mut AppService) {
        let allowed = HeaderValue::from_str(&self.allowed).unwrap_or(HeaderValue::from_static(""));
        let refuse = move || {
            let allowed = allowed.clone();
            async move {
                let message =
                    "this path does not take this method; the header Allow names those that it takes";
                Err::<&'static str, _>(
                    ApiError::new(ErrorCode::MethodNotAllowed, message).with_header(ALLOW, allowed),
                )
            }
        };
        self.resource.default_service(web::to(refuse)).register(config);
    }
}
