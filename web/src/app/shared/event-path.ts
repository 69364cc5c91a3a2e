/** The id of the event in an address, or `null`. */
export function eventIdOf(text: string | undefined): number | null {
  return /^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) : null;
}

/** Whether an address belongs to the purchase of seats for this event: the map or the payment. */
export const isPurchasePath = (pathname: string, eventId: number): boolean =>
  pathname === `/events/${eventId}` || pathname === `/events/${eventId}/checkout`;

/** Where the line of this event is. */
export const linePath = (eventId: number): string => `/events/${eventId}/line`;
