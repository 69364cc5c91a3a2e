import { send } from '@/lib/api-client';
import type { Hold } from '../model/hold-state';

/**
 * Gives every seat back, as well as it can: what does not arrive lapses by itself. The requests outlive the page.
 */
export async function releaseHold(hold: Hold): Promise<void> {
  await Promise.allSettled(
    hold.seatIds.map((seatId) =>
      send(`/api/reservations/${hold.eventId}/${seatId}`, {
        method: 'DELETE',
        holdToken: hold.holdToken,
        keepalive: true,
      }),
    ),
  );
}
