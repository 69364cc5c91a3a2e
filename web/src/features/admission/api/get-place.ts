import { request } from '@/lib/api-client';
import { placeBody, type Place } from '../model/place';

const PLACE = '/api/waiting-room/place';

export const getPlace = (queueTicket: string, signal: AbortSignal): Promise<Place> =>
  request(PLACE, placeBody, { queueTicket, signal });

/** The address of the stream of the same. */
export const placeStreamPath = (queueTicket: string): string =>
  `${PLACE}/stream?ticket=${encodeURIComponent(queueTicket)}`;
