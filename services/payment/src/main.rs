//! Payment as a process of its own: records in MySQL, messages over Kafka. It calls no service; order reads its books.

fn main() -> anyhow::Result<()> {
    platform::main::<payment::PaymentService>()
}
