//! The table of seats through the port: every command on every state by every kind of caller.
//!
//! A state is brought about by commands on seat 1, at second 0, and tested at second 50 or, where a pin has to lapse, at 150. A cell contains
//! the answer to the command and, behind `>`, the published status after it.

use primitives::{Credentials, HoldId};
use reservation::domain::Blocked;
use reservation::ports::{ClaimError, HoldError, SeatError, Settled};

use super::world::{seconds, token, user};
use super::{StoreUnderTest, World};

/// Brings seat 1 into the named state, and returns the hold of that state.
async fn bring_about(world: &World, name: &str) -> HoldId {
    let life = if name.contains("lapsed") { 10 } else { 200 };
    let who = if name.starts_with("token's") { "anonymous" } else { "mina" };
    let number = if name.contains('2') { 2 } else { 1 };
    let held = if name == "free" { &[2] } else { &[1] };
    let hold = world.hold(who, held, life).await.unwrap().hold;
    if name.starts_with("pinned") || name.starts_with("sold") {
        world.claim(number, &user("mina"), &[1]).await.unwrap();
    }
    if name.starts_with("sold") {
        assert_eq!(world.confirm(900, number, &[1]).await, Settled::Sold);
    }
    let pin_ran_out = matches!(name, "pinned-1-lapsed" | "pinned-2-lapsed");
    world.pass(seconds(if pin_ran_out { 150 } else { 50 })).await;
    hold
}

fn caller(name: &str, hold: HoldId) -> Credentials {
    let other = HoldId::from_uuid(uuid::Uuid::from_u128(8));
    match name {
        "token" => token(hold),
        "wrong-token" => Credentials { open: true, ..token(other) },
        "joon+token" => Credentials { token: Some(hold), ..user("joon") },
        "open" => Credentials { user: None, was_guest: None, token: None, open: true },
        "closed" => Credentials { user: None, was_guest: None, token: None, open: false },
        name => user(name),
    }
}

/// Runs every cell of the table on an event of its own.
async fn check(
    store: impl StoreUnderTest + 'static,
    table: &str,
    command: impl AsyncFn(&World, &Credentials) -> &'static str,
) {
    let mut world = World::new(store).await;
    let mut event = 1;
    let mut rows = table.lines().map(str::trim).filter(|row| !row.is_empty());
    let callers: Vec<&str> = rows.next().unwrap().split_whitespace().collect();
    for row in rows {
        let mut cells = row.split_whitespace();
        let name = cells.next().unwrap();
        for (who, expected) in callers.iter().zip(cells) {
            event += 1;
            world.open(event).await;
            let hold = bring_about(&world, name).await;
            let answered = command(&world, &caller(who, hold)).await;
            let shown = world.map().await;
            let (answer, status) = expected.split_once('>').unwrap_or((expected, ""));
            assert_eq!(answered, answer, "on {name} by {who}");
            assert!(shown.starts_with(status), "on {name} by {who} the published status is {shown}");
            world.check_fold().await;
        }
    }
}

fn seat_answer<T>(result: Result<T, SeatError>) -> &'static str {
    match result {
        Ok(_) => "done",
        Err(SeatError::NotYours) => "NOT-YOURS",
        Err(SeatError::Taken) => "TAKEN",
        Err(SeatError::Sold) => "SOLD",
        Err(SeatError::Expired) => "EXPIRED",
        Err(SeatError::TooLong { .. }) => "TOO-LONG",
        Err(SeatError::TooOften) => "TOO-OFTEN",
        Err(SeatError::KeyReused) => "REUSED",
        Err(SeatError::UnknownEvent | SeatError::UnknownSeat) => "UNKNOWN",
        Err(SeatError::Unavailable(_)) => "UNAVAILABLE",
    }
}

pub(crate) async fn holds(store: impl StoreUnderTest + 'static) {
    let table = "joon
        free                  done>H
        mina's                TAKEN>H
        token's               TAKEN>H
        mina's-lapsed         done>H
        token's-lapsed        done>H
        pinned-1              TAKEN>H
        pinned-1-hold-lapsed  TAKEN>H
        pinned-1-lapsed       done>H
        sold-1                SOLD>S";
    check(store, table, async |world, _| match world.hold("joon", &[1], 100).await {
        Ok(_) => "done",
        Err(HoldError::Blocked(Blocked::Taken(_))) => "TAKEN",
        Err(HoldError::Blocked(Blocked::Sold(_))) => "SOLD",
        Err(error) => panic!("{error:?}"),
    })
    .await;
}

const BY_HOLDERS: &str = "
                      mina       joon       token      joon+token wrong-token open       closed
free                  EXPIRED>A  EXPIRED>A  EXPIRED>A  EXPIRED>A  EXPIRED>A   EXPIRED>A  EXPIRED>A
mina's                DONE       NOT-YOURS  NOT-YOURS  NOT-YOURS  NOT-YOURS   NOT-YOURS  NOT-YOURS
token's               NOT-YOURS  NOT-YOURS  DONE       DONE       NOT-YOURS   DONE       NOT-YOURS
mina's-lapsed         EXPIRED>H  EXPIRED>H  EXPIRED>H  EXPIRED>H  EXPIRED>H   EXPIRED>H  EXPIRED>H
token's-lapsed        EXPIRED>H  EXPIRED>H  EXPIRED>H  EXPIRED>H  EXPIRED>H   EXPIRED>H  EXPIRED>H
pinned-1              TAKEN>H    TAKEN>H    TAKEN>H    TAKEN>H    TAKEN>H     TAKEN>H    TAKEN>H
pinned-1-hold-lapsed  TAKEN>H    TAKEN>H    TAKEN>H    TAKEN>H    TAKEN>H     TAKEN>H    TAKEN>H
pinned-1-lapsed       EXPIRED>H  EXPIRED>H  EXPIRED>H  EXPIRED>H  EXPIRED>H   EXPIRED>H  EXPIRED>H
sold-1                SOLD>S     SOLD>S     SOLD>S     SOLD>S     SOLD>S      SOLD>S     SOLD>S";

pub(crate) async fn extensions(store: impl StoreUnderTest + 'static) {
    check(store, &BY_HOLDERS.replace("DONE", "done>H"), async |world, caller| {
        seat_answer(world.extend(caller, 1, 30, 1).await)
    })
    .await;
}

pub(crate) async fn releases(store: impl StoreUnderTest + 'static) {
    check(store, &BY_HOLDERS.replace("DONE", "done>A"), async |world, caller| {
        seat_answer(world.release_hold(caller, 1).await)
    })
    .await;
}

pub(crate) async fn claims(store: impl StoreUnderTest + 'static) {
    let table = "
                      mina       joon       token      joon+token wrong-token open       closed
free                  REQUIRED   REQUIRED   EXPIRED    EXPIRED    EXPIRED     REQUIRED   REQUIRED
mina's                done>H     NOT-YOURS  NOT-YOURS  NOT-YOURS  NOT-YOURS   NOT-YOURS  NOT-YOURS
token's               NOT-YOURS  NOT-YOURS  done>H     done>H     NOT-YOURS   done>H     NOT-YOURS
mina's-lapsed         REQUIRED   REQUIRED   EXPIRED    EXPIRED    EXPIRED     REQUIRED   REQUIRED
token's-lapsed        REQUIRED   REQUIRED   EXPIRED    EXPIRED    EXPIRED     REQUIRED   REQUIRED
pinned-1              done>H     done>H     done>H     done>H     done>H      done>H     done>H
pinned-1-hold-lapsed  done>H     done>H     done>H     done>H     done>H      done>H     done>H
pinned-1-lapsed       REQUIRED   REQUIRED   EXPIRED    EXPIRED    EXPIRED     REQUIRED   REQUIRED
pinned-2              TAKEN>H    TAKEN>H    TAKEN>H    TAKEN>H    TAKEN>H     TAKEN>H    TAKEN>H
sold-1                done>S     done>S     done>S     done>S     done>S      done>S     done>S
sold-2                SOLD>S     SOLD>S     SOLD>S     SOLD>S     SOLD>S      SOLD>S     SOLD>S";
    check(store, table, async |world, caller| match world.claim(1, caller, &[1]).await {
        Ok(_) => "done",
        Err(ClaimError::Blocked(Blocked::Taken(_))) => "TAKEN",
        Err(ClaimError::Blocked(Blocked::Sold(_))) => "SOLD",
        Err(ClaimError::NotYours) => "NOT-YOURS",
        Err(ClaimError::Expired) => "EXPIRED",
        Err(ClaimError::HoldRequired) => "REQUIRED",
        Err(error) => panic!("{error:?}"),
    })
    .await;
}

pub(crate) async fn unclaims(store: impl StoreUnderTest + 'static) {
    let table = "mina
        free                  done>A
        mina's                done>H
        pinned-1              done>H
        pinned-1-hold-lapsed  done>A
        pinned-1-lapsed       done>A
        pinned-2              done>H
        sold-1                done>S";
    check(store, table, async |world, _| {
        world.unclaim(1).await;
        "done"
    })
    .await;
}

pub(crate) async fn confirms(store: impl StoreUnderTest + 'static) {
    let table = "mina
        free                  SOLD>S
        mina's                REFUSED>H
        token's               REFUSED>H
        mina's-lapsed         SOLD>S
        pinned-1              SOLD>S
        pinned-1-hold-lapsed  SOLD>S
        pinned-1-lapsed       SOLD>S
        pinned-2              REFUSED>H
        pinned-2-lapsed       SOLD>S
        sold-1                SOLD>S
        sold-2                REFUSED>S";
    check(store, table, async |world, _| match world.confirm(1, 1, &[1]).await {
        Settled::Sold => "SOLD",
        Settled::Refused => "REFUSED",
    })
    .await;
}

pub(crate) async fn releases_by_order(store: impl StoreUnderTest + 'static) {
    let table = "mina
        free                  done>A
        mina's                done>H
        mina's-lapsed         done>H
        pinned-1              done>A
        pinned-1-hold-lapsed  done>A
        pinned-1-lapsed       done>A
        pinned-2              done>H
        sold-1                done>A
        sold-2                done>S";
    check(store, table, async |world, _| {
        world.release(1, 1, &[1]).await;
        "done"
    })
    .await;
}

pub(crate) async fn corrections(store: impl StoreUnderTest + 'static) {
    let table = "mina
        free      no-one's>A
        mina's    no-one's>H
        pinned-2  2's>H
        sold-1    3's>S
        sold-2    2's>S";
    check(store, table, async |world, _| {
        world.correct(1, 1, &[(1, 3)]).await;
        owner_of_seat_1(world).await
    })
    .await;
}

/// The order that has seat 1: a claim without credentials is granted only to an order that already has the seat.
async fn owner_of_seat_1(world: &World) -> &'static str {
    let no_one = Credentials { user: None, was_guest: None, token: None, open: false };
    for (number, name) in [(1, "1's"), (2, "2's"), (3, "3's")] {
        if world.claim(number, &no_one, &[1]).await.is_ok() {
            return name;
        }
    }
    "no-one's"
}

pub(crate) async fn sweeps(store: impl StoreUnderTest + 'static) {
    let table = "mina
        free                  done>A
        mina's                done>H
        token's               done>H
        mina's-lapsed         done>A
        token's-lapsed        done>A
        pinned-1              done>H
        pinned-1-hold-lapsed  done>H
        pinned-1-lapsed       done>A
        sold-1                done>S";
    check(store, table, async |world, _| {
        world.sweeper.expire(100).await.unwrap();
        "done"
    })
    .await;
}
