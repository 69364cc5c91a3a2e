//! What stands where no provider was named: for jobs that build the service and call no provider. It never moves money nor says that it has.

use async_trait::async_trait;
use primitives::OrderId;

use crate::domain::ProviderResponse;
use crate::ports::{AuthorizationRequest, Methods, OutcomeUnknown, Provider};

#[derive(Debug)]
pub struct Unnamed;

#[async_trait]
impl Provider for Unnamed {
    fn methods(&self) -> Methods {
        Methods { demo: false, tokens: &[] }
    }

    async fn authorize(&self, _: &AuthorizationRequest) -> Result<ProviderResponse, OutcomeUnknown> {
        Err(OutcomeUnknown)
    }

    async fn capture(&self, _: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        Err(OutcomeUnknown)
    }

    async fn release(&self, _: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        Err(OutcomeUnknown)
    }

    async fn refund(&self, _: OrderId) -> Result<ProviderResponse, OutcomeUnknown> {
        Err(OutcomeUnknown)
    }
}
