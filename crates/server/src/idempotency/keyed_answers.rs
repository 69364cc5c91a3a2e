//! Carries a call out once for each key.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, HttpResponseBuilder};
use lifecycle::Tasks;
use serde::Serialize;
use tokio::sync::oneshot;

use super::answers::{Answers, Begun, KeptAnswer, Lease};
use super::call::KeyedCall;
use super::repetition::{key_in_progress, key_reused, mark_replayed};
use crate::ApiError;

/// Longer than a request may take. A key whose first call has died is free after it.
const LEASE: Duration = Duration::from_secs(15);

/// The answers of one service, kept for one life.
#[derive(Clone)]
pub struct KeyedAnswers {
    answers: Arc<dyn Answers>,
    life: Duration,
    tasks: Tasks,
}

/// The outcome of a call under a key.
enum Answered {
    First(CallAnswer),
    Before(KeptAnswer),
}

/// What a call answers.
#[derive(Debug)]
pub struct CallAnswer {
    status: StatusCode,
    body: String,
    /// Something was done. What finds everything done already needs no memory, and takes none: so there are no more answers than effects.
    has_changed: bool,
}

impl CallAnswer {
    pub fn json<B: Serialize>(status: StatusCode, body: &B) -> Result<Self, ApiError> {
        let body = serde_json::to_string(body).map_err(ApiError::internal)?;
        Ok(Self { status, body, has_changed: true })
    }

    #[must_use]
    pub fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: String::new(), has_changed: true }
    }

    #[must_use]
    pub fn if_changed(self, has_changed: bool) -> Self {
        Self { has_changed, ..self }
    }
}

impl KeyedAnswers {
    #[must_use]
    pub fn new(answers: Arc<dyn Answers>, life: Duration, tasks: Tasks) -> Self {
        Self { answers, life, tasks }
    }

    /// Answers as `work` does, or as it did before under this key. The effect of `work` is idempotent by its nature: after a crash between the
    /// effect and its answer it is carried out again. A refusal leaves the key free. Under a key it runs to its end even if the client hangs up.
    pub async fn once(
        &self,
        call: Option<KeyedCall>,
        work: impl Future<Output = Result<CallAnswer, ApiError>> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let Some(call) = call else { return Ok(response(work.await?)) };
        let (reply, answered) = oneshot::channel();
        let answers = self.clone();
        self.tasks.spawn(async move {
            // The receiver is gone when the caller has hung up; the call is carried out all the same.
            let _ = reply.send(answers.carry_out(&call, work).await);
        });
        match answered.await.map_err(ApiError::internal)?? {
            Answered::First(answer) => Ok(response(answer)),
            Answered::Before(answer) => replayed(answer),
        }
    }

    async fn carry_out(
        &self,
        call: &KeyedCall,
        work: impl Future<Output = Result<CallAnswer, ApiError>>,
    ) -> Result<Answered, ApiError> {
        let begun = self.answers.begin(call, LEASE).await.map_err(ApiError::unavailable)?;
        let lease = match begun {
            Begun::First(lease) => lease,
            Begun::InProgress => return Err(key_in_progress()),
            Begun::Reused => return Err(key_reused()),
            Begun::Answered(answer) => return Ok(Answered::Before(answer)),
        };
        let answer = work.await;
        match &answer {
            Ok(answer) if answer.has_changed => self.keep(call, &lease, answer).await,
            Ok(_) | Err(_) => self.give_back(call, &lease).await,
        }
        answer.map(Answered::First)
    }

    /// It is done, whether or not that can be written down: a repetition is carried out again then.
    async fn keep(&self, call: &KeyedCall, lease: &Lease, answer: &CallAnswer) {
        let trace_id = telemetry::current_trace_id();
        let kept = KeptAnswer { status: answer.status.as_u16(), trace_id, body: answer.body.clone() };
        if let Err(error) = self.answers.finish(call, lease, &kept, self.life).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "an answer could not be kept under its idempotency key");
        }
    }

    async fn give_back(&self, call: &KeyedCall, lease: &Lease) {
        if let Err(error) = self.answers.abandon(call, lease).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "an idempotency key is free only when its lease ends");
        }
    }

    /// For a worker: bounded, and true if there may be more.
    pub async fn prune(&self) -> Result<bool, super::AnswersUnavailable> {
        self.answers.prune().await
    }
}

fn replayed(KeptAnswer { status, trace_id, body }: KeptAnswer) -> Result<HttpResponse, ApiError> {
    let status = StatusCode::from_u16(status).map_err(ApiError::internal)?;
    let mut response = HttpResponseBuilder::new(status);
    mark_replayed(&mut response, Some(&trace_id));
    Ok(with_body(response, body))
}

fn response(CallAnswer { status, body, .. }: CallAnswer) -> HttpResponse {
    with_body(HttpResponseBuilder::new(status), body)
}

fn with_body(mut response: HttpResponseBuilder, body: String) -> HttpResponse {
    if body.is_empty() { response.finish() } else { response.content_type(ContentType::json()).body(body) }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use futures::FutureExt;
    use parking_lot::Mutex;
    use tokio::sync::Notify;

    use super::super::AnswersUnavailable;
    use super::*;

    /// Of one key, at a store that may be away when an answer is to be kept.
    #[derive(Default)]
    struct OneKey {
        kept: Mutex<Option<KeptAnswer>>,
        given_back: Mutex<u32>,
        is_away: bool,
    }

    #[async_trait]
    impl Answers for OneKey {
        async fn begin(&self, _: &KeyedCall, _: Duration) -> Result<Begun, AnswersUnavailable> {
            let kept = self.kept.lock().clone();
            Ok(kept.map_or_else(|| Begun::First(Lease("one".to_owned())), Begun::Answered))
        }

        async fn finish(
            &self,
            _: &KeyedCall,
            _: &Lease,
            answer: &KeptAnswer,
            _: Duration,
        ) -> Result<(), AnswersUnavailable> {
            if self.is_away {
                return Err(AnswersUnavailable::new("away"));
            }
            *self.kept.lock() = Some(answer.clone());
            Ok(())
        }

        async fn abandon(&self, _: &KeyedCall, _: &Lease) -> Result<(), AnswersUnavailable> {
            *self.given_back.lock() += 1;
            Ok(())
        }

        async fn prune(&self) -> Result<bool, AnswersUnavailable> {
            Ok(false)
        }
    }

    fn call() -> Option<KeyedCall> {
        Some(KeyedCall::new("user:mina", "releaseSeat", "k", ["1"]))
    }

    fn with(store: &Arc<OneKey>) -> (KeyedAnswers, Tasks) {
        let tasks = Tasks::default();
        (KeyedAnswers::new(store.clone(), Duration::from_secs(60), tasks.clone()), tasks)
    }

    #[tokio::test]
    async fn a_call_whose_client_hangs_up_is_carried_out_and_its_answer_is_kept() {
        let store = Arc::<OneKey>::default();
        let (answers, tasks) = with(&store);
        let go_on = Arc::new(Notify::new());
        let waiting = go_on.clone();
        let once = answers.once(call(), async move {
            waiting.notified().await;
            Ok(CallAnswer::no_content())
        });
        // What hangs up is that the call is dropped here.
        assert!(once.now_or_never().is_none());
        go_on.notify_one();
        tasks.drained().await;
        assert_eq!(store.kept.lock().as_ref().map(|kept| kept.status), Some(204));
    }

    #[tokio::test]
    async fn what_is_done_is_answered_even_if_it_cannot_be_kept() {
        let store = Arc::new(OneKey { is_away: true, ..OneKey::default() });
        let (answers, _tasks) = with(&store);
        let answer = answers.once(call(), async { Ok(CallAnswer::no_content()) }).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    }

    #[tokio::test]
    async fn a_refusal_and_a_call_without_effect_give_the_key_back() {
        let store = Arc::<OneKey>::default();
        let (answers, _tasks) = with(&store);
        let refused = answers.once(call(), async { Err(key_reused()) }).await;
        assert!(refused.is_err());
        let idle = async { Ok(CallAnswer::no_content().if_changed(false)) };
        assert_eq!(answers.once(call(), idle).await.unwrap().status(), StatusCode::NO_CONTENT);
        assert_eq!((*store.given_back.lock(), store.kept.lock().is_none()), (2, true));
    }
}
