//! The calls that a service answers to others, as routes: what `contracts::api` declares, on actix.

use std::sync::Arc;

use access::Allow;
use actix_web::HttpResponse;
use actix_web::web::ServiceConfig;
use contracts::api::{Answer, Api, CallError, Pending, Refusal, Route, Router};
use primitives::EventId;
use serde::de::DeserializeOwned;

use crate::{ApiError, Endpoint, EventIdPath, JsonBody, Routes};

/// For `Mount::internal`, such as `api_routes::<dyn OrderApi>(order)`.
#[must_use]
pub fn api_routes<A: Api + ?Sized>(api: Arc<A>) -> Routes {
    Arc::new(move |config| A::routes(&api, &mut Registrar(config)))
}

struct Registrar<'c>(&'c mut ServiceConfig);

impl Router for Registrar<'_> {
    fn plain<A: Answer>(&mut self, route: &'static Route, answer: impl Fn() -> Pending<A> + Clone + 'static) {
        self.0.service(Endpoint::new(route.path).get(move || respond(answer()), Allow::Neighbour));
    }

    fn event<A: Answer>(
        &mut self,
        route: &'static Route,
        answer: impl Fn(EventId) -> Pending<A> + Clone + 'static,
    ) {
        let handler = move |path: EventIdPath| respond(answer(path.0));
        self.0.service(Endpoint::new(route.path).get(handler, Allow::Neighbour));
    }

    fn body<B: DeserializeOwned + 'static, A: Answer>(
        &mut self,
        route: &'static Route,
        answer: impl Fn(B) -> Pending<A> + Clone + 'static,
    ) {
        let handler = move |body: JsonBody<B>| respond(answer(body.0));
        self.0.service(Endpoint::new(route.path).post(handler, Allow::Neighbour));
    }
}

async fn respond<A: Answer>(answer: Pending<A>) -> Result<HttpResponse, ApiError> {
    let reply = answer.await?.write()?;
    let Some(content_type) = A::CONTENT_TYPE else { return Ok(HttpResponse::NoContent().finish()) };
    let mut response = HttpResponse::Ok();
    response.content_type(content_type);
    for header in reply.headers {
        response.insert_header(header);
    }
    Ok(response.body(reply.body))
}

/// What a call returned, as the caller over HTTP gets it.
impl From<CallError> for ApiError {
    fn from(error: CallError) -> Self {
        let cause = match error {
            CallError::Refused(refusal) => return refusal.into(),
            CallError::Unavailable(cause) => cause,
        };
        match cause.downcast::<Refusal>() {
            Ok(ours) => (*ours).into(),
            Err(cause) => Self::unavailable(cause),
        }
    }
}

/// What an endpoint would have answered, as the caller of a function gets it. A 5xx is no decision, but keeps its words.
impl From<ApiError> for CallError {
    fn from(error: ApiError) -> Self {
        let code = error.code();
        let refusal = error.into_refusal();
        if code.status() < 500 { Self::Refused(refusal) } else { Self::unavailable(refusal) }
    }
}
