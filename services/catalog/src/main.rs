//! The catalog as a process of its own. It needs engines that are not built in yet, and says so.

fn main() -> anyhow::Result<()> {
    anyhow::bail!(
        "holdfast-catalog needs DATABASE_URL=mysql://... and KAFKA_BROKERS; those engines are not built in yet: run `holdfast`, which \
         holds the catalog and everything it needs"
    )
}
