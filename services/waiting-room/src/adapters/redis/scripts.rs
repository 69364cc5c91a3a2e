//! The scripts, composed of their parts. The head of each file says which arguments it takes.

use std::sync::Arc;

use redis_nodes::Script;

/// The first line of every script. Above `maxmemory` too those who wait are called.
const FLAGS: &str = "#!lua flags=allow-oom\n";
/// New places need memory: joins are refused where there is none.
const WITHIN_MEMORY: &str = "#!lua\n";
/// Begins every script.
const RULES: &str = include_str!("scripts/rules.lua");

/// Lines obey the clock of a test, if there is one: the last argument. Release builds have neither these lines nor the argument.
#[cfg(debug_assertions)]
const TEST_CLOCK: &str = "
if ARGV[#ARGV] ~= '' then
  clock = function() return tonumber(ARGV[#ARGV]) end
end
";
#[cfg(not(debug_assertions))]
const TEST_CLOCK: &str = "";

macro_rules! scripts {
    ($($field:ident $flags:ident $name:literal $file:literal;)+) => {
        pub(super) struct LineScripts {
            $(pub(super) $field: Arc<Script>,)+
        }

        impl Default for LineScripts {
            fn default() -> Self {
                Self {
                    $($field: Script::new($name, [$flags, RULES, TEST_CLOCK, include_str!($file)].concat()),)+
                }
            }
        }
    };
}

scripts! {
    change FLAGS "CHANGE" "scripts/change.lua";
    claim FLAGS "CLAIM" "scripts/claim.lua";
    end FLAGS "END" "scripts/end.lua";
    join WITHIN_MEMORY "JOIN" "scripts/join.lua";
    recall FLAGS "RECALL" "scripts/recall.lua";
    regain FLAGS "REGAIN" "scripts/regain.lua";
    remove FLAGS "REMOVE" "scripts/remove.lua";
    renew FLAGS "RENEW" "scripts/renew.lua";
    restore FLAGS "RESTORE" "scripts/restore.lua";
    room FLAGS "ROOM" "scripts/room.lua";
    seen FLAGS "SEEN" "scripts/seen.lua";
    turn FLAGS "TURN" "scripts/turn.lua";
    view FLAGS "VIEW" "scripts/view.lua";
}
