//! Reservation as a process of its own. It needs engines that are not built in yet, and says so.

fn main() -> anyhow::Result<()> {
    anyhow::bail!(
        "holdfast-reservation needs REDIS_URL=redis://... and KAFKA_BROKERS; those engines are not built in yet: run `holdfast`, which \
         holds reservation and everything it needs"
    )
}
