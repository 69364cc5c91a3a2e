//! What HTTP alone costs: reads the body of a hold and answers bytes of the length of a reservation, and knows nothing of seats.
//! `cargo xtask bench` measures it in the same minute as the service, and starts it like the service: by its line that it is ready.

use std::io::Write;

use actix_web::web::{self, Json};
use actix_web::{App, HttpResponse, HttpServer};
use contracts::http::reservation::HoldSeatsBody;

/// As a real answer is long.
const ANSWER: &str = concat!(
    r#"{"reservationId":"0190f3a0-0000-7000-8000-000000000000","eventId":4,"seatId":10000,"seatIds":[10000],"#,
    r#""holdSeconds":600,"expiresAt":"2026-11-21T12:00:00.000Z","#,
    r#""holdToken":"AZDzoAAAcACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","#,
    r#""traceId":"00000000000000000000000000000000"}"#
);

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let app = || App::new().route("/api/reservations", web::post().to(hold));
    let server = HttpServer::new(app).bind("127.0.0.1:0")?;
    for address in server.addrs() {
        writeln!(std::io::stdout(), "holdfast is ready on http://{address}")?;
    }
    Ok(server.run().await?)
}

async fn hold(Json(body): Json<HoldSeatsBody>) -> HttpResponse {
    if body.event_id < 1 || body.seat_id.is_none_or(|seat| seat < 1) {
        return HttpResponse::UnprocessableEntity().finish();
    }
    HttpResponse::Created().content_type("application/json").body(ANSWER)
}
