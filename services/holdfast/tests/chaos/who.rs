//! Who a buyer is to the system: a name in a header, or an account.

use std::sync::Arc;

use testkit::{Answer, ApiClient, Call};

use crate::account::Account;
use crate::ask::ask;
use crate::conditions::Conditions;
use crate::notes::Notes;
use crate::visit::Interest;

/// One who wants places comes back under the same name within so many visits, and so comes to the limit.
const VISITS_OF_A_NAME: u64 = 40;
/// An account comes to the limit sooner, because every one of its visits is counted.
const VISITS_OF_AN_ACCOUNT: u64 = 6;

#[derive(Debug, Clone)]
pub(crate) enum Who {
    Named(String),
    Account(Arc<Account>),
}

impl Who {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::Account(account) => &account.name,
        }
    }

    pub(crate) fn has_account(&self) -> bool {
        matches!(self, Self::Account(_))
    }

    /// As this buyer. None: the outcome is unknown, or nothing was asked.
    pub(crate) async fn asks(&self, api: &ApiClient, call: impl Fn(&ApiClient) -> Call) -> Option<Answer> {
        match self {
            Self::Named(name) => ask(call(&api.with_caller(name))).await,
            Self::Account(account) => account.asks(api, call).await,
        }
    }
}

/// Those who come one after another for the same.
pub(crate) struct Succession {
    number: usize,
    interest: Interest,
    /// And for how many visits more.
    account: Option<(Arc<Account>, u64)>,
    conditions: Conditions,
    notes: Notes,
}

impl Succession {
    pub(crate) fn new(number: usize, interest: Interest, conditions: Conditions, notes: Notes) -> Self {
        Self { number, interest, account: None, conditions, notes }
    }

    /// None: one without an account, which cannot be had now.
    pub(crate) async fn next(&mut self, api: &ApiClient, visit: u64) -> Option<Who> {
        let number = self.number;
        match self.interest {
            Interest::Places => Some(Who::Named(format!("regular-{number}-{}", visit / VISITS_OF_A_NAME))),
            Interest::Seats | Interest::SeatsBehindALine => {
                Some(Who::Named(format!("guest-{number}-{visit}")))
            }
            Interest::SeatsOfAnAccount => self.next_account(api, visit).await.map(Who::Account),
        }
    }

    async fn next_account(&mut self, api: &ApiClient, visit: u64) -> Option<Arc<Account>> {
        if let Some((account, visits_left)) = &mut self.account
            && *visits_left > 0
        {
            *visits_left -= 1;
            return Some(account.clone());
        }
        let name = format!("account-{}-{visit}", self.number);
        let account = Arc::new(Account::made(api, name, &self.conditions, &self.notes).await?);
        self.account = Some((account.clone(), VISITS_OF_AN_ACCOUNT - 1));
        Some(account)
    }
}
