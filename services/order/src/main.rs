//! Order as a process of its own: records in MySQL, messages over Kafka, its neighbours over HTTP.

fn main() -> anyhow::Result<()> {
    platform::main::<order::OrderService>()
}
