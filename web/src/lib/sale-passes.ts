/** The passes of waiting rooms that this page has. A hold is sent with the pass of its event, whichever page it is made on. */
const passes = new Map<number, string>();

export const salePassOf = (eventId: number): string | null => passes.get(eventId) ?? null;

export function setSalePass(eventId: number, pass: string | null): void {
  if (pass === null) passes.delete(eventId);
  else passes.set(eventId, pass);
}
