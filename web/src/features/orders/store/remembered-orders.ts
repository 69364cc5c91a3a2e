/** The orders of this browser, each with the token that proves it, for callers without an identity, and with its seats. */
import * as v from 'valibot';
import { integer } from '@/api/contract';
import { NO_TIERS, seatTiers } from '@/lib/seat-tiers';
import { recall, remember } from '@/lib/storage';

const order = v.object({
  orderId: v.string(),
  holdToken: v.string(),
  /** An older page did not keep them. */
  bought: v.optional(
    v.object({
      eventId: integer,
      seatIds: v.array(integer),
      tiers: v.optional(seatTiers, NO_TIERS),
    }),
  ),
});

type RememberedOrder = v.InferOutput<typeof order>;

const KEPT_AS = 'orders';
const KEPT_MAX = 30;

/** Newest first. */
export const rememberedOrders = () => recall('browser', KEPT_AS, v.array(order)) ?? [];

export function rememberOrder(placed: RememberedOrder): void {
  const others = rememberedOrders().filter(({ orderId }) => orderId !== placed.orderId);
  remember('browser', KEPT_AS, [placed, ...others].slice(0, KEPT_MAX));
}

const remembered = (orderId: string) =>
  rememberedOrders().find((order) => order.orderId === orderId);

export const tokenOfOrder = (orderId: string): string | null =>
  remembered(orderId)?.holdToken ?? null;

export const boughtSeats = (orderId: string) => remembered(orderId)?.bought ?? null;
