//! The scripts, put together from their parts. Which keys and arguments each one takes stands at its head.

use std::sync::LazyLock;

/// What every script begins with.
const RULES: &str = include_str!("scripts/rules.lua");
/// What every script goes on with that concerns an event's seats.
const READY: &str = include_str!("scripts/ready.lua");

/// Seats obey a test's clock where there is one: the last argument. Release builds neither have these lines nor pass the argument.
#[cfg(debug_assertions)]
const CLOCK_OF_A_TEST: &str = "
if ARGV[#ARGV] ~= '' then
  clock = function() return tonumber(ARGV[#ARGV]) end
end
";
#[cfg(not(debug_assertions))]
const CLOCK_OF_A_TEST: &str = "";

/// Where a rule stands in the scripts, and what stands there without it: for tests that switch it off. Release builds have no switch.
#[cfg(debug_assertions)]
const RULES_OFF: [(&str, &str, &str); 3] = [
    ("owner-check", "elseif not fits(caller, record) then", "elseif false then"),
    ("order-tombstone", "or redis.call('ZSCORE', TOMBSTONES, order)", ""),
    ("epoch-fence", "if other and tonumber(other) > tonumber(epoch) then", "if false then"),
];

pub(super) struct Script {
    /// For whoever measures.
    pub(super) name: &'static str,
    pub(super) code: String,
    pub(super) hash: String,
}

impl Script {
    fn new(name: &'static str, parts: &[&str]) -> Self {
        let code = parts.concat();
        #[cfg(debug_assertions)]
        let code = without_rules(code);
        let hash = redis::Script::new(&code).get_hash().to_owned();
        Self { name, code, hash }
    }
}

#[cfg(debug_assertions)]
fn without_rules(code: String) -> String {
    let off = RULES_OFF.iter().filter(|(name, _, _)| primitives::rules::is_off(name));
    off.fold(code, |code, (_, rule, without)| code.replace(rule, without))
}

macro_rules! scripts {
    ($($name:ident: $($part:expr),+ => $file:literal;)+) => {
        $(
            pub(super) static $name: LazyLock<Script> =
                LazyLock::new(|| Script::new(stringify!($name), &[RULES, CLOCK_OF_A_TEST, $($part,)+ include_str!($file)]));
        )+
    };
}

scripts! {
    AMEND: READY => "scripts/amend.lua";
    CLAIM: READY => "scripts/claim.lua";
    CONFIRM: READY => "scripts/confirm.lua";
    CORRECT: READY => "scripts/correct.lua";
    DUE: READY => "scripts/due.lua";
    EXPIRE: READY => "scripts/expire.lua";
    EXTEND: READY => "scripts/extend.lua";
    FORGET: READY => "scripts/forget.lua";
    HOLD: READY => "scripts/hold.lua";
    INSTALL: READY => "scripts/install.lua";
    RECORDS: READY => "scripts/records.lua";
    RELEASE: READY => "scripts/release.lua";
    RELEASE_HOLD: READY => "scripts/release_hold.lua";
    SNAPSHOT: READY => "scripts/snapshot.lua";
    UNCLAIM: READY => "scripts/unclaim.lua";
    // These have to work while the event is closed.
    ACK: "" => "scripts/ack.lua";
    ANSWER: "" => "scripts/answer.lua";
    PREPARE: "" => "scripts/prepare.lua";
    RESTORE: "" => "scripts/restore.lua";
    TAKE: "" => "scripts/take.lua";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_that_can_be_switched_off_stands_in_a_script() {
        let scripts = [&CLAIM, &CONFIRM, &RESTORE];
        for (name, rule, _) in RULES_OFF {
            assert!(scripts.iter().any(|script| script.code.contains(rule)), "{name} is in no script");
        }
    }
}
