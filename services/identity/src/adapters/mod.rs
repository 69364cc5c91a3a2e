//! What takes mails: a mail server, or in a demo a list that anyone there may read.

pub mod demo_mailbox;
pub mod smtp;
