import { useSyncExternalStore } from 'react';
import { serverNow } from '@/lib/server-clock';
import { onTick } from '@/lib/ticker';

const never = () => () => undefined;

/** The server's time while `active`, in steps of `everyMs`: a component is rendered again once for each step. */
export function useServerTime(active = true, everyMs = 250): number {
  return useSyncExternalStore(
    active ? onTick : never,
    () => Math.floor(serverNow() / everyMs) * everyMs,
  );
}
