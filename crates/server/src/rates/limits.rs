//! The limits of all classes, and what they have counted.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use primitives::{GuestId, Quota, QuotaLeft, UserId, digest_of};

use super::class::{API_KEY, ClassQuotas, RateClass};
use super::policy::{RatePolicy, RatesLeft};
use super::shared::SharedRates;
use crate::ApiError;
use crate::extract::{client_network, guest_at, subject};

/// Of one process. This process decides first, and in any case: what it refuses is passed on to no one.
pub(crate) struct RateLimits {
    hold: ClassLimits,
    pass: ClassLimits,
    order: ClassLimits,
    read: ClassLimits,
    /// Of API keys, for all classes together.
    api_key: RatePolicy,
    shared: Option<Arc<dyn SharedRates>>,
}

struct ClassLimits {
    subject: Option<RatePolicy>,
    address: RatePolicy,
}

/// Whom a request is counted by.
pub(super) struct Callers {
    address: GuestId,
    subject: Option<UserId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Caller {
    Address(GuestId),
    Subject(UserId),
}

/// One request, counted by one policy.
struct Use<'l> {
    policy: &'l RatePolicy,
    caller: Caller,
    left: QuotaLeft,
    /// All processes have counted it too.
    is_shared: bool,
}

/// A request that may go on, and what it has used.
pub(super) struct Admitted<'l> {
    uses: Vec<Use<'l>>,
    shared: Option<&'l dyn SharedRates>,
}

impl RateLimits {
    /// `shared`: for what changes something. Reads are counted by each process for itself.
    pub(crate) fn new(shared: Option<Arc<dyn SharedRates>>) -> Self {
        Self {
            hold: ClassLimits::of(RateClass::Hold),
            pass: ClassLimits::of(RateClass::Pass),
            order: ClassLimits::of(RateClass::Order),
            read: ClassLimits::of(RateClass::Read),
            api_key: policy_of(API_KEY),
            shared,
        }
    }

    /// By its address alone, and without a digest of it: the cheapest answers are those to reads.
    pub(super) fn admit_read(&self, request: &HttpRequest) -> Result<(), ApiError> {
        self.read.address.count(client_network(request)?).map(drop)
    }

    /// By its address first: whatever token it presents, a flood is refused before that is looked at again.
    pub(super) async fn admit(&self, class: RateClass, callers: Callers) -> Result<Admitted<'_>, ApiError> {
        let ClassLimits { subject, address } = self.of(class);
        let is_key = callers.subject.as_ref().is_some_and(UserId::is_api_key);
        let subject = if is_key { Some(&self.api_key) } else { subject.as_ref() };
        let by_subject = subject.zip(callers.subject.map(Caller::Subject));
        let counted_by = [(address, Caller::Address(callers.address))].into_iter().chain(by_subject);
        let mut admitted = Admitted { uses: Vec::with_capacity(2), shared: self.shared.as_deref() };
        for (policy, caller) in counted_by {
            match policy.count(&caller) {
                Ok(left) => admitted.uses.push(Use { policy, caller, left, is_shared: false }),
                Err(refused) => {
                    // Neighbours at the address do not pay for one who is over a quota.
                    admitted.uses.iter().for_each(Use::give_back);
                    return Err(refused);
                }
            }
        }
        admitted.count_with_others().await?;
        Ok(admitted)
    }

    fn of(&self, class: RateClass) -> &ClassLimits {
        match class {
            RateClass::Hold => &self.hold,
            RateClass::Pass => &self.pass,
            RateClass::Order => &self.order,
            RateClass::Read => &self.read,
        }
    }
}

impl ClassLimits {
    fn of(class: RateClass) -> Self {
        let ClassQuotas { subject, address } = class.quotas();
        Self { subject: subject.map(policy_of), address: policy_of(address) }
    }
}

fn policy_of((name, quota): (&'static str, Quota)) -> RatePolicy {
    RatePolicy::new(name, quota)
}

impl Callers {
    pub(super) fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        Ok(Self { address: guest_at(request)?, subject: subject(request) })
    }
}

impl Use<'_> {
    /// The same at every process, and it says nothing of whom it counts.
    fn key(&self) -> String {
        let caller = match &self.caller {
            Caller::Address(guest) => guest.to_string(),
            Caller::Subject(user) => digest_of([user.as_str()]),
        };
        format!("{}:{caller}", self.policy.name())
    }

    fn give_back(&self) {
        self.policy.give_back(&self.caller);
    }
}

impl Admitted<'_> {
    /// Who is refused by what all have counted stays counted here: so a flood is soon refused by this process alone.
    async fn count_with_others(&mut self) -> Result<(), ApiError> {
        let Some(shared) = self.shared else { return Ok(()) };
        for one in &mut self.uses {
            match shared.admit(&one.key(), one.policy.quota()).await {
                Some(Ok(left)) => (one.left, one.is_shared) = (left, true),
                Some(Err(over)) => return Err(one.policy.refused(over)),
                // The next question would not be answered either.
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Says what is left, unless the answer names a limit of its own.
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        let mut left = RatesLeft::default();
        self.uses.iter().for_each(|one| left.add(one.policy, one.left));
        left.write(headers);
    }

    /// It has done nothing: it was done before.
    pub(super) async fn give_back(self) {
        for one in &self.uses {
            one.give_back();
            if let (Some(shared), true) = (self.shared, one.is_shared) {
                shared.give_back(&one.key(), one.policy.quota()).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of so many requests are admitted.
    async fn admitted(limits: &RateLimits, class: RateClass, subject: &str, requests: usize) -> usize {
        let mut count = 0;
        for _ in 0..requests {
            let callers = Callers { address: GuestId(7), subject: UserId::parse(subject) };
            count += usize::from(limits.admit(class, callers).await.is_ok());
        }
        count
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_has_one_quota_for_all_that_it_asks_for_and_a_person_one_of_each_class() {
        let limits = RateLimits::new(None);
        assert_eq!(admitted(&limits, RateClass::Order, "k:1", 40).await, 40);
        assert_eq!(admitted(&limits, RateClass::Hold, "k:1", 40).await, 20);
        assert_eq!(admitted(&limits, RateClass::Order, "k:1", 1).await, 0);
        assert_eq!(admitted(&limits, RateClass::Order, "k:2", 20).await, 20, "another key pays for it");
        assert_eq!(admitted(&limits, RateClass::Order, "u:1", 20).await, 10);
        assert_eq!(admitted(&limits, RateClass::Hold, "u:1", 20).await, 20);
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
        assert_eq!(admitted(&limits, RateClass::Pass, "k:1", 20).await, 6);
    }
}
