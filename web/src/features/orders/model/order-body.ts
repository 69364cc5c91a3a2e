import * as v from 'valibot';
import { currency, integer, schemaOf, time, type Bodies, type Open } from '@/api/contract';
import type { SeatTiers } from '@/lib/seat-tiers';

/** A step, an outcome or a reason that this page does not know is shown as it came. */
type TimelineEntry = Omit<Bodies['TimelineEntry'], 'step' | 'outcome'> & {
  step: Open<Bodies['TimelineStep']>;
  outcome: Open<Bodies['TimelineOutcome']>;
};

export type OrderBody = Omit<Bodies['OrderBody'], 'reason' | 'timeline'> & {
  reason?: Open<Bodies['CancelReason']> | null;
  timeline: TimelineEntry[];
};

const timelineEntry = schemaOf<TimelineEntry>()(
  v.object({ step: v.string(), outcome: v.string(), at: time, attempt: integer }),
);

const orderItem = schemaOf<Bodies['OrderItemBody']>()(
  v.object({ seatId: integer, tier: v.exactOptional(v.string()), price: integer }),
);

const receipt = schemaOf<Bodies['ReceiptBody']>()(
  v.object({ tender: v.picklist(['cash', 'terminal']), reference: v.string() }),
);

export const orderBody = schemaOf<OrderBody>()(
  v.object({
    orderId: v.string(),
    version: integer,
    status: v.picklist(['CREATED', 'CONFIRMED', 'CANCELLED']),
    stuck: v.boolean(),
    reason: v.exactOptional(v.nullable(v.string())),
    eventId: integer,
    seatIds: v.array(integer),
    items: v.exactOptional(v.array(orderItem)),
    amount: integer,
    currency,
    receipt: v.exactOptional(receipt),
    createdAt: time,
    updatedAt: time,
    timeline: v.array(timelineEntry),
  }),
);

export const orderListBody = schemaOf<
  Omit<Bodies['OrderListBody'], 'items'> & { items: OrderBody[] }
>()(v.object({ items: v.array(orderBody), nextCursor: v.exactOptional(v.nullable(v.string())) }));

/** Responses overtake each other: the one with the higher version is the truth. */
export const newerOf = (before: OrderBody | undefined, after: OrderBody): OrderBody =>
  before && before.orderId === after.orderId && before.version >= after.version ? before : after;

export const tiersOf = ({ items = [] }: Pick<OrderBody, 'items'>): SeatTiers =>
  items.flatMap(({ seatId, tier }) => (tier === undefined ? [] : [{ seatId, tier }]));
