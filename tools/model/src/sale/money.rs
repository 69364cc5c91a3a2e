//! Payment, by its real tables, and the provider, of whose answers some are never heard.

use payment::domain::{Answer as Heard, Command, Duty, on_answer, on_command};

use super::action::Answer;
use super::state::{Buyer, Money, Provider, State, Who, receive, send};
use crate::{Rule, Rules};

pub(super) fn hears(rules: Rules, state: &mut State, who: Who) -> Option<()> {
    let buyer = state.buyers.get_mut(&who)?;
    let command = receive(&mut buyer.lanes.to_payment)?;
    let transition = on_command(buyer.money.known.as_ref(), command);
    if command == Command::Void && !rules.hold(Rule::PaymentTombstone) {
        buyer.money.known = None;
    } else if let Some(next) = transition.next {
        buyer.money.known = Some(next);
    }
    if let Some(reply) = transition.reply {
        send(&mut buyer.lanes.from_payment, reply);
    }
    buyer.money.on_its_way |= buyer.money.owes(Duty::Authorize);
    Some(())
}

/// The provider answers the same when it is asked again, and declines what it was told to let go of.
pub(super) fn request_arrives(state: &mut State, who: Who, answer: Answer) -> Option<()> {
    let buyer = state.buyers.get_mut(&who)?;
    // Whoever has heard nothing asks again.
    buyer.money.on_its_way = answer == Answer::YesUnheard && buyer.money.owes(Duty::Authorize);
    let (provider, heard) = match answer {
        Answer::Yes | Answer::YesUnheard => (Provider::SetAside, Heard::Authorized),
        Answer::No => (Provider::Declined, Heard::Declined { reason: String::new() }),
    };
    if buyer.money.provider == Provider::Untouched {
        buyer.money.provider = provider;
    }
    if answer != Answer::YesUnheard {
        hear(buyer, &heard);
    }
    Some(())
}

pub(super) fn provider_settles(state: &mut State, who: Who) -> Option<()> {
    let buyer = state.buyers.get_mut(&who)?;
    let answer = match buyer.money.known.as_ref()?.duty()? {
        Duty::Authorize => return None,
        Duty::Capture => {
            buyer.money.provider = Provider::Taken;
            Heard::Captured
        }
        Duty::Release => {
            buyer.money.provider = Provider::Released;
            Heard::Released
        }
    };
    hear(buyer, &answer);
    Some(())
}

fn hear(buyer: &mut Buyer, answer: &Heard) {
    // What is not known is not asked about either.
    let Some(known) = &buyer.money.known else { return };
    let transition = on_answer(known, answer);
    if let Some(next) = transition.next {
        buyer.money.known = Some(next);
    }
    if let Some(reply) = transition.reply {
        send(&mut buyer.lanes.from_payment, reply);
    }
}

impl Money {
    pub(super) fn owes(&self, duty: Duty) -> bool {
        self.known.as_ref().and_then(|known| known.duty()) == Some(duty)
    }
}

impl Provider {
    /// What it may make of a request to set money aside.
    pub(super) fn answers(self, whims: bool) -> &'static [Answer] {
        match self {
            Self::Untouched if !whims => &[Answer::Yes],
            Self::Untouched => &[Answer::Yes, Answer::No, Answer::YesUnheard],
            Self::SetAside | Self::Taken => &[Answer::Yes],
            Self::Declined | Self::Released => &[Answer::No],
        }
    }
}
