import { useCallback, useEffect, useState } from 'react';
import type { Problem } from '@/lib/problem';
import { follow } from '../api/follow';
import { readRooms, type OperatedRoom } from '../api/rooms';

/** Follows all rooms for as long as it is mounted. What an action has answered is shown at once. */
export function useRooms(token: string) {
  const [rooms, setRooms] = useState<OperatedRoom[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void follow((signal) => readRooms(token, signal), stop.signal, {
      onValue: (read) => {
        setRooms(read);
        setProblem(null);
      },
      onProblem: setProblem,
    });
    return () => stop.abort();
  }, [token]);
  const show = useCallback((changed: OperatedRoom) => {
    const { eventId } = changed.room;
    setRooms((known) =>
      [...(known ?? []).filter(({ room }) => room.eventId !== eventId), changed].sort(
        (one, other) => one.room.eventId - other.room.eventId,
      ),
    );
  }, []);
  return { rooms, problem, show };
}
