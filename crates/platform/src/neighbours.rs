//! The other services that those of this process call: in the same process, or behind addresses that were set.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use access::ServiceSecret;
use anyhow::anyhow;
use contracts::api::{Api, Local};
use contracts::services::{self, ServiceInfo};
use parking_lot::Mutex;
use service_client::ServiceClient;

use crate::config::{NeighbourConfig, example};
use crate::needed::needed;
use crate::process_context::ProcessContext;

pub(crate) struct Neighbours {
    /// The names of those in this process.
    here: Vec<&'static str>,
    addresses: NeighbourConfig,
    secret: Option<ServiceSecret>,
    /// A `Local<A>` for each `A` that was called or provided.
    locals: Mutex<HashMap<TypeId, Box<dyn Any + Send + Sync>>>,
}

impl Neighbours {
    pub(crate) fn new(
        here: Vec<&'static str>,
        addresses: NeighbourConfig,
        secret: Option<ServiceSecret>,
    ) -> Self {
        Self { here, addresses, secret, locals: Mutex::default() }
    }

    /// For tests, which provide those that are called.
    pub(crate) fn all_here() -> Self {
        let here = services::ALL.iter().map(|service| service.name).collect();
        Self::new(here, NeighbourConfig::default(), None)
    }

    pub(crate) fn is_here(&self, service: &ServiceInfo) -> bool {
        self.here.contains(&service.name)
    }

    /// Whether there is a way to it.
    pub(crate) fn knows(&self, service: &ServiceInfo) -> bool {
        self.is_here(service) || self.addresses.is_given(service)
    }

    pub(crate) fn provide<A: Api + ?Sized>(&self, api: Arc<A>) {
        self.local::<A>().bind(api);
    }

    /// It need not have been built, nor be up.
    pub(crate) fn client<A: Api + ?Sized>(
        &self,
        caller: &'static str,
        context: &ProcessContext,
    ) -> anyhow::Result<Arc<A>> {
        if self.here.contains(&A::SERVICE.name) {
            return Ok(A::late(&self.local()));
        }
        self.remote(caller, context)
    }

    pub(crate) fn remote<A: Api + ?Sized>(
        &self,
        caller: &'static str,
        context: &ProcessContext,
    ) -> anyhow::Result<Arc<A>> {
        let called = A::SERVICE;
        let config = needed(self.addresses.of(&called), &called.url_setting(), &example(&called))?;
        let key = needed(self.secret.as_ref(), ServiceSecret::NAME, "$(openssl rand -hex 32)")?.key();
        let (clock, ids) = (context.clock.clone(), context.ids.clone());
        let client = ServiceClient::new(config, &key, caller, called.name, clock, ids);
        Ok(A::remote(client.map_err(|error| anyhow!(error))?))
    }

    fn local<A: Api + ?Sized>(&self) -> Local<A> {
        let mut locals = self.locals.lock();
        let local = locals.entry(TypeId::of::<A>()).or_insert_with(|| Box::new(Local::<A>::default()));
        // Whatever is there was made one line above for the same type.
        local.downcast_ref::<Local<A>>().cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use contracts::api::outbox::{MessagesBody, MessagesQuery};
    use contracts::api::payment::{PaymentsBody, PaymentsQuery};
    use contracts::api::{CallError, PaymentApi};
    use lifecycle::Lifecycle;
    use primitives::{RandomIds, SystemClock};
    use settings::Settings;

    use super::*;

    struct NoPayments;

    #[async_trait]
    impl PaymentApi for NoPayments {
        async fn records(&self, _body: PaymentsQuery) -> Result<PaymentsBody, CallError> {
            Ok(PaymentsBody { payments: Vec::new() })
        }

        async fn messages(&self, _body: MessagesQuery) -> Result<MessagesBody, CallError> {
            Ok(MessagesBody { messages: Vec::new() })
        }
    }

    fn context() -> ProcessContext {
        let (clock, ids) = (Arc::new(SystemClock), Arc::new(RandomIds::default()));
        ProcessContext { clock, ids, lifecycle: Lifecycle::new() }
    }

    #[tokio::test]
    async fn a_neighbour_in_the_same_process_may_be_built_after_its_callers() {
        let neighbours = Neighbours::all_here();
        let payment = neighbours.client::<dyn PaymentApi>("order", &context()).unwrap();
        let query = PaymentsQuery { after: None, up_to: None, limit: 1 };
        assert!(matches!(payment.records(query).await, Err(CallError::Unavailable(_))));
        neighbours.provide::<dyn PaymentApi>(Arc::new(NoPayments));
        assert!(payment.records(query).await.unwrap().payments.is_empty());
    }

    #[test]
    fn a_neighbour_elsewhere_needs_an_address_and_the_secret() {
        let elsewhere = Neighbours { here: vec!["order"], ..Neighbours::all_here() };
        let refusal = |neighbours: &Neighbours| {
            let client = neighbours.client::<dyn PaymentApi>("order", &context());
            client.err().map(|error| error.to_string()).unwrap_or_default()
        };
        let sentence = refusal(&elsewhere);
        assert!(sentence.contains("HOLDFAST_PAYMENT_URL=http://127.0.0.1:9083"), "{sentence}");

        let env = [("HOLDFAST_PAYMENT_URL".to_owned(), "http://127.0.0.1:9083".to_owned())];
        let addresses = NeighbourConfig::read(&mut Settings::load([], env).unwrap(), services::ALL).unwrap();
        let sentence = refusal(&Neighbours { addresses, ..elsewhere });
        assert!(sentence.contains("HOLDFAST_SERVICE_SECRET is missing"), "{sentence}");
    }
}
