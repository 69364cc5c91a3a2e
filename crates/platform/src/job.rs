//! What a process was started for: a command of its command line, or a setting that stood for one before there were commands.

use std::str::FromStr;

use ::bus::LogPosition;
use clap::{Arg, ArgMatches, Command};
use contracts::topics::Topic;
use settings::{Settings, SettingsError};

const POSITION: &str = "position";
const KEY: &str = "key";
const TARGET: &str = "target";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Job {
    Serve,
    Migrate,
    CreateTopics,
    /// Named by where the message stood before it was given up.
    Replay(LogPosition),
    Release(String),
    Verify,
    PrintOpenapi,
    PrintAuthorization,
}

/// The commands of every program.
pub(crate) fn commands() -> [Command; 9] {
    let command = |name: &'static str, about: &'static str| Command::new(name).about(about);
    let position = Arg::new(POSITION).value_name("TOPIC/PARTITION/OFFSET").required(true);
    let key = Arg::new(KEY).value_name("KEY").required(true);
    let target = Arg::new(TARGET).value_name("HOST:PORT/PATH").required(true);
    [
        command("serve", "Serve until stopped; the default"),
        command("migrate", "Bring the databases up to date, and end"),
        command("create-topics", "Create the topics of the bus that do not exist, and end"),
        command("replay", "Publish a message of a dead-letter topic again, and end")
            .arg(position.value_parser(|text: &str| text.parse::<LetterPosition>().map(|letter| letter.0))),
        command("release", "Publish again what is parked with a key, such as an order's id, and end")
            .arg(key),
        command(
            "verify",
            "Compare the books of the installation at --order-url, or of stores that no process is using, and end",
        ),
        command("openapi", "Print the API description, and end"),
        command("authorization", "Print who may call what, and end"),
        command("probe", "Ask an address over HTTP, and succeed if the answer is 200").arg(target),
    ]
}

/// The address to be asked, which takes no settings and is no job of the process: the process at the address is another one.
pub(crate) fn probe_target(command: Option<(&str, &ArgMatches)>) -> Option<String> {
    let (_, matches) = command.filter(|(name, _)| *name == "probe")?;
    matches.get_one::<String>(TARGET).cloned()
}

impl Job {
    fn of_command(name: &str, matches: &ArgMatches) -> Option<Self> {
        match name {
            "serve" => Some(Self::Serve),
            "migrate" => Some(Self::Migrate),
            "create-topics" => Some(Self::CreateTopics),
            "replay" => matches.get_one(POSITION).copied().map(Self::Replay),
            "release" => matches.get_one(KEY).cloned().map(Self::Release),
            "verify" => Some(Self::Verify),
            "openapi" => Some(Self::PrintOpenapi),
            "authorization" => Some(Self::PrintAuthorization),
            _ => None,
        }
    }

    /// The settings that stood for commands.
    pub(crate) fn read(settings: &mut Settings) -> Result<Option<Self>, SettingsError> {
        let mut jobs = Vec::new();
        for (name, about, job) in [
            ("HOLDFAST_MIGRATE", "the same as the command `migrate`", Self::Migrate),
            ("HOLDFAST_CREATE_TOPICS", "the same as the command `create-topics`", Self::CreateTopics),
            ("HOLDFAST_VERIFY", "the same as the command `verify`", Self::Verify),
            ("HOLDFAST_PRINT_OPENAPI", "the same as the command `openapi`", Self::PrintOpenapi),
        ] {
            if settings.value(name, false, about)? {
                jobs.push(job);
            }
        }
        let about = "the same as the command `replay`: topic/partition/offset";
        let letter = settings.optional::<LetterPosition>("HOLDFAST_REPLAY_DEAD_LETTER", about)?;
        let key = settings.optional("HOLDFAST_RELEASE_PARKED", "the same as the command `release`: a key")?;
        jobs.extend(letter.map(|letter| Self::Replay(letter.0)));
        jobs.extend(key.map(Self::Release));
        match jobs.len() {
            0 | 1 => Ok(jobs.pop()),
            _ => Err(one_job_a_start()),
        }
    }

    /// Serves where nothing else is asked for.
    pub(crate) fn choose(
        command: Option<(&str, &ArgMatches)>,
        setting: Option<Self>,
    ) -> Result<Self, SettingsError> {
        let command = command.and_then(|(name, matches)| Self::of_command(name, matches));
        match (command, setting) {
            (Some(_), Some(_)) => Err(one_job_a_start()),
            (Some(job), None) | (None, Some(job)) => Ok(job),
            (None, None) => Ok(Self::Serve),
        }
    }
}

fn one_job_a_start() -> SettingsError {
    SettingsError::refused(
        "HOLDFAST_MIGRATE",
        "a command, --migrate, --create-topics, --replay-dead-letter, --release-parked, --verify and --print-openapi \
         are one job a start",
    )
}

/// Where a message stood in its topic before it was given up, as its dead letter says.
#[derive(Debug)]
struct LetterPosition(LogPosition);

impl FromStr for LetterPosition {
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
    use settings::CommandLine;

    use super::*;

    fn job(args: &[&str]) -> Result<Job, SettingsError> {
        let command = Command::new("holdfast-order").subcommands(commands());
        let parsed = CommandLine::new(command, Job::read)?.parse(args.iter().map(|arg| (*arg).to_owned()))?;
        Job::choose(parsed.command(), parsed.read([], Job::read)?)
    }

    #[test]
    fn a_command_and_the_flag_that_stood_for_it_are_the_same() {
        let letter = LogPosition { topic: Topic::PAYMENT_COMMANDS, partition: 2, offset: 17 };
        for (command, flags, expected) in [
            (&["serve"][..], &[][..], Job::Serve),
            (&["migrate"], &["--migrate"], Job::Migrate),
            (&["create-topics"], &["--create-topics"], Job::CreateTopics),
            (&["verify"], &["--verify"], Job::Verify),
            (&["openapi"], &["--print-openapi"], Job::PrintOpenapi),
            (&["release", "a"], &["--release-parked", "a"], Job::Release("a".to_owned())),
            (
                &["replay", "payment.commands/2/17"],
                &["--replay-dead-letter", "payment.commands.dlq/2/17"],
                Job::Replay(letter),
            ),
        ] {
            assert_eq!(job(command).unwrap(), expected, "{command:?}");
            assert_eq!(job(flags).unwrap(), expected, "{flags:?}");
        }
    }

    #[test]
    fn there_is_one_job_a_start() {
        for args in [
            &["--migrate", "--create-topics"][..],
            &["--migrate", "--release-parked", "a"],
            &["serve", "--migrate"],
            &["verify", "--verify"],
        ] {
            let refusal = job(args).unwrap_err().to_string();
            assert!(refusal.contains("one job a start"), "{args:?}: {refusal}");
        }
    }

    #[test]
    fn a_command_without_what_it_is_about_is_refused() {
        for (args, named) in
            [(&["replay"][..], "TOPIC/PARTITION/OFFSET"), (&["release"], "KEY"), (&["probe"], "HOST")]
        {
            let refusal = job(args).unwrap_err().to_string();
            assert!(refusal.contains(named), "{args:?}: {refusal}");
        }
    }

    #[test]
    fn a_dead_letter_has_a_topic_a_partition_and_an_offset() {
        for wrong in
            ["", "seat.events", "seat.events/1", "/1/2", "seat.events/x/2", "seat.events/1/-2", "others/1/2"]
        {
            assert!(wrong.parse::<LetterPosition>().is_err(), "{wrong:?} passed");
        }
        let refusal = job(&["replay", "others/1/2"]).unwrap_err().to_string();
        assert!(refusal.contains("payment.commands/0/17"), "{refusal}");
    }
}
