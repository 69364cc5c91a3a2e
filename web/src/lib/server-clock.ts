/**
 * The server's time, as far as this page knows it. Countdowns use it, because the viewer's clock may be wrong by minutes.
 * It rests on the monotonic clock, so a change of the system's time during a hold changes nothing.
 */
const monotonic = () => performance.timeOrigin + performance.now();

/** A sample is trusted more the shorter its round trip, but never for longer than this. */
const SAMPLE_LIFE_MS = 120_000;

interface Sample {
  offset: number;
  roundTrip: number;
  at: number;
}

let sample: Sample | undefined;

/** Learns from a `serverTime` that was asked for at `askedAt` and has just arrived. */
export function learnServerTime(serverTime: string, askedAt: number): void {
  const now = monotonic();
  const server = Date.parse(serverTime);
  if (Number.isNaN(server)) return;
  const roundTrip = now - askedAt;
  const stale = sample === undefined || now - sample.at > SAMPLE_LIFE_MS;
  if (stale || roundTrip <= (sample?.roundTrip ?? Infinity)) {
    sample = { offset: server - (askedAt + roundTrip / 2), roundTrip, at: now };
  }
}

export const askingNow = monotonic;

/** Milliseconds since the epoch by the server's clock. */
export function serverNow(): number {
  return monotonic() + (sample?.offset ?? Date.now() - monotonic());
}

export function forgetServerTime(): void {
  sample = undefined;
}
