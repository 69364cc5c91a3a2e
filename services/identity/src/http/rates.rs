//! How much one address, and one account, may begin. Counted before anything is read or hashed, by this process alone.

use primitives::Quota;
use server::{ApiError, ClientAddress, RatePolicy, RatesLeft};
use uuid::Uuid;

use crate::config::AddressRates;
use crate::domain::{Email, Subject};

/// Guesses of one account's password from one address.
const ACCOUNT_AT_ADDRESS: Quota = Quota { burst: 10, per_minute: 2 };
/// From all addresses. Wider: else one of them could keep the owner out.
const ACCOUNT: Quota = Quota { burst: 60, per_minute: 20 };
/// Keys of programs, which cannot be guessed: of an office with many of them.
const KEYS_AT_ADDRESS: Quota = Quota { burst: 60, per_minute: 30 };
/// Of one browser, however many tabs it has.
const SESSION_AT_ADDRESS: Quota = Quota { burst: 30, per_minute: 10 };

pub struct Rates(Option<Policies>);

struct Policies {
    guests: RatePolicy,
    passwords: RatePolicy,
    account_at_address: RatePolicy,
    account: RatePolicy,
    links: RatePolicy,
    refreshes: RatePolicy,
    session: RatePolicy,
    keys: RatePolicy,
}

impl Rates {
    /// None: nothing is limited.
    #[must_use]
    pub fn new(rates: Option<AddressRates>) -> Self {
        Self(rates.map(|rates| Policies {
            guests: RatePolicy::new("guests", of_address(rates.guests_per_minute)),
            passwords: RatePolicy::new("passwords", of_address(rates.passwords_per_minute)),
            account_at_address: RatePolicy::new("account-at-address", ACCOUNT_AT_ADDRESS),
            account: RatePolicy::new("account", ACCOUNT),
            links: RatePolicy::new("links", of_address(rates.links_per_minute)),
            refreshes: RatePolicy::new("refreshes", of_address(rates.refreshes_per_minute)),
            session: RatePolicy::new("session-at-address", SESSION_AT_ADDRESS),
            keys: RatePolicy::new("keys-at-address", KEYS_AT_ADDRESS),
        }))
    }

    pub(super) fn guest(&self, address: ClientAddress) -> Result<RatesLeft, ApiError> {
        self.admitted(|policies, left| policies.guests.admit(address, left))
    }

    /// A link by mail. How many a mailbox gets is limited besides, by what is on record.
    pub(super) fn link(&self, address: ClientAddress) -> Result<RatesLeft, ApiError> {
        self.admitted(|policies, left| policies.links.admit(address, left))
    }

    /// The first password of an account, or another one: with a link, so none is guessed.
    pub(super) fn chosen_password(&self, address: ClientAddress) -> Result<RatesLeft, ApiError> {
        self.admitted(|policies, left| policies.passwords.admit(address, left))
    }

    /// A log-in at a provider, on its way there and back.
    pub(super) fn provider(&self, address: ClientAddress) -> Result<RatesLeft, ApiError> {
        self.admitted(|policies, left| policies.passwords.admit(address, left))
    }

    pub(super) fn log_in(&self, address: ClientAddress, email: &Email) -> Result<RatesLeft, ApiError> {
        self.guess(address, email.as_str())
    }

    /// The password of one who is logged in already.
    pub(super) fn proof(&self, address: ClientAddress, subject: &Subject) -> Result<RatesLeft, ApiError> {
        self.guess(address, subject.as_str())
    }

    /// The key of a program, for an access token.
    pub(super) fn key(&self, address: ClientAddress) -> Result<RatesLeft, ApiError> {
        self.admitted(|policies, left| policies.keys.admit(address, left))
    }

    /// Of the session that a refresh token names. It need not be genuine, so a session is counted at its address alone.
    pub(super) fn refresh(
        &self,
        address: ClientAddress,
        session: Option<Uuid>,
    ) -> Result<RatesLeft, ApiError> {
        self.admitted(|policies, left| {
            policies.refreshes.admit(address, left)?;
            session.map_or(Ok(()), |session| policies.session.admit((address, session), left))
        })
    }

    /// At the address first, so that one address cannot use up what an account has for all.
    fn guess(&self, address: ClientAddress, account: &str) -> Result<RatesLeft, ApiError> {
        self.admitted(|policies, left| {
            policies.passwords.admit(address, left)?;
            policies.account_at_address.admit((address, account), left)?;
            policies.account.admit(account, left)
        })
    }

    fn admitted(
        &self,
        admit: impl FnOnce(&Policies, &mut RatesLeft) -> Result<(), ApiError>,
    ) -> Result<RatesLeft, ApiError> {
        let mut left = RatesLeft::default();
        if let Some(policies) = &self.0 {
            admit(policies, &mut left)?;
        }
        Ok(left)
    }
}

/// Two minutes' worth at once: a household, an office or a class behind one address begins together.
fn of_address(per_minute: u32) -> Quota {
    Quota { burst: per_minute.saturating_mul(2), per_minute }
}
