//! What has happened at one instance, as another one reports it to those who verify passes.

use std::convert::Infallible;
use std::time::Duration;

use tokio::time::{Instant, interval};
use waiting_room::app::WaitingRooms;

use crate::rig::{Rig, SECOND, line, visitor};

const SESSIONS: u32 = 10;

/// As the service does.
async fn follow(rooms: &WaitingRooms) -> Infallible {
    let mut ticks = interval(Duration::from_millis(50));
    loop {
        ticks.tick().await;
        rooms.follow_lines().await.unwrap();
    }
}

async fn end_one_after_another(rig: &Rig, first: &WaitingRooms, second: &WaitingRooms) {
    for index in 0..SESSIONS {
        let known = second.guarded().unwrap();
        assert_eq!(known.ended.len(), index as usize);
        let ticket = rig.ticket(&line(first), index);
        let (news, left_at) = tokio::join!(second.guarded_since(Some(known.digest())), async {
            first.leave(&ticket, visitor(index)).await.unwrap();
            Instant::now()
        });
        println!("known at the other instance {:?} later", left_at.elapsed());
        assert_eq!(news.unwrap().ended.len(), index as usize + 1, "without being asked again");
    }
}

#[tokio::test]
async fn a_session_that_has_ended_at_one_instance_is_news_at_another_one() {
    let rig = Rig::start();
    let (first, second) = (rig.instance().await, rig.instance().await);
    rig.open(&first, SESSIONS, 60_000).await;
    rig.join(SESSIONS).await;
    rig.pass(SECOND);
    for rooms in [&first, &second] {
        rooms.take_turns().await.unwrap();
    }
    for index in 0..SESSIONS {
        first.claim(&rig.ticket(&line(&first), index), visitor(index)).await.unwrap();
    }
    second.take_turns().await.unwrap();
    tokio::select! {
        never = follow(&second) => match never {},
        () = end_one_after_another(&rig, &first, &second) => {}
    }
}
