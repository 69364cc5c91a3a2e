//! The waiting room as a process of its own: lines in Redis. It calls no service; reservation asks it which sales need a pass.

fn main() -> anyhow::Result<()> {
    platform::main::<waiting_room::WaitingRoomService>()
}
