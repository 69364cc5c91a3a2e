//! What a service was started for.

use std::str::FromStr;

use bus::LogPosition;
use contracts::topics::Topic;
use settings::{Settings, SettingsError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    Serve,
    /// Brings the database up to date, and ends.
    Migrate,
    /// Makes the topics of the bus exist, and ends.
    CreateTopics,
    /// Puts a message that was given up back to work, and ends. It is named by where it stood before.
    ReplayDeadLetter(LogPosition),
    /// Puts all that is parked with one key back to work, and ends.
    ReleaseParked(String),
}

impl Job {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        const REPLAY: &str = "HOLDFAST_REPLAY_DEAD_LETTER";
        let migrate = settings.value("HOLDFAST_MIGRATE", false, "bring the database up to date, and end")?;
        let topics =
            settings.value("HOLDFAST_CREATE_TOPICS", false, "make the topics of the bus exist, and end")?;
        let about = "put a message of a dead-letter topic back to work, and end: topic/partition/offset";
        let replay = settings.optional::<Stood>(REPLAY, about)?;
        let about = "put what is parked with this key, such as an order's id, back to work, and end";
        let release = settings.optional("HOLDFAST_RELEASE_PARKED", about)?;
        match (migrate, topics, replay, release) {
            (false, false, None, None) => Ok(Self::Serve),
            (true, false, None, None) => Ok(Self::Migrate),
            (false, true, None, None) => Ok(Self::CreateTopics),
            (false, false, Some(letter), None) => Ok(Self::ReplayDeadLetter(letter.0)),
            (false, false, None, Some(key)) => Ok(Self::ReleaseParked(key)),
            _ => Err(SettingsError::refused(
                "HOLDFAST_MIGRATE",
                "--migrate, --create-topics, --replay-dead-letter and --release-parked are one job a start",
            )),
        }
    }
}

/// Where a message stood in its topic before it was given up, as the dead letter tells.
struct Stood(LogPosition);

impl FromStr for Stood {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (rest, offset) = text.rsplit_once('/')?;
            let (topic, partition) = rest.rsplit_once('/')?;
            let topic = Topic::named(topic.strip_suffix(".dlq").unwrap_or(topic))?;
            Some(LogPosition { topic, partition: partition.parse().ok()?, offset: offset.parse().ok()? })
        };
        read()
            .map(Self)
            .ok_or("it has to name a topic of ours and where in it, such as payment.commands/0/17")
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
        let letter = LogPosition { topic: Topic::PAYMENT_COMMANDS, partition: 2, offset: 17 };
        for named in ["payment.commands/2/17", "payment.commands.dlq/2/17"] {
            let args = ["--replay-dead-letter", named];
            assert_eq!(read(&args).unwrap(), Job::ReplayDeadLetter(letter));
        }
        assert_eq!(read(&["--release-parked", "a"]).unwrap(), Job::ReleaseParked("a".to_owned()));
        assert!(read(&["--migrate", "--create-topics"]).is_err());
        assert!(read(&["--migrate", "--release-parked", "a"]).is_err());
    }

    #[test]
    fn a_dead_letter_has_a_topic_a_partition_and_an_offset() {
        for wrong in
            ["", "seat.events", "seat.events/1", "/1/2", "seat.events/x/2", "seat.events/1/-2", "others/1/2"]
        {
            assert!(wrong.parse::<Stood>().is_err(), "{wrong:?} passed");
        }
    }
}
