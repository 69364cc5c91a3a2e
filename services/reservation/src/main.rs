//! Reservation as a process of its own: seats in Redis, messages over Kafka, its neighbours over HTTP.

fn main() -> anyhow::Result<()> {
    platform::main::<reservation::ReservationService>()
}
