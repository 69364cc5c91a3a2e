/** The running Holdfast, with a demo season, that these tests call. */
import { Holdfast, type HoldfastOptions } from '@holdfast/client';

/** A short show with seats, and one with both seats and places to stand. */
export const SHOW = 1;
export const WAREHOUSE = 8;

export const HOLDFAST_URL = process.env.HOLDFAST_URL ?? 'http://127.0.0.1:8080';

/** A buyer with a name of its own: the demo trusts it. */
export function buyer(options: HoldfastOptions = {}): Holdfast {
  const name = `typescript-${crypto.randomUUID()}`;
  return new Holdfast({ baseUrl: HOLDFAST_URL, callerId: () => name, ...options });
}

/** Polls until it is so; fails after ten seconds. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let polls = 0; polls < 500; polls += 1) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it never came that ${what}`);
}
