/** What a person has to look at, worst first. The limits are those of the alerts in infra/prometheus. */
import { oldestMessage, rate, unavailable, type History } from './readings';

const OUTBOX_SECONDS_MAX = 10;

export type Alarm =
  | { kind: 'broken'; promise: string; breaches: number }
  | { kind: 'stuck'; orders: number }
  | { kind: 'unavailable'; perSecond: number }
  | { kind: 'outbox'; seconds: number };

export function alarmsOf(history: History): Alarm[] {
  const health = history.readings.at(-1)?.health;
  if (!health) return [];
  const alarms: Alarm[] = Object.entries(health.promises)
    .filter(([, { breaches }]) => breaches > 0)
    .map(([promise, { breaches }]) => ({ kind: 'broken', promise, breaches }));
  const stuck = health.orderStates['STUCK'] ?? 0;
  if (stuck > 0) alarms.push({ kind: 'stuck', orders: stuck });
  const refused = rate(history, unavailable) ?? 0;
  if (refused > 0) alarms.push({ kind: 'unavailable', perSecond: refused });
  const seconds = oldestMessage(health);
  if (seconds > OUTBOX_SECONDS_MAX) alarms.push({ kind: 'outbox', seconds });
  return alarms;
}
