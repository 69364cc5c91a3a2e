//! What one client knows of its connections to the brokers.
//!
//! Where a broker was fenced after a stall and came back, the library may forget its address for good (librdkafka 5301): that client
//! sees no broker ever again, while the others of the process work. So each client is watched by itself, and whoever uses one that has
//! seen no broker for long begins anew with another, which asks the brokers of its settings again. In an outage that changes nothing,
//! and costs nothing that an outage does not cost anyway.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use rdkafka::Statistics;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use tokio::time::Instant;

use super::vitals::{Vitals, since};
use crate::{BusError, Disconnected};

/// A client reports every two seconds, to whoever asks it for something. One that nobody has asked for longer knows nothing of now.
const REPORTED_WITHIN: Duration = Duration::from_secs(5);

pub(crate) struct Line {
    vitals: Arc<Vitals>,
    patience: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
struct State {
    /// Absent while a broker answers.
    cut_at: Option<Instant>,
    reported_at: Option<Instant>,
}

impl Line {
    /// Of a client that is about to begin, with this patience for seeing no broker.
    pub(crate) fn new(vitals: &Arc<Vitals>, patience: Duration) -> Arc<Self> {
        let vitals = Arc::clone(vitals);
        let state = Mutex::new(State { cut_at: Some(Instant::now()), reported_at: None });
        let line = Arc::new(Self { vitals, patience, state });
        line.vitals.listen(&line);
        line
    }

    pub(crate) fn look_at(&self, statistics: &Statistics) {
        self.reports(statistics.brokers.values().any(|broker| broker.state == "UP"));
    }

    pub(crate) fn heard(&self, error: &KafkaError) {
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown) {
            self.reports(false);
        }
    }

    pub(crate) fn answered(&self) {
        self.reports(true);
    }

    fn reports(&self, is_up: bool) {
        {
            let mut state = self.state();
            let now = Some(Instant::now());
            state.reported_at = now;
            state.cut_at = if is_up { None } else { state.cut_at.or(now) };
        }
        self.vitals.tell_connection();
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.state().cut_at.is_some()
    }

    /// An error once patience is at its end.
    pub(crate) fn check(&self) -> Result<(), BusError> {
        let State { cut_at, reported_at } = *self.state();
        let reports = reported_at.is_some_and(|then| since(then) < REPORTED_WITHIN);
        match cut_at.map(since) {
            Some(cut_for) if reports && cut_for > self.patience => Err(BusError::new(Disconnected(cut_for))),
            Some(_) | None => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn a_client_is_given_up_when_it_has_seen_no_broker_for_long() {
        let vitals = Arc::new(Vitals::default());
        let (line, other) = (Line::new(&vitals, PATIENCE), Line::new(&vitals, PATIENCE));
        other.reports(true);
        tokio::time::advance(PATIENCE).await;
        line.reports(false);
        line.check().unwrap();
        tokio::time::advance(Duration::from_millis(1)).await;
        line.reports(false);
        let error = line.check().unwrap_err();
        assert!(error.is_disconnected(), "{error:?}");
        other.check().unwrap();
        tokio::time::advance(REPORTED_WITHIN).await;
        line.check().expect("nobody has asked it lately");

        line.reports(true);
        line.reports(false);
        line.check().unwrap();
    }

    #[test]
    fn a_process_is_connected_while_one_of_its_clients_is() {
        let vitals = Arc::new(Vitals::default());
        let (line, other) = (Line::new(&vitals, PATIENCE), Line::new(&vitals, PATIENCE));
        assert!(!vitals.is_connected());
        line.reports(true);
        other.reports(false);
        assert!(vitals.is_connected());
        drop(line);
        other.reports(false);
        assert!(!vitals.is_connected());
    }
}
