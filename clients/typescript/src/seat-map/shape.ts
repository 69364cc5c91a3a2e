/** The shape of a seat map, for those who do not draw it. */
import type { Holdfast } from '../holdfast.ts';
import type { SeatMapShape } from './snapshot.ts';

/** From the layout of an event, which never changes. */
export async function getShape(
  holdfast: Holdfast,
  eventId: number,
  signal?: AbortSignal,
): Promise<SeatMapShape> {
  const layout = await holdfast.get('/api/events/{eventId}/layout', { path: { eventId }, signal });
  const standing = layout.sections.filter((section) => section.standing);
  return { eventId, seatCount: layout.r.length, standing: standing.map(({ name }) => name) };
}
