/** Storage that may be full, forbidden or hold yesterday's shape: none of it may break a purchase. */
type Area = 'tab' | 'browser';

const area = (of: Area): Storage => (of === 'tab' ? sessionStorage : localStorage);

export function recall<T>(of: Area, name: string, fits: (value: unknown) => value is T): T | null {
  try {
    const text = area(of).getItem(`holdfast.${name}`);
    if (text === null) return null;
    const value: unknown = JSON.parse(text);
    return fits(value) ? value : null;
  } catch {
    return null;
  }
}

export function remember(of: Area, name: string, value: unknown): void {
  try {
    area(of).setItem(`holdfast.${name}`, JSON.stringify(value));
  } catch {
    // The page goes on from memory; only a reload would miss it.
  }
}

export function forget(of: Area, name: string): void {
  try {
    area(of).removeItem(`holdfast.${name}`);
  } catch {
    // Nothing was kept.
  }
}

export const isText = (value: unknown): value is string => typeof value === 'string';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
