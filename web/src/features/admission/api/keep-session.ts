import { request } from '@/lib/api-client';
import { placeBody, type Place } from '../model/place';

/** A sign of life: without one a session ends after ninety seconds. */
export const keepSession = (queueTicket: string, signal: AbortSignal): Promise<Place> =>
  request('/api/waiting-room/place/heartbeat', placeBody, { method: 'POST', queueTicket, signal });
