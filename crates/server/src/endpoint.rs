//! One path with its methods, each with the rule of who may call it. Any other method is 405 with `Allow` and our error body.

use access::Allow;
use actix_web::body::BoxBody;
use actix_web::dev::{AppService, HttpServiceFactory, ServiceRequest};
use actix_web::guard::Guard;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{FromRequest, Handler, Resource, Responder, Route, guard, web};
use contracts::ErrorCode;

use crate::door::{self, Door, pass};
use crate::{ApiError, RouteRule};

/// `Endpoint::new("/{id}").get(show, Allow::Caller).delete(cancel, Allow::Holder(Object::Order))`. GET also answers HEAD.
pub struct Endpoint {
    path: String,
    resource: Resource,
    methods: Vec<(&'static str, Allow)>,
}

macro_rules! methods {
    ($($name:ident = $method:literal),+ $(,)?) => {
        $(
            #[must_use]
            pub fn $name<F, Args>(self, handler: F, allow: Allow) -> Self
            where
                F: Handler<Args, Output: Responder + 'static>,
                Args: FromRequest + 'static,
            {
                self.route($method, web::$name().to(handler), allow)
            }
        )+
    };
}

impl Endpoint {
    /// `path` is relative to the prefix of the [`Endpoints`](crate::Endpoints) that it is put into.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is where each route gets its rule")]
    pub fn new(path: &str) -> Self {
        Self { path: path.to_owned(), resource: web::resource(path), methods: Vec::new() }
    }

    /// Only for requests that fit; others are as if it was not there.
    #[must_use]
    pub fn only_for(mut self, guard: impl Guard + 'static) -> Self {
        self.resource = self.resource.guard(guard);
        self
    }

    #[must_use]
    pub fn get<F, Args>(self, handler: F, allow: Allow) -> Self
    where
        F: Handler<Args, Output: Responder + 'static>,
        Args: FromRequest + 'static,
    {
        let reads = guard::Any(guard::Get()).or(guard::Head());
        self.route("GET", web::route().guard(reads).to(handler), allow)
    }

    methods!(post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE");

    fn route(mut self, method: &'static str, route: Route, allow: Allow) -> Self {
        let route = match door::of(allow) {
            Door::Open => route,
            Door::Checked(check) => {
                route.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
                    let admitted = check(request.request());
                    pass(admitted, request, next)
                }))
            }
            Door::OfEvent(action) => {
                route.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| async move {
                    let admitted = door::event(request.request(), action).await;
                    pass(admitted, request, next).await
                }))
            }
        };
        self.resource = self.resource.route(route);
        self.methods.push((method, allow));
        self
    }

    /// Of each of its methods, below this prefix.
    pub fn rules(&self, prefix: &str) -> impl Iterator<Item = RouteRule> {
        let path = format!("{prefix}{}", self.path);
        self.methods.iter().map(move |&(method, allow)| RouteRule { method, path: path.clone(), allow })
    }

    /// The value of the header `Allow`.
    fn allowed(&self) -> String {
        let names =
            self.methods.iter().map(|&(method, _)| if method == "GET" { "GET, HEAD" } else { method });
        names.collect::<Vec<_>>().join(", ")
    }
}

impl HttpServiceFactory for Endpoint {
    fn register(self, config: &mut AppService) {
        let allowed = HeaderValue::from_str(&self.allowed()).unwrap_or(HeaderValue::from_static(""));
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
