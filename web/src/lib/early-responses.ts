/** Responses to requests that `public/first.js` sent before the page's code was here. Each is handed out once, and only while it is fresh. */
import { monotonicNow } from './server-clock';

interface EarlyResponse {
  /** When the request was sent, by the monotonic clock of `server-clock`. */
  at: number;
  response: Promise<Response>;
}

declare global {
  interface Window {
    holdfastEarly?: Map<string, EarlyResponse>;
  }
}

const LIFE_MS = 10_000;

export const earlySentAt = (path: string, accept = 'application/json'): number | undefined =>
  window.holdfastEarly?.get(`${accept} ${path}`)?.at;

export function takeEarlyResponse(path: string, accept: string): Promise<Response> | undefined {
  const name = `${accept} ${path}`;
  const early = window.holdfastEarly?.get(name);
  window.holdfastEarly?.delete(name);
  const age = monotonicNow() - (early?.at ?? 0);
  return age < LIFE_MS ? early?.response : undefined;
}
