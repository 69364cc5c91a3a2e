import { queryOptions } from '@tanstack/react-query';
import { request } from '@/lib/api-client';
import { asProblem } from '@/lib/problem';
import { roomBody, type Room } from '../model/room';

const EVERY_MS = 5_000;

/** The room of one event; `null`: it has none. */
export const roomQuery = (eventId: number) =>
  queryOptions({
    queryKey: ['room', eventId],
    queryFn: async ({ signal }): Promise<Room | null> => {
      try {
        return await request(`/api/waiting-room/events/${eventId}`, roomBody, {
          signal,
          // Caches in between may answer, this browser's own may not.
          cache: 'no-cache',
        });
      } catch (cause) {
        if (asProblem(cause).code === 'NOT_FOUND') return null;
        throw cause;
      }
    },
    refetchInterval: EVERY_MS,
  });
