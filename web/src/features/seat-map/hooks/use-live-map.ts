import { useEffect, useMemo, useState } from 'react';
import { EventStream } from '@/lib/event-stream';
import type { Problem } from '@/lib/problem';
import { getSnapshot } from '../api/get-snapshot';
import type { Layout } from '../model/layout';
import { LiveMap, type Connection } from '../store/live-map';

export interface LiveMapView {
  map: LiveMap;
  connection: Connection;
  /** How many seats changed during the last interruption, until it is dismissed. */
  caughtUp: number | null;
  refused: Problem | null;
  dismiss(): void;
}

/** A page that nobody has looked at for this long gives its connection to those who look. */
const REST_AFTER_MS = 30_000;
const CAUGHT_UP_SHOWN_MS = 6_000;

export function useLiveMap(layout: Layout): LiveMapView {
  const map = useMemo(
    () =>
      new LiveMap(layout, {
        getSnapshot: (signal) => getSnapshot(layout.eventId, layout.count, signal),
        openStream: (options) =>
          new EventStream({
            ...options,
            url: `/api/events/${layout.eventId}/seats/stream?batch=true`,
          }),
      }),
    [layout],
  );
  const [connection, setConnection] = useState<Connection>('connecting');
  const [caughtUp, setCaughtUp] = useState<number | null>(null);
  const [refused, setRefused] = useState<Problem | null>(null);

  useEffect(() => {
    const stop = map.listen({
      onConnection: setConnection,
      onCaughtUp: setCaughtUp,
      onRefused: setRefused,
    });
    map.start();
    const unwatch = restWhileHidden(map);
    return () => {
      unwatch();
      stop();
      map.pause();
    };
  }, [map]);

  useEffect(() => {
    if (caughtUp === null) return;
    const timer = setTimeout(() => setCaughtUp(null), CAUGHT_UP_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [caughtUp]);

  return { map, connection, caughtUp, refused, dismiss: () => setCaughtUp(null) };
}

function restWhileHidden(map: LiveMap): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let resting = false;
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') {
      timer = setTimeout(() => {
        resting = true;
        map.pause();
      }, REST_AFTER_MS);
    } else if (resting) {
      resting = false;
      map.start();
    } else {
      map.nudge();
    }
  };
  const back = () => map.nudge();
  document.addEventListener('visibilitychange', look);
  window.addEventListener('online', back);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('online', back);
  };
}
