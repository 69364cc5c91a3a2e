//! The mailbox of a demo, for all of its buyers: what was sent lately, in memory.

use std::collections::VecDeque;

use async_trait::async_trait;
use parking_lot::Mutex;

use crate::ports::{Letter, Mail, MailError};

const LETTERS_MAX: usize = 100;

#[derive(Debug, Default)]
pub struct DemoMailbox(Mutex<VecDeque<Letter>>);

#[async_trait]
impl Mail for DemoMailbox {
    async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let mut letters = self.0.lock();
        // A second attempt is the same letter.
        letters.retain(|known| known.id != letter.id);
        letters.truncate(LETTERS_MAX - 1);
        letters.push_front(letter.clone());
        Ok(())
    }

    fn mailbox(&self) -> Option<Vec<Letter>> {
        Some(self.0.lock().iter().cloned().collect())
    }
}
