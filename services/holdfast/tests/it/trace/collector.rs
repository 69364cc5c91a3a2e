//! Where the traces of a test go: into the test itself, or to the Jaeger that `HOLDFAST_TEST_JAEGER` names.

use super::jaeger::Jaeger;
use super::sink::Sink;
use super::span::Span;

#[derive(Debug, Clone)]
pub(crate) enum Collector {
    Sink(Sink),
    Jaeger(Jaeger),
}

impl Collector {
    pub(crate) async fn start() -> Self {
        match Jaeger::given() {
            Some(jaeger) => Self::Jaeger(jaeger),
            None => Self::Sink(Sink::start().await),
        }
    }

    /// For OTLP over gRPC.
    pub(crate) fn endpoint(&self) -> String {
        match self {
            Self::Sink(sink) => sink.endpoint(),
            Self::Jaeger(jaeger) => jaeger.endpoint(),
        }
    }

    /// What has arrived of it so far.
    pub(crate) async fn trace(&self, id: &str) -> Vec<Span> {
        match self {
            Self::Sink(sink) => sink.trace(id),
            Self::Jaeger(jaeger) => jaeger.trace(id).await,
        }
    }
}
