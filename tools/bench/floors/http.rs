//! What HTTP alone costs: thirteen bytes; a hold's body read and a reservation's answer written; and any requested number of bytes. It knows
//! nothing of seats. `cargo xtask bench` measures it in turn with the service, and starts it like the service: by its line that it is ready.

use std::io::Write;

use actix_web::web::{self, Bytes, Data, Json, Path};
use actix_web::{App, HttpResponse, HttpServer};
use contracts::http::reservation::HoldSeatsBody;

/// As a real answer is long.
const ANSWER: &str = concat!(
    r#"{"reservationId":"0190f3a0-0000-7000-8000-000000000000","eventId":4,"seatId":10000,"seatIds":[10000],"#,
    r#""holdSeconds":600,"expiresAt":"2026-11-21T12:00:00.000Z","#,
    r#""holdToken":"AZDzoAAAcACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","#,
    r#""traceId":"00000000000000000000000000000000"}"#
);
const BYTES_MAX: usize = 16 * 1024 * 1024;

fn main() -> anyhow::Result<()> {
    actix_web::rt::System::new().block_on(serve())
}

async fn serve() -> anyhow::Result<()> {
    let zeros = Data::new(Bytes::from(vec![b'0'; BYTES_MAX]));
    let app = move || {
        App::new()
            .app_data(zeros.clone())
            .route("/hello", web::get().to(|| async { "Hello, world!" }))
            .route("/api/reservations", web::post().to(hold))
            .route("/bytes/{count}", web::get().to(bytes))
    };
    let server = HttpServer::new(app).bind("127.0.0.1:0")?;
    for address in server.addrs() {
        writeln!(std::io::stdout(), "holdfast is ready on http://{address}")?;
    }
    Ok(server.run().await?)
}

/// With the headers that every answer of the house has.
async fn hold(Json(body): Json<HoldSeatsBody>) -> HttpResponse {
    if body.event_id < 1 || body.seat_id.is_none_or(|seat| seat < 1) {
        return HttpResponse::UnprocessableEntity().finish();
    }
    HttpResponse::Created()
        .content_type("application/json")
        .insert_header(("Trace-Id", "00000000000000000000000000000000"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .insert_header(("Cache-Control", "no-store"))
        .body(ANSWER)
}

/// The same bytes for all, as a rendered map is.
async fn bytes(count: Path<usize>, zeros: Data<Bytes>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/octet-stream").body(zeros.slice(..(*count).min(BYTES_MAX)))
}
