//! Copies of the Redis scripts in which a protective rule is missing, for the tests that expect the contract to notice.

use reservation::adapters::redis::Scripts;

/// What is replaced, in exactly one place of the scripts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patch {
    pub(crate) rule: &'static str,
    pub(crate) without: &'static str,
}

pub(crate) const OWNER_CHECK: Patch =
    Patch { rule: "elseif not fits(caller, record) then", without: "elseif false then" };

pub(crate) const ORDER_TOMBSTONE: Patch =
    Patch { rule: "or redis.call('ZSCORE', TOMBSTONES, order)", without: "" };

pub(crate) const EPOCH_FENCE: Patch =
    Patch { rule: "if other and tonumber(other) > tonumber(epoch) then", without: "if false then" };

pub(crate) const ORPHAN_GUARD: Patch = Patch {
    rule: "if is_free(number) and (held[beside] or not is_free(beside)) then",
    without: "if false then",
};

pub(crate) const SHORT_SWEEPS: Patch = Patch { rule: "if missing > 0 then", without: "if false then" };

pub(crate) const TIER_CAP: Patch =
    Patch { rule: "if left and left < part.count then", without: "if false then" };

impl Patch {
    pub(crate) fn scripts(self) -> Scripts {
        Scripts::patched(self.rule, self.without)
            .unwrap_or_else(|| panic!("`{}` does not occur exactly once in the scripts", self.rule))
    }
}

#[test]
fn every_patch_applies_to_exactly_one_place() {
    for patch in [OWNER_CHECK, ORDER_TOMBSTONE, EPOCH_FENCE, ORPHAN_GUARD, SHORT_SWEEPS, TIER_CAP] {
        let _ = patch.scripts();
    }
}
