//! One without an account gets a name which only its holder can use: for nothing, or while very many ask for one, for work.

use access::{WorkChallenge, WorkProof, WorkRefusal};
use primitives::GuestId;
use uuid::Uuid;

use super::Identity;
use super::error::AuthError;
use super::issue::{Device, SignedInSession};
use crate::domain::{GuestTerms, Method, Session, Subject};
use crate::metrics;

/// The right of one at this address to begin a session.
#[derive(Debug)]
pub struct PaidGuest {
    address: GuestId,
    /// That work was done for; none: it costs nothing.
    session: Option<Uuid>,
}

impl Identity {
    /// None: it costs nothing at the moment.
    #[must_use]
    pub fn price_of_guest(&self, address: GuestId) -> Option<WorkChallenge> {
        let price = self.guests.asked(address, self.now());
        (price.bits > 0).then(|| {
            let terms = GuestTerms { session: self.ids.uuid(price.asked_at), address, price };
            WorkChallenge { challenge: self.guests.challenge(&terms), bits: price.bits }
        })
    }

    /// Computes two digests and asks no store: to refuse costs less than to be asked.
    pub fn pay_for_guest(
        &self,
        address: GuestId,
        proof: Option<&WorkProof>,
    ) -> Result<PaidGuest, WorkRefusal> {
        let asked = self.guests.asked(address, self.now());
        if asked.bits == 0 {
            return Ok(PaidGuest { address, session: None });
        }
        let paid = self.guests.paid(address, asked, proof);
        let session = paid.inspect_err(|refusal| metrics::guest_work_shown(Some(refusal)))?;
        Ok(PaidGuest { address, session: Some(session) })
    }

    /// What was paid for before is refused, whichever instance it is shown to: there is one session of an id, and its row outlives the challenge.
    pub async fn begin_guest(&self, device: Device, paid: PaidGuest) -> Result<SignedInSession, AuthError> {
        let subject = Subject::guest(self.ids.uuid(self.now()));
        let session = self.new_session(subject, Method::Guest, device, None);
        let id = paid.session.unwrap_or(session.id);
        let issued = self.open(Session { id, ..session }).await;
        match &issued {
            Ok(_) => {
                self.guests.note_begun(paid.address, self.now());
                if paid.session.is_some() {
                    metrics::guest_work_shown(None);
                }
            }
            Err(AuthError::Work(refusal)) => metrics::guest_work_shown(Some(refusal)),
            Err(_) => {}
        }
        issued
    }
}
