/** From an order and its timeline to the four steps that a buyer waits for. Pure. */
import type { Bodies } from '@/api/contract';
import type { OrderBody } from './order-body';

type StepName = 'placed' | 'paid' | 'secured' | 'done';
export type StepState = 'done' | 'working' | 'waiting' | 'failed' | 'skipped';

interface Step {
  name: StepName;
  state: StepState;
  at: string | null;
}

type Facts = Pick<OrderBody, 'status' | 'stuck' | 'createdAt' | 'updatedAt' | 'timeline'>;

export function progressOf(order: Facts): Step[] {
  const [paid, secured] = [doneAt(order, 'AUTHORIZE'), doneAt(order, 'CONFIRM')];
  const captured = order.stuck ? null : doneAt(order, 'CAPTURE');
  const cancelled = order.status === 'CANCELLED';
  const steps: [StepName, string | null][] = [
    ['placed', order.createdAt],
    ['paid', paid],
    // A cancelled order has no seats, even if it had them for a moment.
    ['secured', cancelled ? null : secured],
    ['done', order.status === 'CONFIRMED' ? captured : null],
  ];
  const firstOpen = steps.findIndex(([, at]) => at === null);
  return steps.map(([name, at], index): Step => {
    if (at !== null) return { name, at, state: 'done' };
    if (index > firstOpen) return { name, at: null, state: cancelled ? 'skipped' : 'waiting' };
    if (cancelled) return { name, at: order.updatedAt, state: 'failed' };
    return { name, at: null, state: order.stuck ? 'failed' : 'working' };
  });
}

const doneAt = (order: Facts, step: Bodies['TimelineStep']): string | null =>
  order.timeline.findLast((entry) => entry.step === step && entry.outcome === 'DONE')?.at ?? null;

/** Nothing about this order will change by itself any more. */
export const isSettled = (order: Facts): boolean =>
  order.status === 'CANCELLED' ||
  (order.status === 'CONFIRMED' && doneAt(order, 'CAPTURE') !== null);
