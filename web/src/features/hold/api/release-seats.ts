import { holdfast } from '@/lib/api-client';
import type { Hold } from '../model/hold-state';

type Held = Pick<Hold, 'eventId' | 'seatIds' | 'holdToken'>;

/** Gives every seat back, best effort: a release that does not arrive is made up for by the hold's end. The requests outlive the page. */
export async function releaseSeats(hold: Held): Promise<void> {
  await Promise.allSettled(
    hold.seatIds.map((seatId) =>
      holdfast.send('DELETE', `/api/reservations/${hold.eventId}/${seatId}`, {
        holdToken: hold.holdToken,
        keepalive: true,
      }),
    ),
  );
}
