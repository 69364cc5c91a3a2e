//! The table of seats, written out: every command on every state by every kind of caller.
//!
//! The hold of all states is H, made by mina or anonymously, from second 0 to 100 or, lapsed, to 10; now is second 50. A cell says what the seat
//! becomes and, behind a `+`, what is published (Available, Held, Sold), or why the command is refused.

use std::time::Duration;

use primitives::{Credentials, HoldId, HoldOwner, OrderId, Timestamp, UserId};
use uuid::Uuid;

use super::limits::HoldLives;
use super::seat::{
    Command, Decision, EXTENSIONS_MAX, Extension, Hold, OperationId, Pin, Seat, SeatRefusal, Status, decide,
};

const NOW: u64 = 50;

fn at(second: u64) -> Timestamp {
    Timestamp::from_micros(0).plus(Duration::from_secs(second))
}

fn order(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

fn hold_id(number: u128) -> HoldId {
    HoldId::from_uuid(Uuid::from_u128(number))
}

fn held_by(user: Option<&str>, until: u64) -> Hold {
    let owner = user.map_or(HoldOwner::Anonymous, |user| HoldOwner::User(UserId::parse(user).unwrap()));
    Hold::new(hold_id(7), owner, at(0), at(until))
}

fn pinned(number: u128, hold_until: u64, until: u64) -> Seat {
    Seat::Pinned(Pin { order: order(number), hold: held_by(Some("mina"), hold_until), until: at(until) })
}

fn state(name: &str) -> Seat {
    match name {
        "free" => Seat::Available,
        "mina's" => Seat::Held(held_by(Some("mina"), 100)),
        "token's" => Seat::Held(held_by(None, 100)),
        "mina's-lapsed" => Seat::Held(held_by(Some("mina"), 10)),
        "token's-lapsed" => Seat::Held(held_by(None, 10)),
        "pinned-1" => pinned(1, 100, 140),
        "pinned-1-hold-lapsed" => pinned(1, 10, 100),
        "pinned-1-lapsed" => pinned(1, 10, 20),
        "pinned-2" => pinned(2, 100, 140),
        "pinned-2-lapsed" => pinned(2, 10, 20),
        "sold-1" => Seat::Sold { order: order(1) },
        "sold-2" => Seat::Sold { order: order(2) },
        "sold-3" => Seat::Sold { order: order(3) },
        unknown => panic!("no such state: {unknown}"),
    }
}

fn caller(name: &str) -> Credentials {
    let (user, token, open) = match name {
        "mina" => (Some("mina"), None, false),
        "joon" => (Some("joon"), None, true),
        "token" => (None, Some(7), false),
        "joon+token" => (Some("joon"), Some(7), true),
        "wrong-token" => (None, Some(8), true),
        "open" => (None, None, true),
        "closed" => (None, None, false),
        unknown => panic!("no such caller: {unknown}"),
    };
    Credentials { user: user.and_then(UserId::parse), was_guest: None, token: token.map(hold_id), open }
}

/// A decision as a cell of the table.
fn cell(decision: &Decision) -> String {
    let seat = match decision {
        Decision::Keep => return "keep".to_owned(),
        Decision::Refuse(refusal) => {
            let word = match refusal {
                SeatRefusal::Taken => "TAKEN",
                SeatRefusal::Sold => "SOLD",
                SeatRefusal::NotYours => "NOT-YOURS",
                SeatRefusal::Expired => "EXPIRED",
                SeatRefusal::HoldRequired => "REQUIRED",
                SeatRefusal::TooLong => "TOO-LONG",
                SeatRefusal::TooOften => "TOO-OFTEN",
                SeatRefusal::OperationReused => "REUSED",
                SeatRefusal::Released => "RELEASED",
            };
            return word.to_owned();
        }
        Decision::Become { seat: Seat::Available, .. } => "free".to_owned(),
        Decision::Become { seat: Seat::Held(hold), .. } => {
            format!("held-{}", hold.until.since(at(0)).as_secs())
        }
        Decision::Become { seat: Seat::Pinned(pin), .. } => {
            format!("pinned-{}", pin.until.since(at(0)).as_secs())
        }
        Decision::Become { seat: Seat::Sold { order }, .. } => format!("sold-{}", order.as_uuid().as_u128()),
    };
    let Decision::Become { publish, .. } = decision else { unreachable!() };
    let published: String = publish
        .iter()
        .map(|status| match status {
            Status::Available => 'A',
            Status::Held => 'H',
            Status::Sold => 'S',
        })
        .collect();
    if published.is_empty() { seat } else { format!("{seat}+{published}") }
}

/// Compares a table, whose head names callers and whose rows begin with a state, with the decisions of the rules.
fn check(table: &str, command: impl Fn(&Credentials, &mut dyn FnMut(Command<'_>))) {
    let mut rows = table.lines().map(str::trim).filter(|row| !row.is_empty());
    let callers: Vec<&str> = rows.next().unwrap().split_whitespace().collect();
    for row in rows {
        let mut cells = row.split_whitespace();
        let name = cells.next().unwrap();
        let expected: Vec<&str> = cells.collect();
        assert_eq!(expected.len(), callers.len(), "row {name}");
        for (who, expected) in callers.iter().zip(expected) {
            command(&caller(who), &mut |command| {
                let decided = cell(&decide(&state(name), &command, at(NOW)));
                assert_eq!(decided, expected, "{command:?}\n on {name} by {who}");
            });
        }
    }
}

/// For commands that do not depend on the caller.
fn check_alone(table: &str, command: Command<'_>) {
    check(&format!("mina\n{table}"), |_, then| then(command));
}

#[test]
fn what_becomes_of_hold() {
    let new = Hold { id: hold_id(9), since: at(50), until: at(170), ..held_by(Some("joon"), 0) };
    check_alone(
        "free                  held-170+H
         mina's                TAKEN
         token's               TAKEN
         mina's-lapsed         held-170+AH
         token's-lapsed        held-170+AH
         pinned-1              TAKEN
         pinned-1-hold-lapsed  TAKEN
         pinned-1-lapsed       held-170+AH
         sold-1                SOLD",
        Command::Hold(&new),
    );
}

const BY_HOLDERS: &str = "
                      mina       joon       token      joon+token wrong-token open       closed
free                  EXPIRED    EXPIRED    EXPIRED    EXPIRED    EXPIRED     EXPIRED    EXPIRED
mina's                done       NOT-YOURS  NOT-YOURS  NOT-YOURS  NOT-YOURS   NOT-YOURS  NOT-YOURS
token's               NOT-YOURS  NOT-YOURS  done       done       NOT-YOURS   done       NOT-YOURS
mina's-lapsed         EXPIRED    EXPIRED    EXPIRED    EXPIRED    EXPIRED     EXPIRED    EXPIRED
token's-lapsed        EXPIRED    EXPIRED    EXPIRED    EXPIRED    EXPIRED     EXPIRED    EXPIRED
pinned-1              TAKEN      TAKEN      TAKEN      TAKEN      TAKEN       TAKEN      TAKEN
pinned-1-hold-lapsed  TAKEN      TAKEN      TAKEN      TAKEN      TAKEN       TAKEN      TAKEN
pinned-1-lapsed       EXPIRED    EXPIRED    EXPIRED    EXPIRED    EXPIRED     EXPIRED    EXPIRED
sold-1                SOLD       SOLD       SOLD       SOLD       SOLD        SOLD       SOLD";

fn extension_of(seconds: u64, operation: u128) -> Extension {
    Extension { operation: OperationId(Uuid::from_u128(operation)), by: Duration::from_secs(seconds) }
}

fn extension(seconds: u64, operation: u128) -> impl Fn(&Credentials, &mut dyn FnMut(Command<'_>)) {
    move |caller, then| {
        then(Command::Extend {
            extension: extension_of(seconds, operation),
            lives: HoldLives { user: Duration::from_secs(600), guest: Duration::from_secs(300) },
            caller,
        });
    }
}

#[test]
fn what_becomes_of_extend() {
    check(&BY_HOLDERS.replace("done", "held-130"), extension(30, 1));
    check(&BY_HOLDERS.replace("done", "held-300"), extension(200, 1));
    check(&BY_HOLDERS.replace("done", "TOO-LONG"), extension(501, 1));
}

#[test]
fn a_hold_without_an_identity_ends_earlier_for_good() {
    for (state, caller_name, longest) in [("mina's", "mina", 500), ("token's", "token", 200)] {
        for (seconds, is_refused) in [(longest, false), (longest + 1, true)] {
            extension(seconds, 1)(&caller(caller_name), &mut |command| {
                let decided = cell(&decide(&self::state(state), &command, at(NOW)));
                assert_eq!(decided == "TOO-LONG", is_refused, "{state} by {seconds}: {decided}");
            });
        }
    }
}

#[test]
fn an_extension_that_comes_again_changes_nothing() {
    let extensions = vec![extension_of(30, 1), extension_of(30, 2)];
    let extended = Hold { extensions, ..held_by(Some("mina"), 100) };
    for (seconds, operation, expected) in
        [(30, 1, "keep"), (30, 2, "keep"), (30, 3, "held-130"), (31, 1, "REUSED"), (300, 2, "REUSED")]
    {
        extension(seconds, operation)(&caller("mina"), &mut |command| {
            assert_eq!(cell(&decide(&Seat::Held(extended.clone()), &command, at(NOW))), expected);
        });
    }
}

#[test]
fn a_hold_is_extended_so_often_and_no_more() {
    let extensions = (1..=EXTENSIONS_MAX as u128).map(|operation| extension_of(1, operation)).collect();
    let extended = Hold { extensions, ..held_by(Some("mina"), 100) };
    for (operation, expected) in [(EXTENSIONS_MAX as u128, "keep"), (EXTENSIONS_MAX as u128 + 1, "TOO-OFTEN")]
    {
        extension(1, operation)(&caller("mina"), &mut |command| {
            assert_eq!(cell(&decide(&Seat::Held(extended.clone()), &command, at(NOW))), expected);
        });
    }
}

#[test]
fn what_becomes_of_release_by_its_holder() {
    check(&BY_HOLDERS.replace("done", "free+A"), |caller, then| then(Command::Release { caller }));
}

#[test]
fn what_becomes_of_claim() {
    let table = "
                      mina       joon       token      joon+token wrong-token open       closed
free                  REQUIRED   REQUIRED   EXPIRED    EXPIRED    EXPIRED     REQUIRED   REQUIRED
mina's                pinned-140 NOT-YOURS  NOT-YOURS  NOT-YOURS  NOT-YOURS   NOT-YOURS  NOT-YOURS
token's               NOT-YOURS  NOT-YOURS  pinned-140 pinned-140 NOT-YOURS   pinned-140 NOT-YOURS
mina's-lapsed         REQUIRED   REQUIRED   EXPIRED    EXPIRED    EXPIRED     REQUIRED   REQUIRED
token's-lapsed        REQUIRED   REQUIRED   EXPIRED    EXPIRED    EXPIRED     REQUIRED   REQUIRED
pinned-1              keep       keep       keep       keep       keep        keep       keep
pinned-1-hold-lapsed  keep       keep       keep       keep       keep        keep       keep
pinned-1-lapsed       REQUIRED   REQUIRED   EXPIRED    EXPIRED    EXPIRED     REQUIRED   REQUIRED
pinned-2              TAKEN      TAKEN      TAKEN      TAKEN      TAKEN       TAKEN      TAKEN
sold-1                keep       keep       keep       keep       keep        keep       keep
sold-2                SOLD       SOLD       SOLD       SOLD       SOLD        SOLD       SOLD";
    let until = |second| {
        move |caller: &Credentials, then: &mut dyn FnMut(Command<'_>)| {
            then(Command::Claim { order: order(1), pin_until: at(second), caller });
        }
    };
    check(table, until(140));
    check(&table.replace("pinned-140", "pinned-100"), until(60));
}

#[test]
fn what_becomes_of_unclaim() {
    check_alone(
        "free                  keep
         mina's                keep
         mina's-lapsed         keep
         pinned-1              held-100
         pinned-1-hold-lapsed  free+A
         pinned-1-lapsed       free+A
         pinned-2              keep
         sold-1                keep
         sold-2                keep",
        Command::Unclaim { order: order(1) },
    );
}

#[test]
fn what_becomes_of_confirm() {
    let table = "
         free                  sold-1+S
         mina's                TAKEN
         token's               TAKEN
         mina's-lapsed         sold-1+S
         token's-lapsed        sold-1+S
         pinned-1              sold-1+S
         pinned-1-hold-lapsed  sold-1+S
         pinned-1-lapsed       sold-1+S
         pinned-2              TAKEN
         pinned-2-lapsed       sold-1+S
         sold-1                keep
         sold-2                SOLD";
    check_alone(table, Command::Confirm { order: order(1), released: false });
    for row in table.lines().filter_map(|row| row.split_whitespace().next()) {
        check_alone(&format!("{row} RELEASED"), Command::Confirm { order: order(1), released: true });
    }
}

#[test]
fn what_becomes_of_release_by_its_order() {
    check_alone(
        "free                  keep
         mina's                keep
         mina's-lapsed         keep
         pinned-1              free+A
         pinned-1-hold-lapsed  free+A
         pinned-1-lapsed       free+A
         pinned-2              keep
         pinned-2-lapsed       keep
         sold-1                free+A
         sold-2                keep",
        Command::GiveBack { order: order(1) },
    );
}

#[test]
fn what_becomes_of_correct() {
    check_alone(
        "free                  keep
         mina's                keep
         pinned-1              keep
         pinned-2              keep
         sold-1                sold-2
         sold-2                keep
         sold-3                keep",
        Command::Correct { loser: order(1), winner: order(2) },
    );
    check_alone("sold-1 keep", Command::Correct { loser: order(1), winner: order(1) });
}

#[test]
fn what_becomes_of_expire() {
    check_alone(
        "free                  keep
         mina's                keep
         token's               keep
         mina's-lapsed         free+A
         token's-lapsed        free+A
         pinned-1              keep
         pinned-1-hold-lapsed  keep
         pinned-1-lapsed       free+A
         sold-1                keep",
        Command::Expire,
    );
}

#[test]
fn a_hold_ends_at_its_end_and_not_after() {
    let seat = Seat::Held(held_by(Some("mina"), NOW));
    assert!(seat.has_lapsed(at(NOW)), "live means until > now");
    assert!(!seat.has_lapsed(at(NOW - 1)));
}
