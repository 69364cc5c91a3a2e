//! The draw, computed again from what was published.

use primitives::Timestamp;

use super::flaw::{LineFlaw, LinePromise};
use crate::domain::draw::{Draw, Seal, seed};
use crate::domain::place::{JoinIndex, PlaceNumber};
use crate::domain::room::Room;
use crate::domain::shuffle::shuffled;

/// Of so many members of the list the number is computed again, each by itself.
const SAMPLES: u32 = 32;

/// None: the numbers are not drawn, or follow from the seed, and that from the closed list and a secret that was committed to before.
/// `number_of`: as visitors are shown it; none where it is not known.
#[must_use]
pub fn of_draw(room: &Room, number_of: impl Fn(JoinIndex) -> Option<PlaceNumber>) -> Option<LineFlaw> {
    let flaw = |what: String| Some(LineFlaw::of(LinePromise::DrawIsFair, what));
    let Draw { seal: Some(Seal { count, .. }), seed: Some(drawn), .. } = room.draw.as_ref()? else {
        return None;
    };
    if seed(room.draw.as_ref()?).ok() != Some(*drawn) {
        return flaw("the seed does not follow from the list, the secret and the beacon".to_owned());
    }
    // The digest of the secret is shown from the moment in which the room is made.
    let committed = Timestamp::from_micros(i64::try_from(room.epoch).unwrap_or(i64::MAX));
    if room.opens_at.is_none_or(|opens_at| opens_at <= committed) {
        return flaw("the secret was not committed to before the list was closed".to_owned());
    }
    let step = (count / SAMPLES).max(1) as usize;
    let is_wrong = |index: &u32| {
        let shown = number_of(JoinIndex(*index));
        shown.is_some_and(|PlaceNumber(shown)| shown != shuffled(*index, *count, drawn) + 1)
    };
    let wrong = (0..*count).step_by(step).find(is_wrong)?;
    flaw(format!("the one who registered as number {wrong} has another place than the seed gives"))
}
