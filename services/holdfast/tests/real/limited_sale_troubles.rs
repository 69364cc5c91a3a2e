//! Design 000 on two instances of each service, whose Redis forgets everything half-way.

use std::sync::atomic::{AtomicUsize, Ordering};

use contracts::http::order::OrderBody;
use contracts::http::purchase::PaidStatus;
use futures::future::join_all;
use testkit::installation::Engines;
use testkit::{ApiClient, Installation, eventually};

use crate::entrance::is_through_the_proxy;
use crate::limited_sale::{buy, pay, pool};
use crate::system::{binaries, demo};
use crate::{SOON, WAREHOUSE, closed_books};

const BUYERS: usize = 200;
const FLOOR: usize = 600;
const EACH: usize = 6;
const ATTEMPTS_MAX: usize = 20;

/// The places that this buyer gets; one whose hold was lost tries again.
async fn places(api: ApiClient, sold: &AtomicUsize) -> Vec<i64> {
    for attempt in 0..ATTEMPTS_MAX {
        let Some(order) = buy(&api, EACH as i64, &format!("attempt-{attempt}")).await else {
            return Vec::new();
        };
        match pay(&api, order).await {
            PaidStatus::Paid => {
                sold.fetch_add(EACH, Ordering::SeqCst);
                return api.order(order).await.ok::<OrderBody>().seat_ids;
            }
            PaidStatus::Expired => {}
            PaidStatus::Declined | PaidStatus::Pending => panic!("order {order} of attempt {attempt}"),
        }
    }
    panic!("{ATTEMPTS_MAX} holds were lost one after the other");
}

/// In the stage that enters directly: nothing here asks the proxy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flush_half_way_costs_holds_and_no_sale() {
    if is_through_the_proxy() {
        return;
    }
    let mut house = Installation::start(binaries(), Engines::shared(), 2, &demo()).await;
    let (redis, api) = (house.engines().redis().address(), house.api());
    let sold = AtomicUsize::new(0);
    let buying = (0..BUYERS).map(|number| places(api.with_caller(&format!("buyer-{number}")), &sold));
    let flushing = async {
        let is_half_way = async || (sold.load(Ordering::SeqCst) >= FLOOR / 4).then_some(());
        eventually("a quarter is sold", SOON, is_half_way).await;
        redis.run(&["FLUSHALL"]).unwrap();
    };
    let (won, ()) = tokio::join!(join_all(buying), flushing);
    let mut won = won.concat();
    // What was rejected because of holds that the flush has ended is bought by others.
    for number in 0..FLOOR / EACH {
        won.extend(places(api.with_caller(&format!("late-{number}")), &sold).await);
        if won.len() == FLOOR {
            break;
        }
    }
    won.sort_unstable();
    assert_eq!(won.len(), FLOOR, "{} were sold", sold.load(Ordering::SeqCst));
    eventually("every place is shown as sold", SOON, async || {
        (pool(&api).await.sold as usize == FLOOR).then_some(())
    })
    .await;
    closed_books(&mut house).await.balance(WAREHOUSE, &won).await;
}
