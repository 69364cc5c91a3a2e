//! The endpoints below one prefix, without anything of what answers them: so who may call what is known without a service being built.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{Error, Scope, web};

use crate::{Endpoint, Limited, RouteRule};

/// `Endpoints::below("/api/orders").with(Endpoint::new("/{orderId}").get(show, ..))`
pub struct Endpoints {
    prefix: &'static str,
    limited: Limited,
    all: Vec<Endpoint>,
}

impl Endpoints {
    /// No service has a prefix of another's: the first that fits swallows the request.
    #[must_use]
    pub fn below(prefix: &'static str) -> Self {
        Self { prefix, limited: Limited::default(), all: Vec::new() }
    }

    /// How often a caller may ask for what is below this prefix.
    #[must_use]
    pub fn limited(mut self, limited: Limited) -> Self {
        self.limited = limited;
        self
    }

    /// Of two whose paths fit the same requests the first answers.
    #[must_use]
    pub fn with(mut self, endpoint: Endpoint) -> Self {
        self.all.push(endpoint);
        self
    }

    pub fn rules(&self) -> impl Iterator<Item = RouteRule> {
        let prefix = self.prefix;
        self.all.iter().flat_map(move |endpoint| endpoint.rules(prefix))
    }

    /// To be given the state of the service, and to be registered.
    #[expect(clippy::disallowed_methods, reason = "each of these has its rule")]
    pub fn into_scope(
        self,
    ) -> Scope<
        impl ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<BoxBody>,
            Error = Error,
            InitError = (),
        >,
    > {
        let scope = web::scope(self.prefix);
        self.all.into_iter().fold(scope, Scope::service).wrap(self.limited)
    }
}
