//! What asking for a place costs Redis: nothing, however many wait and however often they ask.

use waiting_room::domain::PlaceState;

use crate::rig::{Rig, SECOND, line, visitor};

const VISITORS: u32 = 500;
const TIMES: u32 = 10;
/// Of those who look at the server, or hold a connection open.
const NOT_OURS: [&str; 6] = ["config", "info", "ping", "client", "hello", "command"];

/// What Redis was asked by the line store, by its own count.
fn commands(rig: &Rig) -> Vec<String> {
    let stats = rig.redis.address().run(&["INFO", "commandstats"]).unwrap();
    let all = stats.lines().filter_map(|line| line.strip_prefix("cmdstat_"));
    let ours = all.filter(|line| !NOT_OURS.iter().any(|other| line.starts_with(other)));
    ours.map(str::to_owned).collect()
}

#[tokio::test]
async fn asking_for_a_place_costs_redis_no_command() {
    let rig = Rig::start();
    let rooms = rig.instance().await;
    rig.open(&rooms, 1, 60_000).await;
    rig.join(VISITORS).await;
    rig.pass(SECOND);
    rooms.take_turns().await.unwrap();
    let line = line(&rooms);
    assert!(!commands(&rig).is_empty(), "a turn asks it");
    rig.redis.address().run(&["CONFIG", "RESETSTAT"]).unwrap();
    for index in (1..VISITORS).cycle().take((TIMES * VISITORS) as usize) {
        let ticket = rig.ticket(&line, index);
        let place = rooms.place(&ticket, visitor(index)).unwrap();
        assert_eq!(place.state, PlaceState::Waiting { ahead: index - 1 });
        assert_eq!(rooms.shown_place(&ticket).unwrap().position(), index);
    }
    assert_eq!(commands(&rig), Vec::<String>::new());
}
