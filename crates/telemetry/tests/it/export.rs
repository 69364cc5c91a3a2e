//! A collector inside the test: everything that is exported, and nothing else. One test, because a process sets up its
//! telemetry once.

use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::Span;
use telemetry::{LogFormat, TelemetryConfig};
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

const OUTSIDE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<ExportTraceServiceRequest>>>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.0.lock().unwrap().push(request.into_inner());
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Collector {
    async fn start() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let collector = Self::default();
        let service = TraceServiceServer::new(collector.clone());
        let serving = Server::builder().add_service(service).serve_with_incoming(TcpIncoming::from(listener));
        #[expect(clippy::disallowed_methods, reason = "a server in a test ends with the test")]
        tokio::spawn(serving);
        (collector, endpoint)
    }

    fn services(&self) -> String {
        format!(
            "{:?}",
            self.0
                .lock()
                .unwrap()
                .iter()
                .flat_map(|request| &request.resource_spans)
                .map(|spans| &spans.resource)
                .collect::<Vec<_>>()
        )
    }

    fn spans(&self) -> Vec<Span> {
        let requests = self.0.lock().unwrap();
        let scopes =
            requests.iter().flat_map(|request| &request.resource_spans).flat_map(|spans| &spans.scope_spans);
        scopes.flat_map(|scope| scope.spans.clone()).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_one_trace_for_the_collector_and_a_read_is_none() {
    let (collector, endpoint) = Collector::start().await;
    let config = TelemetryConfig {
        endpoint: Some(endpoint),
        format: LogFormat::Json,
        filter: "it=debug".to_owned(),
        writes_kept: 1.0,
        reads_kept: 0.0,
    };
    let telemetry = telemetry::init("holdfast-test", &config).unwrap();

    let order = tracing::info_span!(
        "request",
        otel.name = "POST /api/orders",
        otel.kind = "server",
        service = "order"
    );
    telemetry::link(&order, Some(OUTSIDE));
    let traceparent = order.in_scope(telemetry::current_traceparent);
    let trace_id = telemetry::trace_id(&order);
    drop(order);
    // Later and elsewhere, with nothing left of the request but what the message carries.
    let process = tracing::info_span!("consume", otel.name = "process order.events", otel.kind = "consumer");
    telemetry::in_trace(&process, traceparent.as_deref());
    process.in_scope(|| {
        // A check of the level without a log line must not hide the next span.
        assert!(tracing::enabled!(tracing::Level::INFO));
        drop(tracing::info_span!("step"));
        drop(tracing::debug_span!("a detail for the log"));
    });
    drop(process);
    let read = tracing::info_span!("request", otel.name = "GET /api/orders", otel.kind = "server");
    assert_ne!(telemetry::trace_id(&read), trace_id);
    drop(read);
    telemetry.shutdown().await;

    let spans = collector.spans();
    let names: Vec<_> = spans.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(names, ["POST /api/orders", "step", "process order.events"]);
    for span in &spans {
        let id: String = span.trace_id.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(id, trace_id, "{} is in another trace", span.name);
    }
    let [order, step, process] = &spans[..] else { panic!("{names:?}") };
    assert!(order.parent_span_id.is_empty(), "the client became the parent");
    assert_eq!(order.links.len(), 1);
    assert_eq!(process.parent_span_id, order.span_id);
    assert_eq!(step.parent_span_id, process.span_id);
    assert!(format!("{:?}", order.attributes).contains("\"order\""), "{:?}", order.attributes);
    assert!(collector.services().contains("holdfast-test"), "{}", collector.services());
}
