//! A record of what an operator did, as text, as both engines keep it.

use primitives::Timestamp;
use serde::{Deserialize, Serialize};

use super::room_record;
use crate::domain::{Control, ControlAction, ControlRecord, FailOpen, RoomSettings};

/// Fields that an earlier or later release does not know are left out.
#[derive(Serialize, Deserialize)]
struct Record {
    at: i64,
    action: String,
    actor: String,
    reason: String,
    before: Option<Settings>,
    after: Settings,
}

#[derive(Serialize, Deserialize)]
struct Settings {
    phase: String,
    cap: u32,
    ceiling: u32,
    message: String,
    work_bits: Option<u32>,
    opens_at: Option<i64>,
    beacon: Option<String>,
    open_rate: Option<u32>,
    open_until: Option<i64>,
}

const ACTIONS: [(ControlAction, &str); 8] = [
    (ControlAction::Open, "OPEN"),
    (ControlAction::Adjust, "ADJUST"),
    (ControlAction::Pause, "PAUSE"),
    (ControlAction::Resume, "RESUME"),
    (ControlAction::Close, "CLOSE"),
    (ControlAction::FailOpen, "FAIL_OPEN"),
    (ControlAction::EndFailOpen, "END_FAIL_OPEN"),
    (ControlAction::Beacon, "BEACON"),
];

pub(super) fn write(record: &ControlRecord) -> Result<String, serde_json::Error> {
    let ControlRecord { at, action, control, before, after } = record;
    let action = ACTIONS.iter().find(|(known, _)| known == action).map_or("", |(_, name)| name);
    serde_json::to_string(&Record {
        at: at.as_micros(),
        action: action.to_owned(),
        actor: control.actor.clone(),
        reason: control.reason.clone(),
        before: before.as_ref().map(settings),
        after: settings(after),
    })
}

/// None: this is no record that was written here.
pub(super) fn read(text: &str) -> Option<ControlRecord> {
    let record: Record = serde_json::from_str(text).ok()?;
    let action = ACTIONS.iter().find(|(_, name)| *name == record.action).map(|(action, _)| *action)?;
    let before = match record.before {
        Some(before) => Some(read_settings(before)?),
        None => None,
    };
    Some(ControlRecord {
        at: Timestamp::from_micros(record.at),
        action,
        control: Control { actor: record.actor, reason: record.reason },
        before,
        after: read_settings(record.after)?,
    })
}

fn settings(settings: &RoomSettings) -> Settings {
    Settings {
        phase: room_record::phase_name(settings.phase).to_owned(),
        cap: settings.cap,
        ceiling: settings.ceiling,
        message: settings.message.clone(),
        work_bits: settings.work_bits,
        opens_at: settings.opens_at.map(Timestamp::as_micros),
        beacon: settings.beacon.clone(),
        open_rate: settings.fail_open.map(|open| open.per_second),
        open_until: settings.fail_open.map(|open| open.until.as_micros()),
    }
}

fn read_settings(settings: Settings) -> Option<RoomSettings> {
    let fail_open = settings.open_rate.zip(settings.open_until);
    Some(RoomSettings {
        phase: room_record::phase(&settings.phase)?,
        cap: settings.cap,
        ceiling: settings.ceiling,
        message: settings.message,
        work_bits: settings.work_bits,
        opens_at: settings.opens_at.map(Timestamp::from_micros),
        beacon: settings.beacon,
        fail_open: fail_open
            .map(|(per_second, until)| FailOpen { per_second, until: Timestamp::from_micros(until) }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Phase;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let at = Timestamp::from_micros(5);
        let before = RoomSettings {
            phase: Phase::Paused,
            cap: 1,
            ceiling: 2,
            message: "잠시만요".to_owned(),
            work_bits: Some(14),
            opens_at: Some(at),
            beacon: Some("ab".to_owned()),
            fail_open: Some(FailOpen { per_second: 3, until: at }),
        };
        let after = RoomSettings { opens_at: None, beacon: None, fail_open: None, ..before.clone() };
        let control = Control { actor: "mina".to_owned(), reason: String::new() };
        for (action, _) in ACTIONS {
            let record = ControlRecord {
                at,
                action,
                control: control.clone(),
                before: Some(before.clone()),
                after: after.clone(),
            };
            assert_eq!(read(&write(&record).unwrap()), Some(record));
        }
        assert_eq!(read("{}"), None);
    }
}
