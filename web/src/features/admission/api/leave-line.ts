import { send } from '@/lib/api-client';

/** Gives the place up, so that the next visitor is called at once. It outlives the page. */
export async function leaveLine(queueTicket: string): Promise<void> {
  await send('/api/waiting-room/place', { method: 'DELETE', queueTicket, keepalive: true });
}
