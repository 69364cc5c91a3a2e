/** The id of the event in an address, or `null`. */
export function eventIdOf(text: string | undefined): number | null {
  return /^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) : null;
}

/** Whether an address belongs to the purchase of seats for this event: the map or the payment. */
export const isPurchasePath = (pathname: string, eventId: number): boolean =>
  pathname === `/events/${eventId}` || pathname === `/events/${eventId}/checkout`;

/** To log in, or to get an account, is not to leave a purchase: it goes on afterwards. */
export const isLogInPath = (pathname: string): boolean =>
  /^\/(login|signup|verify|forgot|reset|provider|mailbox)$/.test(pathname);

/** Where to log in, and to go on here afterwards. */
export const logInPath = (next: string): string => `/login?next=${encodeURIComponent(next)}`;

/** Where the line of this event is. */
export const linePath = (eventId: number): string => `/events/${eventId}/line`;
