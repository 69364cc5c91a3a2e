/**
 * The server's time, as far as this page knows it. Countdowns use it, because the viewer's clock may be wrong by minutes.
 * It rests on the monotonic clock, so a change of the system's time during a hold changes nothing.
 */
export const monotonicNow = () => performance.timeOrigin + performance.now();

/** A shorter round trip makes a better sample; after this long, any newer sample replaces it. */
const SAMPLE_LIFE_MS = 120_000;

interface Sample {
  offset: number;
  roundTrip: number;
  at: number;
}

let sample: Sample | undefined;

/** Learns from a `serverTime` that has just arrived in the response to a request sent at `sentAt`. */
export function learnServerTime(serverTime: string, sentAt: number): void {
  const now = monotonicNow();
  const server = Date.parse(serverTime);
  if (Number.isNaN(server)) return;
  const roundTrip = now - sentAt;
  const stale = sample === undefined || now - sample.at > SAMPLE_LIFE_MS;
  if (stale || roundTrip <= (sample?.roundTrip ?? Infinity)) {
    sample = { offset: server - (sentAt + roundTrip / 2), roundTrip, at: now };
  }
}

/** Milliseconds since the epoch by the server's clock. */
export function serverNow(): number {
  return monotonicNow() + (sample?.offset ?? Date.now() - monotonicNow());
}

export function resetServerClock(): void {
  sample = undefined;
}
