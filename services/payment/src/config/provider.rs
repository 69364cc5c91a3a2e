//! Which provider moves the money. There is no default: a shop that sells for test money by mistake sells for nothing.

use std::str::FromStr;

use settings::{Settings, SettingsError};

const NAME: &str = "PAYMENT_PROVIDER";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderName {
    Mock,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{NAME} names no payment provider; the only one so far is `mock`, which moves no money and accepts test methods: \
     set {NAME}=mock if that is what you want"
)]
pub struct NoProvider;

impl ProviderName {
    /// In a demo the mock, unless another one is given.
    pub(super) fn read(settings: &mut Settings) -> Result<Option<Self>, SettingsError> {
        let about = "what moves the money: mock, which moves none and accepts the test methods tok_*; absent: mock in a demo, else \
                     payment does not start";
        let given = settings.optional(NAME, about)?;
        let default = settings.demo()?.then_some(Self::Mock);
        Ok(given.or(default))
    }
}

impl FromStr for ProviderName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "mock" { Ok(Self::Mock) } else { Err("the only provider so far is mock") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Option<ProviderName>, SettingsError> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        ProviderName::read(&mut Settings::load([], env)?)
    }

    #[test]
    fn the_mock_has_to_be_requested_by_name_or_by_a_demo() {
        assert_eq!(read(&[]).unwrap(), None);
        assert_eq!(read(&[(NAME, "mock")]).unwrap(), Some(ProviderName::Mock));
        assert_eq!(read(&[("HOLDFAST_DEMO", "true")]).unwrap(), Some(ProviderName::Mock));
        assert!(read(&[(NAME, "bank")]).unwrap_err().to_string().contains("the only provider so far"));
    }
}
