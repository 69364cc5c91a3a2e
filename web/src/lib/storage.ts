/** Storage may be full, forbidden, or hold what an older page wrote: none of this may break a purchase. */
import * as v from 'valibot';

type Area = 'tab' | 'browser';

const area = (of: Area): Storage => (of === 'tab' ? sessionStorage : localStorage);

/** What is kept under this name, or `null` when there is nothing of this shape. */
export function recall<Kept>(
  of: Area,
  name: string,
  schema: v.GenericSchema<unknown, Kept>,
): Kept | null {
  try {
    const text = area(of).getItem(`holdfast.${name}`);
    const kept = v.safeParse(schema, text === null ? undefined : JSON.parse(text));
    return kept.success ? kept.output : null;
  } catch {
    return null;
  }
}

export function remember(of: Area, name: string, value: unknown): void {
  try {
    area(of).setItem(`holdfast.${name}`, JSON.stringify(value));
  } catch {
    // The page goes on from memory; only a reload loses it.
  }
}

export function forget(of: Area, name: string): void {
  try {
    area(of).removeItem(`holdfast.${name}`);
  } catch {
    // Nothing was kept.
  }
}
