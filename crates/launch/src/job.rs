//! What a service was started for.

use std::fmt;
use std::str::FromStr;

use settings::{Settings, SettingsError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    Serve,
    /// Brings the database up to date, and ends.
    Migrate,
    /// Makes the topics of the bus exist, and ends.
    CreateTopics,
    /// Puts a message that was given up back to work, and ends.
    ReplayDeadLetter(DeadLetter),
}

/// Where a message that was given up lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
}

impl Job {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        const REPLAY: &str = "HOLDFAST_REPLAY_DEAD_LETTER";
        let migrate = settings.value("HOLDFAST_MIGRATE", false, "bring the database up to date, and end")?;
        let topics =
            settings.value("HOLDFAST_CREATE_TOPICS", false, "make the topics of the bus exist, and end")?;
        let about = "put a message of a dead-letter topic back to work, and end: topic/partition/offset";
        let replay = settings.optional::<DeadLetter>(REPLAY, about)?;
        match (migrate, topics, replay) {
            (false, false, None) => Ok(Self::Serve),
            (true, false, None) => Ok(Self::Migrate),
            (false, true, None) => Ok(Self::CreateTopics),
            (false, false, Some(letter)) => Ok(Self::ReplayDeadLetter(letter)),
            _ => Err(SettingsError::refused(
                "HOLDFAST_MIGRATE",
                "--migrate, --create-topics and --replay-dead-letter are one job a start",
            )),
        }
    }
}

impl FromStr for DeadLetter {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (rest, offset) = text.rsplit_once('/')?;
            let (topic, partition) = rest.rsplit_once('/')?;
            let (partition, offset) = (partition.parse().ok()?, offset.parse().ok()?);
            (!topic.is_empty() && partition >= 0 && offset >= 0).then(|| Self {
                topic: topic.to_owned(),
                partition,
                offset,
            })
        };
        read().ok_or("it has to look like payment.commands.dlq/0/17")
    }
}

impl fmt::Display for DeadLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.topic, self.partition, self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<Job, SettingsError> {
        Job::read(&mut Settings::load(args.iter().map(|arg| (*arg).to_owned()), Vec::new()).unwrap())
    }

    #[test]
    fn one_job_a_start() {
        assert_eq!(read(&[]).unwrap(), Job::Serve);
        assert_eq!(read(&["--create-topics"]).unwrap(), Job::CreateTopics);
        assert_eq!(read(&["--migrate"]).unwrap(), Job::Migrate);
        let letter = DeadLetter { topic: "payment.commands.dlq".to_owned(), partition: 2, offset: 17 };
        let args = ["--replay-dead-letter", "payment.commands.dlq/2/17"];
        assert_eq!(read(&args).unwrap(), Job::ReplayDeadLetter(letter));
        assert!(read(&["--migrate", "--create-topics"]).is_err());
    }

    #[test]
    fn a_dead_letter_has_a_topic_a_partition_and_an_offset() {
        for wrong in ["", "topic", "topic/1", "/1/2", "topic/x/2", "topic/1/-2", "topic/1/2/"] {
            assert!(wrong.parse::<DeadLetter>().is_err(), "{wrong:?} passed");
        }
    }
}
