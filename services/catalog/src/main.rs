//! The catalog as a process of its own: records in MySQL, messages over Kafka, its neighbour over HTTP.

fn main() -> anyhow::Result<()> {
    platform::main::<catalog::CatalogService>()
}
