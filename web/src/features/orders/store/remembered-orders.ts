/** The orders of this browser with the token that proves each of them, for callers without an identity. */
import { isRecord, recall, remember } from '@/lib/storage';

interface Remembered {
  orderId: string;
  holdToken: string;
}

const KEPT_AS = 'orders';
const KEPT_MAX = 30;

const fits = (value: unknown): value is Remembered[] =>
  Array.isArray(value) &&
  value.every(
    (one) => isRecord(one) && typeof one.orderId === 'string' && typeof one.holdToken === 'string',
  );

/** Newest first. */
export const rememberedOrders = (): Remembered[] => recall('browser', KEPT_AS, fits) ?? [];

export function rememberOrder(orderId: string, holdToken: string): void {
  const others = rememberedOrders().filter((order) => order.orderId !== orderId);
  remember('browser', KEPT_AS, [{ orderId, holdToken }, ...others].slice(0, KEPT_MAX));
}

export const tokenOfOrder = (orderId: string): string | null =>
  rememberedOrders().find((order) => order.orderId === orderId)?.holdToken ?? null;
