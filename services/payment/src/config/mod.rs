//! What can be set about payment.

mod mock;
mod provider;

use settings::{Settings, SettingsError};

use crate::app::ProviderTimeouts;

pub use mock::{InvalidLatency, InvalidRate, Latency, MockSettings, SuccessRate};
pub use provider::{NoProvider, ProviderName};

#[derive(Debug, Clone, Copy, Default)]
pub struct Config {
    /// Absent: none was requested, and payment does not start.
    pub provider: Option<ProviderName>,
    pub mock: MockSettings,
    pub timeouts: ProviderTimeouts,
}

impl Config {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let success_rate = settings.value(
            "PAYMENT_SUCCESS_RATE",
            SuccessRate::ALWAYS,
            "the share of payments without a method that succeed, 0 to 1",
        )?;
        let latency = settings.value(
            "PAYMENT_LATENCY_MS",
            Latency::NONE,
            "how long a payment without a method takes, in milliseconds: 0, or a range such as 20-200",
        )?;
        let mock = MockSettings { success_rate, latency, ..MockSettings::default() };
        let provider = ProviderName::read(settings)?;
        Ok(Self { provider, mock, timeouts: ProviderTimeouts::default() })
    }
}
