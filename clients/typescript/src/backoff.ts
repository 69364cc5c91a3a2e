/** Exponential backoff: the wait after this many consecutive failures, counted from 1. */
export const backoffMs = (failures: number, firstMs: number, maxMs: number): number =>
  Math.min(firstMs * 2 ** (failures - 1), maxMs);

/** Clients that failed together must not retry together. `random` is evenly spread from 0 to 1. */
export const withJitter = (milliseconds: number, random = Math.random): number =>
  milliseconds * (0.5 + random() / 2);
