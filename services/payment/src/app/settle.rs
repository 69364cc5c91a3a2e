//! Asking the provider until it has given a definite answer, and writing that down.

use std::time::Duration;

use primitives::{Backoff, ContentionRetry, OrderId, Timestamp, failpoint};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};
use tracing::{Instrument, Span};

use super::{Job, PaymentError, Payments, reply};
use crate::domain::{Answer, Duty, Payment, on_answer};
use crate::metrics;
use crate::ports::{Request, Times, Unknown};

/// How long to wait for whom.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For one answer of the provider; then it is asked again.
    pub answer: Duration,
    /// Before the provider is asked a second time; doubled each time.
    pub backoff_min: Duration,
    pub backoff_max: Duration,
    /// Until somebody else looks after an unsettled payment.
    pub due: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(8),
            backoff_min: Duration::from_millis(50),
            backoff_max: Duration::from_secs(5),
            due: Duration::from_secs(5),
        }
    }
}

/// Why a payment is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Nothing is owed any more.
    Done,
    /// The process is stopping.
    Stopped,
}

impl Payments {
    /// Asks until nothing is owed. `superseded` says that the payment was changed meanwhile, and the question with it.
    pub async fn settle(
        &self,
        job: Job,
        superseded: &Notify,
        stopped: impl Future<Output = ()>,
    ) -> Result<Settled, PaymentError> {
        tokio::pin!(stopped);
        let mut known = job.known;
        let mut attempt = 0;
        loop {
            let payment = match known.take() {
                Some(payment) => Some(payment),
                None => self.store.find(job.order).await?,
            };
            let Some(payment) = payment else { return Ok(Settled::Done) };
            let Some(duty) = payment.authorization.duty() else { return Ok(Settled::Done) };
            attempt += 1;
            let span = span(duty, attempt, job.order);
            telemetry::in_trace(&span, payment.traceparent.as_deref());
            let outcome = tokio::select! {
                biased;
                () = &mut stopped => return Ok(Settled::Stopped),
                () = superseded.notified() => continue,
                outcome = self.ask(duty, &payment).instrument(span.clone()) => outcome,
            };
            span.record("saga.outcome", metrics::outcome_name(&outcome));
            match outcome {
                Ok(answer) => known = self.record(job.order, answer).instrument(span).await?,
                Err(Unknown) => tokio::select! {
                    () = &mut stopped => return Ok(Settled::Stopped),
                    () = superseded.notified() => {}
                    () = sleep(self.patience.backoff(job.order, attempt)) => {}
                },
            }
        }
    }

    async fn ask(&self, duty: Duty, payment: &Payment) -> Result<Answer, Unknown> {
        let asked_at = Instant::now();
        let question = async {
            match (duty, &payment.charge) {
                (Duty::Authorize, Some(charge)) => {
                    let (money, method) = (charge.money, charge.method.clone());
                    self.provider.authorize(&Request { order: payment.order, money, method }).await
                }
                // There is nothing to set aside: nobody could answer this but with a no.
                (Duty::Authorize, None) => Ok(Answer::Declined { reason: "nothing to pay".to_owned() }),
                (Duty::Capture, _) => {
                    failpoint!("capture.before");
                    let answer = self.provider.capture(payment.order).await;
                    failpoint!("capture.after");
                    answer
                }
                (Duty::Release, _) => self.provider.release(payment.order).await,
            }
        };
        let outcome = timeout(self.patience.answer, question).await.unwrap_or(Err(Unknown));
        // An answer to another question is as good as none, and must not be asked for without a pause.
        let outcome = outcome.and_then(|answer| if answer.settles(duty) { Ok(answer) } else { Err(Unknown) });
        metrics::asked(duty, &outcome, asked_at.elapsed());
        outcome
    }

    /// Writes the answer down with its reply, in one transaction; gives the payment as it then is.
    async fn record(&self, order: OrderId, answer: Answer) -> Result<Option<Payment>, PaymentError> {
        let mut retry = ContentionRetry::default();
        loop {
            match self.record_once(order, &answer).await {
                Err(error) if error.is_contended() && retry.again().await => {}
                recorded => return recorded,
            }
        }
    }

    async fn record_once(&self, order: OrderId, answer: &Answer) -> Result<Option<Payment>, PaymentError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let Some(payment) = tx.load(order).await? else { return Ok(None) };
        let transition = on_answer(&payment.authorization, answer);
        let Some(next) = transition.next else { return Ok(Some(payment)) };
        if let Some(reply) = transition.reply {
            let message = reply::compose(payment.awaited_by, order, reply, now)?;
            tx.enqueue(&message).await?;
        }
        let payment = Payment { authorization: next, version: payment.version + 1, ..payment };
        if !tx.update(&payment, Times { now, due: self.due_after(now) }).await? {
            return Err(PaymentError::Overtaken);
        }
        tx.commit().await?;
        Ok(Some(payment))
    }

    pub(super) fn due_after(&self, now: Timestamp) -> Timestamp {
        now.plus(self.patience.due)
    }
}

impl Patience {
    /// Half of the wait is spread by order, so that orders that failed together do not come back together.
    fn backoff(&self, order: OrderId, attempt: u32) -> Duration {
        Backoff::new(self.backoff_min, self.backoff_max).jittered(attempt, order)
    }
}

/// One span an attempt, named as the step of the order that it is.
fn span(duty: Duty, attempt: u32, order: OrderId) -> Span {
    macro_rules! step {
        ($name:literal, $step:literal) => {
            tracing::info_span!(
                $name,
                order.id = %order,
                saga.step = $step,
                saga.attempt = attempt,
                saga.outcome = tracing::field::Empty,
            )
        };
    }
    match duty {
        Duty::Authorize => step!("authorize", "AUTHORIZE"),
        Duty::Capture => step!("capture", "CAPTURE"),
        Duty::Release => step!("void", "VOID"),
    }
}
