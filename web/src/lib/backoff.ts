/** Exponential backoff: the wait after this many consecutive failures, counted from 1. */
export const backoffMs = (failures: number, firstMs: number, maxMs: number): number =>
  Math.min(firstMs * 2 ** (failures - 1), maxMs);

/** Pages that failed together must not retry together. */
export const withJitter = (milliseconds: number): number =>
  milliseconds * (0.5 + Math.random() / 2);
