//! Identity as a process of its own: records in MySQL, messages over Kafka. It calls no service; all others verify what it signs.

fn main() -> anyhow::Result<()> {
    platform::main::<identity::IdentityService>()
}
