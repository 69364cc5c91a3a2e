//! The settings of the order service.

use std::time::Duration;

use settings::{Settings, SettingsError};

use crate::app::{OrderLimits, UndecidedLimits};
use crate::domain::{Admission, InvalidTimeouts, SagaTimeouts};

#[derive(Debug, Clone, Copy)]
pub struct Config {
    pub timeouts: SagaTimeouts,
    pub limits: OrderLimits,
    /// How often due sagas are looked for. Replies do not wait for it.
    pub sweep_every: Duration,
    /// How long to wait before the next page of the books is compared with the others.
    pub verify_every: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            timeouts: SagaTimeouts::default(),
            limits: OrderLimits {
                claim: Duration::from_secs(1),
                in_flight: Duration::from_secs(2),
                decision_wait: Duration::from_secs(8),
                admission: Admission { free: 32, max: 10_000, wait: Duration::from_millis(750) },
                undecided: Some(UndecidedLimits { per_caller: 16, per_address: 128 }),
                buyer: None,
                compensation_alert: Duration::from_secs(300),
            },
            sweep_every: Duration::from_millis(250),
            verify_every: Duration::from_secs(1),
        }
    }
}

impl Config {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let base = Self::default();
        let config = Self {
            timeouts: read_timeouts(settings, base.timeouts)?,
            limits: read_limits(settings, base.limits)?,
            sweep_every: settings.millis(
                "ORDER_SWEEP_MS",
                base.sweep_every,
                "how often orders whose time has come are looked for",
            )?,
            verify_every: settings.millis(
                "ORDER_VERIFY_MS",
                base.verify_every,
                "how long to wait before the next 500 orders, seats or messages are held against the promises",
            )?,
        };
        config.timeouts.validate().map_err(|error| {
            let culprit = match &error {
                InvalidTimeouts::Deadlines { .. } => "ORDER_CONFIRM_MS",
                InvalidTimeouts::Retries { .. } => "ORDER_RETRY_MAX_MS",
            };
            SettingsError::refused(culprit, error.to_string())
        })?;
        Ok(config)
    }
}

fn read_timeouts(settings: &mut Settings, base: SagaTimeouts) -> Result<SagaTimeouts, SettingsError> {
    Ok(SagaTimeouts {
        authorize: settings.millis(
            "ORDER_AUTHORIZE_MS",
            base.authorize,
            "how long an order waits for its authorization, from its creation",
        )?,
        confirm: settings.millis(
            "ORDER_CONFIRM_MS",
            base.confirm,
            "how long an order waits for its seats to be confirmed, from its creation",
        )?,
        pin: settings.millis(
            "HOLDFAST_PIN_MS",
            base.pin,
            "how long the seats of an order stay pinned; longer than its deadlines",
        )?,
        confirm_again: settings.millis(
            "ORDER_CONFIRM_RESEND_MS",
            base.confirm_again,
            "the first wait before a confirmation without an answer is asked for again; later ones double",
        )?,
        retry_min: settings.millis(
            "ORDER_RETRY_MIN_MS",
            base.retry_min,
            "the first wait before a capture, void or release is sent again; later ones double",
        )?,
        retry_max: settings.millis(
            "ORDER_RETRY_MAX_MS",
            base.retry_max,
            "the longest wait before a capture, void or release is sent again",
        )?,
    })
}

fn read_limits(settings: &mut Settings, base: OrderLimits) -> Result<OrderLimits, SettingsError> {
    Ok(OrderLimits {
        claim: settings.millis(
            "ORDER_CLAIM_TIMEOUT_MS",
            base.claim,
            "how long one try of claiming the seats of an order may take",
        )?,
        in_flight: settings.millis(
            "ORDER_IN_FLIGHT_WAIT_MS",
            base.in_flight,
            "how long a request waits for an earlier one with its Idempotency-Key",
        )?,
        decision_wait: base.decision_wait,
        admission: read_admission(settings, base.admission)?,
        undecided: read_undecided(settings, base.undecided)?,
        buyer: settings.buyer_limit()?,
        compensation_alert: settings.millis(
            "ORDER_COMPENSATION_ALERT_MS",
            base.compensation_alert,
            "how long undoing an order may take before operators are alerted",
        )?,
    })
}

fn read_admission(settings: &mut Settings, base: Admission) -> Result<Admission, SettingsError> {
    Ok(Admission {
        free: settings.value(
            "ORDER_UNFINISHED_FREE",
            base.free,
            "orders that may wait for their decision however long that takes",
        )?,
        max: settings.value(
            "ORDER_UNFINISHED_MAX",
            base.max,
            "orders that wait for their decision, however long, beyond which no more are accepted",
        )?,
        wait: settings.millis(
            "ORDER_WAIT_MAX_MS",
            base.wait,
            "how long orders may queue behind others for their decision before more are refused",
        )?,
    })
}

/// Both are read, also where they are switched off, so that `--help` is complete.
fn read_undecided(
    settings: &mut Settings,
    base: Option<UndecidedLimits>,
) -> Result<Option<UndecidedLimits>, SettingsError> {
    const CALLER: &str = "ORDER_UNDECIDED_PER_CALLER";
    const ADDRESS: &str = "ORDER_UNDECIDED_PER_ADDRESS";
    let base = base.unwrap_or(UndecidedLimits { per_caller: 1, per_address: 1 });
    let about = "orders of one user, or of one address without a user, that may wait for their decision at each instance";
    let per_caller = settings.value(CALLER, base.per_caller, about)?;
    let about = "orders from one address that may wait for their decision at each instance, whatever users they are of";
    let per_address = settings.value(ADDRESS, base.per_address, about)?;
    for (name, value) in [(CALLER, per_caller), (ADDRESS, per_address)] {
        if value == 0 {
            return Err(SettingsError::refused(name, "it must be at least 1"));
        }
    }
    Ok(settings.caller_limits()?.then_some(UndecidedLimits { per_caller, per_address }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Config, SettingsError> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(&mut Settings::load([], env)?)
    }

    #[test]
    fn the_defaults_are_the_deadlines_that_were_promised() {
        let timeouts = read(&[]).unwrap().timeouts;
        assert_eq!(
            [timeouts.authorize, timeouts.confirm, timeouts.pin].map(|deadline| deadline.as_secs()),
            [30, 60, 90]
        );
    }

    #[test]
    fn deadlines_that_do_not_grow_stop_the_start_with_a_sentence() {
        let error = read(&[("ORDER_CONFIRM_MS", "20000")]).unwrap_err().to_string();
        assert!(error.contains("ORDER_CONFIRM_MS") && error.contains("have to grow"), "{error}");
        assert!(read(&[("ORDER_SWEEP_MS", "0")]).is_err());
    }
}
