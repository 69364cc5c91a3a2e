/** What was read so far, and the rates that follow from it. The server counts totals from its start; two readings make a rate. */
import type { Point } from '@/components/charts/scale';
import type { SaleHealth } from '../api/sale-health';

export interface Reading {
  /** When it arrived, in milliseconds of the page's own clock. */
  at: number;
  health: SaleHealth;
}

export interface History {
  readings: readonly Reading[];
  /** The server has started again since the first reading, so the totals began anew. */
  restarted: boolean;
}

export type Total = (health: SaleHealth) => number;

export const KEPT_MS = 300_000;
const READINGS_MAX = 400;
/** A rate over less than this would jump from one reading to the next. */
const SMOOTH_SECONDS = 6;
/** No response is waited for longer. */
const RESPONSE_SECONDS_MAX = 5;

export const EMPTY: History = { readings: [], restarted: false };

export function withReading(history: History, reading: Reading): History {
  const last = history.readings.at(-1);
  if (last && hasRestarted(last, reading)) return { readings: [reading], restarted: true };
  const kept = history.readings.filter((one) => one.at >= reading.at - KEPT_MS);
  return { ...history, readings: [...kept.slice(1 - READINGS_MAX), reading] };
}

/** A server that runs on has grown as old as the time that has passed here, but for what a response takes. */
function hasRestarted(last: Reading, reading: Reading): boolean {
  const passed = (reading.at - last.at) / 1_000;
  return secondsBetween(last, reading.health) < Math.max(0, passed - RESPONSE_SECONDS_MAX);
}

/** Per second, at each reading over the seconds before it. */
export function rates(history: History, total: Total): Point[] {
  const { readings } = history;
  let first = 0;
  return readings.flatMap(({ at, health }, index) => {
    while (first < index - 1 && secondsBetween(readings[first + 1], health) >= SMOOTH_SECONDS)
      first += 1;
    const seconds = secondsBetween(readings[first], health);
    if (index === 0 || seconds <= 0) return [];
    const before = readings[first];
    return before ? [{ at, value: (total(health) - total(before.health)) / seconds }] : [];
  });
}

/** Now; `null` before there are two readings. */
export const rate = (history: History, total: Total): number | null =>
  rates(history, total).at(-1)?.value ?? null;

export const values = (history: History, value: Total): Point[] =>
  history.readings.map(({ at, health }) => ({ at, value: value(health) }));

const secondsBetween = (earlier: Reading | undefined, health: SaleHealth): number =>
  earlier ? health.uptimeSeconds - earlier.health.uptimeSeconds : 0;

export const held: Total = ({ holds }) => holds['held'] ?? 0;
export const conflicts: Total = ({ holds }) => holds['conflict'] ?? 0;
export const accepted: Total = ({ placedOrders }) => placedOrders['accepted'] ?? 0;
export const unavailable: Total = ({ holds, placedOrders }) =>
  (holds['unavailable'] ?? 0) + (placedOrders['unavailable'] ?? 0);
export const oldestMessage: Total = ({ outboxAges }) => Math.max(0, ...Object.values(outboxAges));
