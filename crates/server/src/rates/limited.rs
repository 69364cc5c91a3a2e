//! What counts the requests of a scope.

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{ResourceDef, Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::web::Data;
use contracts::http::headers::IDEMPOTENT_REPLAYED;
use futures::future::{Either, LocalBoxFuture};

use super::class::RateClass;
use super::limits::{Callers, RateLimits};

/// `Endpoints::below("/api/orders").limited(Limited::by(RateClass::Order))`: every path of the scope whose method is of the class, those that do not exist too. It
/// stands behind the router, so no spelling of a path goes around it.
#[derive(Clone, Default)]
pub struct Limited {
    /// None: nothing is counted.
    class: Option<RateClass>,
    exempt: Vec<ResourceDef>,
}

impl Limited {
    #[must_use]
    pub fn by(class: RateClass) -> Self {
        Self { class: Some(class), exempt: Vec::new() }
    }

    /// A path of the scope that is not counted, as an endpoint has it: what clients repeat by themselves, and what is limited otherwise.
    #[must_use]
    pub fn except(mut self, path: &str) -> Self {
        self.exempt.push(ResourceDef::new(path));
        self
    }
}

impl<S> Transform<S, ServiceRequest> for Limited
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type InitError = ();
    type Transform = LimitedService<S>;
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(LimitedService { service: Rc::new(service), limited: self.clone() }))
    }
}

pub struct LimitedService<S> {
    service: Rc<S>,
    limited: Limited,
}

type Answer = Result<ServiceResponse<BoxBody>, Error>;

impl<S> Service<ServiceRequest> for LimitedService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    // What is not counted, and a read that is admitted, are the service's own future: they allocate nothing here.
    type Future = Either<S::Future, Either<Ready<Answer>, LocalBoxFuture<'static, Answer>>>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let limits = request.app_data::<Data<RateLimits>>();
        let (Some(limits), Some(class)) = (limits, self.limited.counts(&request)) else {
            return Either::Left(self.service.call(request));
        };
        if class == RateClass::Read {
            return match limits.admit_read(request.request()) {
                Ok(()) => Either::Left(self.service.call(request)),
                Err(refused) => Either::Right(Either::Left(ready(Err(refused.into())))),
            };
        }
        let (limits, service) = (limits.clone(), Rc::clone(&self.service));
        Either::Right(Either::Right(Box::pin(answered(class, limits, service, request))))
    }
}

/// An answer that was given before gives back what it has used.
async fn answered<S>(
    class: RateClass,
    limits: Data<RateLimits>,
    service: Rc<S>,
    request: ServiceRequest,
) -> Answer
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error>,
{
    let callers = Callers::of(request.request())?;
    let admitted = limits.admit(class, callers).await?;
    let mut answer = service.call(request).await?;
    if answer.headers().contains_key(IDEMPOTENT_REPLAYED) {
        admitted.give_back().await;
    } else {
        admitted.write(answer.headers_mut());
    }
    Ok(answer)
}

impl Limited {
    /// None: this request is not counted.
    fn counts(&self, request: &ServiceRequest) -> Option<RateClass> {
        let path = request.match_info().unprocessed();
        let is_exempt = || self.exempt.iter().any(|exempt| exempt.is_match(path));
        self.class.filter(|class| class.counts(request.method()) && !is_exempt())
    }
}
