//! The identity of a caller, and the owner of a hold.

use std::fmt;
use std::str::FromStr;

use crate::HoldId;

/// The name of a user, as the caller's identity gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserId(String);

impl UserId {
    pub const LENGTH_MAX: usize = 128;

    /// Visible ASCII, 1 to 128 characters: it ends up in stores and logs.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::LENGTH_MAX).contains(&text.len());
        (fits && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How the names begin that identity gives: to users with an account, to guests, to API keys, and to the devices of gates.
const ACCOUNT: &str = "u:";
const GUEST: &str = "g:";
const API_KEY: &str = "k:";
const GATE_DEVICE: &str = "d:";

impl UserId {
    #[must_use]
    pub fn is_account(&self) -> bool {
        self.0.starts_with(ACCOUNT)
    }

    /// A name that identity has given to one without an account.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        self.0.starts_with(GUEST)
    }

    /// The program of an organization.
    #[must_use]
    pub fn is_api_key(&self) -> bool {
        self.0.starts_with(API_KEY)
    }

    #[must_use]
    pub fn is_gate_device(&self) -> bool {
        self.0.starts_with(GATE_DEVICE)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The owner of a hold: a named user, or the bearer of its token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HoldOwner {
    User(UserId),
    Anonymous,
}

impl HoldOwner {
    /// Whether it counts among guests, who prove nothing: without a name, or with one that anyone can have for the asking.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        match self {
            Self::User(user) => user.is_guest(),
            Self::Anonymous => true,
        }
    }
}

/// What guests are counted by, as far as one can be distinguished from another: a digest that reveals nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GuestId(pub u64);

impl fmt::Display for GuestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for GuestId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Self)
    }
}

/// One who waits in a line: a digest of the user, or of what an anonymous client alone knows. It reveals neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitorId(pub u128);

impl fmt::Display for VisitorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for VisitorId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

/// What a caller presents to prove that a hold is theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    pub user: Option<UserId>,
    /// The guest that the user was before the log-in: what is that guest's is the user's.
    pub was_guest: Option<UserId>,
    /// The hold that a *genuine* token names; a forged token never gets this far.
    pub token: Option<HoldId>,
    /// Open mode: an anonymous caller without a token may act on anonymous holds.
    pub open: bool,
}

impl Credentials {
    /// Whether this is the caller's name, or that of the guest whom the caller was.
    fn is(&self, name: &UserId) -> bool {
        [&self.user, &self.was_guest].into_iter().flatten().any(|own| own == name)
    }

    /// A hold made with an identity obeys that identity alone; an anonymous one obeys its token, and in open mode
    /// also an anonymous caller who presents none.
    #[must_use]
    pub fn fit(&self, hold: HoldId, owner: &HoldOwner) -> bool {
        match owner {
            HoldOwner::User(owner) => self.is(owner),
            HoldOwner::Anonymous => match self.token {
                Some(token) => token == hold,
                None => self.open && self.user.is_none(),
            },
        }
    }

    /// Whether an order is visible to this caller, and what was decided about its payment. An identity's order is visible to that identity
    /// alone; that of a guest, whose session ends for good, also to a caller with the token of one of its holds. An anonymous one is visible to
    /// a caller with such a token, and in open mode to any caller that knows its id; a token that is presented must be right, in open mode too.
    #[must_use]
    pub fn may_read(&self, owner: &HoldOwner, holds: &[HoldId]) -> bool {
        match owner {
            HoldOwner::User(owner) => self.is(owner) || (owner.is_guest() && self.has_token_of(holds)),
            HoldOwner::Anonymous => self.has_token_of(holds) || (self.token.is_none() && self.open),
        }
    }

    fn has_token_of(&self, holds: &[HoldId]) -> bool {
        self.token.is_some_and(|token| holds.contains(&token))
    }

    /// Of what the caller makes: never the guest whom the caller was.
    #[must_use]
    pub fn owner(&self) -> HoldOwner {
        self.user.clone().map_or(HoldOwner::Anonymous, HoldOwner::User)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn hold(number: u128) -> HoldId {
        HoldId::from_uuid(Uuid::from_u128(number))
    }

    fn caller(user: Option<&str>, token: Option<HoldId>, open: bool) -> Credentials {
        Credentials { user: user.and_then(UserId::parse), was_guest: None, token, open }
    }

    #[test]
    fn an_identity_s_hold_obeys_that_identity_alone() {
        let owner = HoldOwner::User(UserId::parse("mina").unwrap());
        assert!(caller(Some("mina"), None, false).fit(hold(1), &owner));
        assert!(!caller(Some("joon"), Some(hold(1)), true).fit(hold(1), &owner));
        assert!(!caller(None, Some(hold(1)), true).fit(hold(1), &owner));
    }

    #[test]
    fn what_a_guest_has_is_the_user_s_whom_it_has_become() {
        let owner = HoldOwner::User(UserId::parse("g:7").unwrap());
        let before = UserId::parse("g:7");
        let mina = Credentials { was_guest: before.clone(), ..caller(Some("u:1"), None, false) };
        assert!(mina.fit(hold(1), &owner) && mina.may_read(&owner, &[]));
        assert!(mina.fit(hold(1), &mina.owner()) && !mina.owner().is_guest(), "new holds are the user's");
        assert!(!caller(Some("u:1"), None, true).fit(hold(1), &owner), "another browser of the user");
        assert!(
            !Credentials { was_guest: before, ..caller(Some("u:2"), None, true) }.fit(hold(1), &mina.owner())
        );
    }

    #[test]
    fn the_order_of_a_guest_is_shown_to_the_bearer_of_its_hold_token_and_that_of_a_user_is_not() {
        let owner = |name| HoldOwner::User(UserId::parse(name).unwrap());
        let shows = |caller: &Credentials, name| caller.may_read(&owner(name), &[hold(1), hold(2)]);
        for bearer in [caller(None, Some(hold(2)), false), caller(Some("g:8"), Some(hold(1)), false)] {
            assert!(shows(&bearer, "g:7"));
            assert!(!shows(&bearer, "u:7") && !shows(&bearer, "mina"));
            assert!(!bearer.fit(hold(1), &owner("g:7")), "the hold itself obeys its guest alone");
        }
        for stranger in [caller(None, Some(hold(3)), true), caller(Some("g:8"), None, true)] {
            assert!(!shows(&stranger, "g:7"));
        }
    }

    #[test]
    fn an_anonymous_hold_obeys_its_token_and_in_open_mode_anyone_without_one() {
        let owner = HoldOwner::Anonymous;
        assert!(caller(None, Some(hold(1)), false).fit(hold(1), &owner));
        assert!(caller(Some("mina"), Some(hold(1)), false).fit(hold(1), &owner));
        assert!(!caller(None, Some(hold(2)), true).fit(hold(1), &owner), "a wrong token passed in open mode");
        assert!(caller(None, None, true).fit(hold(1), &owner));
        assert!(!caller(None, None, false).fit(hold(1), &owner));
        assert!(!caller(Some("mina"), None, true).fit(hold(1), &owner));
    }

    #[test]
    fn a_guest_is_one_without_a_name_or_with_a_name_for_the_asking() {
        let named = |name| HoldOwner::User(UserId::parse(name).unwrap());
        assert!(HoldOwner::Anonymous.is_guest() && named("g:7").is_guest());
        assert!(!named("u:7").is_guest() && !named("mina").is_guest() && !named("guest").is_guest());
    }

    #[test]
    fn a_user_id_is_short_and_visible() {
        for wrong in ["", "a b", "tab\t", "이름", &"x".repeat(129)] {
            assert!(UserId::parse(wrong).is_none(), "{wrong:?} passed");
        }
    }
}
