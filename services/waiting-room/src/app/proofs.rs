//! The proof that a place was on the closed list before its number was drawn.

use std::sync::Arc;

use primitives::{EventId, VisitorId};

use super::error::TicketError;
use super::waiting_rooms::WaitingRooms;
use crate::domain::{JoinIndex, MerkleTree, PlaceNumber, ProofStep, Room, leaf, root_of};
use crate::ports::LineUnavailable;

const PAGE: u32 = 10_000;

#[derive(Debug, Clone)]
pub struct Proof {
    pub index: JoinIndex,
    pub visitor: VisitorId,
    pub steps: Vec<ProofStep>,
    pub room: Room,
    /// None until it is drawn.
    pub number: Option<PlaceNumber>,
}

impl WaitingRooms {
    pub async fn proof(&self, ticket: &str, visitor: VisitorId) -> Result<Proof, TicketError> {
        let (ticket, line) = self.recognized(ticket, visitor)?;
        let room = line.room();
        let seal = room.draw.as_ref().and_then(|draw| draw.seal).ok_or(TicketError::NotSealed)?;
        let tree = match self.trees.known(ticket.event, room.epoch) {
            Some(tree) => tree,
            None => {
                let tree = Arc::new(self.tree(ticket.event, seal.count).await?);
                self.trees.insert(ticket.event, room.epoch, tree.clone());
                tree
            }
        };
        let steps = tree.proof(ticket.index).ok_or(TicketError::NotSealed)?;
        // A list that was lost has other leaves.
        if root_of(leaf(ticket.index, visitor), &steps) != seal.root {
            return Err(TicketError::NotSealed);
        }
        let number = line.number_of(ticket.index);
        Ok(Proof { index: ticket.index, visitor, steps, room: room.clone(), number })
    }

    /// Over the first so many who have joined.
    pub(super) async fn tree(&self, event: EventId, count: u32) -> Result<MerkleTree, LineUnavailable> {
        let mut leaves = Vec::new();
        while leaves.len() < count as usize {
            let from = JoinIndex(u32::try_from(leaves.len()).unwrap_or(u32::MAX));
            let page = self.store.registered(event, from, PAGE.min(count - from.0)).await?;
            if page.is_empty() {
                break;
            }
            leaves.extend(
                page.into_iter().zip(from.0..).map(|(visitor, index)| leaf(JoinIndex(index), visitor)),
            );
        }
        Ok(MerkleTree::over(leaves))
    }
}
