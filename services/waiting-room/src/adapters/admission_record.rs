//! A step of an admission as a line of text, as both engines keep it: time, letter, number, and what else belongs to the step.

use primitives::Timestamp;

use crate::domain::{AdmissionEntry, AdmissionStep, PlaceNumber};

pub(super) fn write(entry: &AdmissionEntry) -> String {
    let AdmissionEntry { at, number: PlaceNumber(number), step } = entry;
    let at = at.as_micros();
    match step {
        AdmissionStep::Called { returned, cap } => format!("{at} C {number} {} {cap}", u8::from(*returned)),
        AdmissionStep::Claimed { by } => format!("{at} A {number} {by}"),
        AdmissionStep::Ended => format!("{at} E {number}"),
    }
}

/// None: this was not written here.
pub(super) fn read(text: &str) -> Option<AdmissionEntry> {
    let mut words = text.split(' ');
    let at = Timestamp::from_micros(words.next()?.parse().ok()?);
    let (letter, number) = (words.next()?, PlaceNumber(words.next()?.parse().ok()?));
    let step = match letter {
        "C" => {
            let returned = words.next()? == "1";
            AdmissionStep::Called { returned, cap: words.next()?.parse().ok()? }
        }
        "A" => AdmissionStep::Claimed { by: words.next()?.parse().ok()? },
        "E" => AdmissionStep::Ended,
        _ => return None,
    };
    words.next().is_none().then_some(AdmissionEntry { at, number, step })
}

#[cfg(test)]
mod tests {
    use primitives::VisitorId;

    use super::*;

    #[test]
    fn a_step_is_read_as_it_was_written() {
        let steps = [
            AdmissionStep::Called { returned: true, cap: 7 },
            AdmissionStep::Called { returned: false, cap: 0 },
            AdmissionStep::Claimed { by: VisitorId(0xab) },
            AdmissionStep::Ended,
        ];
        for step in steps {
            let entry = AdmissionEntry { at: Timestamp::from_micros(77), number: PlaceNumber(3), step };
            assert_eq!(read(&write(&entry)), Some(entry));
        }
        for wrong in ["", "77", "77 C 3", "77 X 3", "77 E 3 4", "77 A 3 mina"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
