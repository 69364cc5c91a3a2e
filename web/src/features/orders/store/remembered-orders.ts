/** The orders of this browser, each with the token that proves it, for callers without an identity. */
import * as v from 'valibot';
import { recall, remember } from '@/lib/storage';

const remembered = v.array(v.object({ orderId: v.string(), holdToken: v.string() }));

const KEPT_AS = 'orders';
const KEPT_MAX = 30;

/** Newest first. */
export const rememberedOrders = () => recall('browser', KEPT_AS, remembered) ?? [];

export function rememberOrder(orderId: string, holdToken: string): void {
  const others = rememberedOrders().filter((order) => order.orderId !== orderId);
  remember('browser', KEPT_AS, [{ orderId, holdToken }, ...others].slice(0, KEPT_MAX));
}

export const tokenOfOrder = (orderId: string): string | null =>
  rememberedOrders().find((order) => order.orderId === orderId)?.holdToken ?? null;
