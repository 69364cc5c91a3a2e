/** Answers to questions that `public/first.js` asked before the page's code was here. Each is given once, and not when it is old. */
export interface Early {
  /** When it was asked, by the monotonic clock of `server-clock`. */
  at: number;
  response: Promise<Response>;
}

declare global {
  interface Window {
    holdfastEarly?: Map<string, Early>;
  }
}

const LIFE_MS = 10_000;

export const earlyAskedAt = (path: string, accept = 'application/json'): number | undefined =>
  window.holdfastEarly?.get(`${accept} ${path}`)?.at;

export function takeEarly(path: string, accept: string): Promise<Response> | undefined {
  const name = `${accept} ${path}`;
  const early = window.holdfastEarly?.get(name);
  window.holdfastEarly?.delete(name);
  const age = performance.timeOrigin + performance.now() - (early?.at ?? 0);
  return age < LIFE_MS ? early?.response : undefined;
}
