//! The scripts, composed of their parts. The head of each file says which keys and arguments it takes.

use std::sync::Arc;

use redis_nodes::Script;

/// The first line of every script. Above `maxmemory` too a sale is completed and a lapsed seat is freed; holds are refused before it, by `memory.rs`.
const FLAGS: &str = "#!lua flags=allow-oom\n";
/// Begins every script.
const RULES: &str = include_str!("scripts/rules.lua");
/// The commands that share a script, because they share calls.
const HOLD: &str = include_str!("scripts/hold.lua");
const HOLD_SOME: &str = include_str!("scripts/hold_some.lua");
const CLAIM: &str = include_str!("scripts/claim.lua");
const CONFIRM: &str = include_str!("scripts/confirm.lua");
const RELEASE: &str = include_str!("scripts/release.lua");

/// Seats obey the clock of a test, if there is one: the last argument. Release builds have neither these lines nor the argument.
#[cfg(debug_assertions)]
const TEST_CLOCK: &str = "
if ARGV[#ARGV] ~= '' then
  clock = function() return tonumber(ARGV[#ARGV]) end
end
";
#[cfg(not(debug_assertions))]
const TEST_CLOCK: &str = "";

fn compose(name: &'static str, parts: &[&str], patch: impl Fn(&str) -> String) -> Arc<Script> {
    Script::new(name, parts.iter().map(|part| patch(part)).collect())
}

macro_rules! scripts {
    ($($field:ident $name:literal $(with [$($part:expr),*])? $file:literal;)+) => {
        /// What a store sends to Redis: a value, so that a test can pass patched copies.
        pub struct Scripts {
            $(pub(super) $field: Arc<Script>,)+
        }

        #[cfg(debug_assertions)]
        const SOURCES: &[&str] = &[RULES, HOLD, HOLD_SOME, CLAIM, CONFIRM, RELEASE, $(include_str!($file)),+];

        impl Scripts {
            fn compose(patch: impl Fn(&str) -> String) -> Self {
                Self {
                    $($field: compose($name, &[FLAGS, RULES, TEST_CLOCK, $($($part,)*)? include_str!($file)], &patch),)+
                }
            }
        }
    };
}

scripts! {
    amend "AMEND" "scripts/amend.lua";
    commands "COMMANDS" with [HOLD, HOLD_SOME, CLAIM, CONFIRM, RELEASE] "scripts/commands.lua";
    correct "CORRECT" "scripts/correct.lua";
    due "DUE" "scripts/due.lua";
    expire "EXPIRE" "scripts/expire.lua";
    extend "EXTEND" "scripts/extend.lua";
    forget "FORGET" "scripts/forget.lua";
    install "INSTALL" "scripts/install.lua";
    meter "METER" "scripts/meter.lua";
    records "RECORDS" "scripts/records.lua";
    release_reservation "RELEASE_RESERVATION" "scripts/release_reservation.lua";
    release_hold "RELEASE_HOLD" "scripts/release_hold.lua";
    seats_of "SEATS_OF" "scripts/seats_of.lua";
    snapshot "SNAPSHOT" "scripts/snapshot.lua";
    unclaim "UNCLAIM" "scripts/unclaim.lua";
    // These work while the event is closed.
    ack "ACK" "scripts/ack.lua";
    answer "ANSWER" "scripts/answer.lua";
    give_back "GIVE_BACK" "scripts/give_back.lua";
    prepare "PREPARE" "scripts/prepare.lua";
    remove "REMOVE" "scripts/remove.lua";
    restore "RESTORE" "scripts/restore.lua";
    take "TAKE" "scripts/take.lua";
}

impl Default for Scripts {
    fn default() -> Self {
        Self::compose(str::to_owned)
    }
}

#[cfg(debug_assertions)]
impl Scripts {
    /// Copies in which a rule is missing. None: `rule` does not occur exactly once in the sources.
    #[must_use]
    pub fn patched(rule: &str, without: &str) -> Option<Self> {
        let count: usize = SOURCES.iter().map(|source| source.matches(rule).count()).sum();
        (count == 1).then(|| Self::compose(|source| source.replace(rule, without)))
    }
}
