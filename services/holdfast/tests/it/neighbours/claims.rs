//! Order claims seats of reservation and reads prices of the catalog.

use std::time::Duration;

use contracts::api::{Api, ReservationApi};
use order::adapters::neighbours::{CatalogPrices, ReservedSeats};
use order::ports::{Claim, ClaimError, Prices, Seats};
use primitives::{Credentials, HoldId, HoldOwner, OrderId, TierName, UserId};
use reservation::app::{HoldRequest, Wanted};
use uuid::Uuid;

use super::{Street, call, client, clock, event, nowhere, seat};

fn mina() -> Credentials {
    Credentials { user: UserId::parse("mina"), was_guest: None, token: None, open: false }
}

fn claim(order: u128, seats: &[i64], caller: Credentials) -> Claim {
    let seats = seats.iter().map(|id| seat(*id)).collect();
    Claim { event: event(1), order: OrderId::from_uuid(Uuid::from_u128(order)), seats, caller }
}

async fn hold(street: &Street, seats: &[i64], owner: HoldOwner) -> HoldId {
    let wanted = Wanted::Seats(seats.iter().map(|id| seat(*id)).collect());
    let life = Duration::from_secs(120);
    street
        .reservations
        .hold(HoldRequest { event: event(1), wanted, owner, guest: None, life, key: None })
        .await
        .unwrap()
        .hold
}

#[tokio::test]
async fn a_claim_over_http_pins_what_its_buyer_holds_and_may_be_retried() {
    let street = Street::open().await;
    let seats = ReservedSeats(call(&street.reservation.internal_url, "order"));
    let held = hold(&street, &[1, 2], HoldOwner::User(UserId::parse("mina").unwrap())).await;
    let claimed = seats.claim(&claim(1, &[1, 2], mina())).await.unwrap();
    assert_eq!(claimed.holds, [held]);
    assert!(claimed.until > clock().now().plus(Duration::from_secs(60)), "{claimed:?}");
    assert_eq!(seats.claim(&claim(1, &[1, 2], mina())).await.unwrap(), claimed, "the end moved");

    let taken = seats.claim(&claim(2, &[2], mina())).await.unwrap_err();
    let ClaimError::Taken(taken) = taken else { panic!("{taken:?}") };
    assert_eq!(taken.iter().map(|taken| (taken.seat, taken.sold)).collect::<Vec<_>>(), [(seat(2), false)]);

    seats.unclaim(event(1), OrderId::from_uuid(Uuid::from_u128(1))).await.unwrap();
    seats.claim(&claim(2, &[2], mina())).await.expect("the hold has what was unclaimed");
}

#[tokio::test]
async fn every_refusal_arrives_as_what_it_is() {
    let street = Street::open().await;
    let seats = ReservedSeats(call(&street.reservation.internal_url, "order"));
    let token = hold(&street, &[5], HoldOwner::Anonymous).await;
    let with_token = |token| Credentials { user: None, was_guest: None, token: Some(token), open: false };
    let other = with_token(HoldId::from_uuid(Uuid::from_u128(9)));
    let refused = seats.claim(&claim(1, &[5], other.clone())).await.unwrap_err();
    assert!(matches!(refused, ClaimError::NotOwner), "{refused:?}");
    let refused = seats.claim(&claim(1, &[6], other)).await.unwrap_err();
    assert!(matches!(refused, ClaimError::Expired), "{refused:?}");
    let refused = seats.claim(&claim(1, &[6], mina())).await.unwrap_err();
    assert!(matches!(refused, ClaimError::HoldRequired), "{refused:?}");
    let refused = seats.claim(&claim(1, &[101], mina())).await.unwrap_err();
    assert!(matches!(refused, ClaimError::SeatNotFound), "{refused:?}");
    seats.claim(&claim(1, &[5], with_token(token))).await.unwrap();
}

#[tokio::test]
async fn a_service_that_does_not_answer_or_does_not_accept_our_token_is_unavailable() {
    let street = Street::open().await;
    for (address, token_for) in [(&nowhere(), "reservation"), (&street.reservation.internal_url, "catalog")] {
        let reservation = <dyn ReservationApi>::remote(client(address, "order", token_for));
        let refused = ReservedSeats(reservation).claim(&claim(1, &[1], mina())).await.unwrap_err();
        assert!(matches!(refused, ClaimError::Unavailable(_)), "{refused:?}");
    }
}

#[tokio::test]
async fn prices_over_http_are_those_of_the_catalog() {
    let street = Street::open().await;
    let prices = CatalogPrices(call(&street.catalog.internal_url, "order"));
    let hall = prices.price_list(event(2)).await.unwrap().unwrap();
    let items = hall.items(&[seat(1), seat(1_200)], &[]).unwrap();
    assert_eq!(hall.total(&items).amount, 165_000 + 66_000);
    assert_eq!(hall.unknown(&[seat(1), seat(1_201)]), Some(seat(1_201)));
    let field = prices.price_list(event(7)).await.unwrap().unwrap();
    let tiers = [(seat(1), TierName::YOUTH), (seat(5_000), TierName::ADULT)];
    let items = field.items(&[seat(1), seat(5_000)], &tiers).unwrap();
    assert_eq!(field.total(&items).amount, 77_000 + 110_000);
    assert_eq!(prices.price_list(event(77)).await.unwrap(), None);
    let unreachable = CatalogPrices(call(&nowhere(), "order"));
    unreachable.price_list(event(2)).await.unwrap_err();
}
