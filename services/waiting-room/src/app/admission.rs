//! Visitors who can do nothing but ask, because their clients were written for another waiting room: a call is answered on the way, and they get
//! the pass with the answer.

use access::PresentedToken;
use primitives::{EventId, VisitorId, hex};

use super::enter::Entered;
use super::error::{AskError, TicketError};
use super::live_line::LiveLine;
use super::places::PlaceView;
use super::price::LineArrival;
use super::queue_ticket::QueueTicket;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{CallRefusal, JoinIndex, PlaceState};
use crate::ports::LineUnavailable;

/// Makes what no one can guess: as many bytes as a digest has.
const SECRET_BYTES: usize = 32;

/// Where a visitor stands, and the line around it.
#[derive(Debug, Clone)]
pub struct VisitorStanding {
    pub admission: Admittance,
    pub line: LineCounts,
}

#[derive(Debug, Clone)]
pub enum Admittance {
    /// The event has no line, or one that is over: its sale needs no pass.
    NotNeeded {
        place: Option<PlaceView>,
    },
    /// The visitor has no place, or one that is over.
    Absent,
    Waits {
        ticket: String,
        place: PlaceView,
    },
    Admitted {
        ticket: String,
        pass: String,
        place: PlaceView,
    },
}

/// All zero where there is no line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineCounts {
    pub is_open: bool,
    pub issued: u32,
    pub serving: u32,
    pub waiting: u32,
    /// Called, or in the sale.
    pub taken: u32,
    pub cap: u32,
}

impl WaitingRooms {
    /// Joins the line where the event has one.
    pub async fn enter_or_ask(
        &self,
        event: EventId,
        visitor: VisitorId,
        arrival: &LineArrival,
    ) -> Result<VisitorStanding, AskError> {
        let line = self.counts(event)?.unwrap_or_default();
        if !line.is_open {
            return Ok(VisitorStanding { admission: Admittance::NotNeeded { place: None }, line });
        }
        let entered = self.enter(event, visitor, arrival).await?;
        Ok(self.standing(event, visitor, entered).await?)
    }

    /// Joins nothing.
    pub async fn ask(&self, event: EventId, visitor: VisitorId) -> Result<VisitorStanding, AskError> {
        let line = self.counts(event)?.unwrap_or_default();
        if !line.is_open {
            return Ok(VisitorStanding { admission: Admittance::NotNeeded { place: None }, line });
        }
        match self.own_place(event, visitor).await? {
            Some(place) => Ok(self.standing(event, visitor, place).await?),
            None => Ok(VisitorStanding { admission: Admittance::Absent, line }),
        }
    }

    /// With a ticket of this event.
    pub async fn ask_with(
        &self,
        event: EventId,
        ticket: &str,
        visitor: VisitorId,
    ) -> Result<VisitorStanding, TicketError> {
        let (known, line) = self.recognized(ticket, visitor)?;
        if known.event != event {
            return Err(TicketError::NotYours);
        }
        let placement = self.placement(&line, &known);
        self.standing(event, visitor, Entered { ticket: ticket.to_owned(), placement }).await
    }

    /// The pass of a visitor who shows a ticket of this event where a pass is needed. A call is answered on the way.
    pub async fn admit(
        &self,
        event: EventId,
        ticket: &str,
        visitor: VisitorId,
    ) -> Result<String, TicketError> {
        match self.ask_with(event, ticket, visitor).await?.admission {
            Admittance::Admitted { pass, .. } => Ok(pass),
            Admittance::NotNeeded { .. } => Err(CallRefusal::Closed.into()),
            Admittance::Absent | Admittance::Waits { .. } => Err(CallRefusal::NotCalled.into()),
        }
    }

    /// A sign of life of whatever the visitor has. A call is not answered by it.
    pub async fn sign_of_life(
        &self,
        event: EventId,
        visitor: VisitorId,
    ) -> Result<Option<PlaceView>, TicketError> {
        match self.own_place(event, visitor).await? {
            Some(place) => self.heartbeat(&place.ticket, visitor).await.map(Some),
            None => Ok(None),
        }
    }

    /// Repeated, it changes nothing.
    pub async fn leave_own(&self, event: EventId, visitor: VisitorId) -> Result<(), TicketError> {
        match self.own_place(event, visitor).await? {
            Some(place) => self.leave(&place.ticket, visitor).await,
            None => Ok(()),
        }
    }

    /// For a client without an identity, whose tokens are to carry it.
    pub fn new_secret(&self) -> String {
        let mut secret = [0; SECRET_BYTES];
        self.ids.fill(&mut secret);
        hex(&secret)
    }

    /// None: the event has no line.
    pub fn counts(&self, event: EventId) -> Result<Option<LineCounts>, LineUnavailable> {
        Ok(self.line(event)?.map(|line| LineCounts::of(&line)))
    }

    /// None: the visitor has none in this room.
    pub(super) async fn own_place(
        &self,
        event: EventId,
        visitor: VisitorId,
    ) -> Result<Option<Entered>, LineUnavailable> {
        let Some(line) = self.line(event)? else { return Ok(None) };
        let Some(index) = self.index_of(&line, event, visitor).await? else { return Ok(None) };
        let ticket = QueueTicket { event, epoch: line.room().epoch, index, visitor };
        Ok(Some(Entered { ticket: self.tickets.sign(&ticket), placement: self.placement(&line, &ticket) }))
    }

    /// The store is asked once, and again when the place has ended: the visitor may have got another one since.
    pub(super) async fn index_of(
        &self,
        line: &LiveLine,
        event: EventId,
        visitor: VisitorId,
    ) -> Result<Option<JoinIndex>, LineUnavailable> {
        let key = (event, line.room().epoch, visitor);
        let known = self.known_places.get(&key).filter(|index| !line.has_ended(*index));
        if known.is_some() {
            return Ok(known);
        }
        let found = self.store.find(event, visitor).await?;
        if let Some(index) = found {
            self.known_places.insert(key, index);
        }
        Ok(found)
    }

    async fn standing(
        &self,
        event: EventId,
        visitor: VisitorId,
        Entered { ticket, placement: place }: Entered,
    ) -> Result<VisitorStanding, TicketError> {
        let admission = match place.state {
            PlaceState::Called { .. } | PlaceState::Active { .. } => {
                self.answered(ticket, place, visitor).await?
            }
            PlaceState::Registered
            | PlaceState::Waiting { .. }
            | PlaceState::Away
            | PlaceState::Returned { .. } => Admittance::Waits { ticket, place },
            PlaceState::Ended => Admittance::Absent,
            PlaceState::Closed => Admittance::NotNeeded { place: Some(place) },
        };
        Ok(VisitorStanding { admission, line: self.counts(event)?.unwrap_or_default() })
    }

    /// The call may have lapsed since the line was read.
    async fn answered(
        &self,
        ticket: String,
        place: PlaceView,
        visitor: VisitorId,
    ) -> Result<Admittance, TicketError> {
        match self.claim(&ticket, visitor).await {
            Ok((pass, _)) => Ok(Admittance::Admitted { ticket, pass, place }),
            Err(TicketError::Claim(CallRefusal::NotCalled)) => Ok(Admittance::Waits { ticket, place }),
            Err(error) => Err(error),
        }
    }
}

impl LineCounts {
    fn of(line: &LiveLine) -> Self {
        let (room, (called, active)) = (line.room(), line.view.taken());
        Self {
            is_open: line.is_open(),
            issued: room.issued,
            serving: room.serving,
            waiting: line.view.waiting(),
            taken: called + active,
            cap: room.cap(),
        }
    }
}

/// As its holder has to present it: with the secret that says whose it is, where no identity does.
#[must_use]
pub fn carrying(token: &str, secret: Option<&str>) -> String {
    PresentedToken { token, secret }.to_string()
}
