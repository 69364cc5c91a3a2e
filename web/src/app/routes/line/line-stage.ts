/** What the page of a line shows, from the room and from what the visitor has there. Pure. */
import type { AdmissionState } from '@/features/admission/model/admission';
import type { Place } from '@/features/admission/model/place';
import type { Room } from '@/features/admission/model/room';

export type LineStage =
  /** The sale asks for no pass. */
  | { name: 'open' }
  /** The visitor may register, or join. */
  | { name: 'lobby'; room: Room; over: 'ended' | 'replaced' | null }
  /** Registered: the number is drawn when the room opens. */
  | { name: 'registered'; room: Room }
  | { name: 'waiting'; room: Room; place: Place }
  | { name: 'called'; until: string }
  /** In the sale, or on the way. */
  | { name: 'admitted' };

/** `room`: `null` where the event has none. */
export function lineStage(room: Room | null, admission: AdmissionState): LineStage {
  if (admission.phase === 'admitted') return { name: 'admitted' };
  if (!room || room.phase === 'CLOSED') return { name: 'open' };
  if (admission.phase === 'inLine') return placeStage(room, admission.place);
  if (admission.phase !== 'over') return { name: 'lobby', room, over: null };
  // A room that is open again after it was closed is another one.
  const over = admission.why === 'ended' ? 'ended' : 'replaced';
  return { name: 'lobby', room, over };
}

function placeStage(room: Room, place: Place): LineStage {
  switch (place.state) {
    case 'REGISTERED':
      return { name: 'registered', room };
    case 'CALLED':
      return place.until
        ? { name: 'called', until: place.until }
        : { name: 'waiting', room, place };
    case 'ACTIVE':
      return { name: 'admitted' };
    case 'WAITING':
    case 'AWAY':
    case 'RETURNED':
    case 'ENDED':
    case 'CLOSED':
      return { name: 'waiting', room, place };
  }
}
