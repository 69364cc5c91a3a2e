/** From an order and its timeline to the four steps that a buyer waits for. Pure. */
import type { components } from '@/api/schema';

type OrderBody = components['schemas']['OrderBody'];
type TimelineStep = components['schemas']['TimelineStep'];

export type StepName = 'placed' | 'paid' | 'secured' | 'done';
export type StepState = 'done' | 'working' | 'waiting' | 'failed' | 'skipped';

export interface Step {
  name: StepName;
  state: StepState;
  at: string | null;
}

type Told = Pick<OrderBody, 'status' | 'stuck' | 'createdAt' | 'updatedAt' | 'timeline'>;

export function progressOf(order: Told): Step[] {
  const [paid, secured] = [doneAt(order, 'AUTHORIZE'), doneAt(order, 'CONFIRM')];
  const captured = doneAt(order, 'CAPTURE');
  const told: [StepName, string | null][] = [
    ['placed', order.createdAt],
    ['paid', paid],
    ['secured', secured],
    ['done', order.status === 'CONFIRMED' && !order.stuck ? (captured ?? null) : null],
  ];
  const cancelled = order.status === 'CANCELLED';
  let open = true;
  return told.map(([name, at]) => {
    if (at !== null && !(cancelled && name === 'secured')) return { name, at, state: 'done' };
    const first = open;
    open = false;
    if (cancelled)
      return { name, at: first ? order.updatedAt : null, state: first ? 'failed' : 'skipped' };
    return { name, at: null, state: first ? (order.stuck ? 'failed' : 'working') : 'waiting' };
  });
}

function doneAt(order: Told, step: TimelineStep): string | null {
  return (
    order.timeline.findLast((entry) => entry.step === step && entry.outcome === 'DONE')?.at ?? null
  );
}

/** Nothing about this order will change by itself any more. */
export const isSettled = (order: Told): boolean =>
  order.status === 'CANCELLED' ||
  (order.status === 'CONFIRMED' && doneAt(order, 'CAPTURE') !== null);
