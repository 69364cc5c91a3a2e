import type { Connection } from '@holdfast/client/seat-map/follower';
import { useEffect, useMemo, useState } from 'react';
import type { Layout } from '../model/layout';
import { LiveMap } from '../store/live-map';

interface LiveMapView {
  map: LiveMap;
  connection: Connection;
  /** How many seats changed during the last interruption, for as long as it is news. */
  caughtUp: number | null;
}

/** A page that has been hidden for this long gives its connection to those that are looked at. */
const PAUSE_AFTER_MS = 30_000;
const CAUGHT_UP_SHOWN_MS = 6_000;

export function useLiveMap(layout: Layout): LiveMapView {
  const map = useMemo(() => new LiveMap(layout), [layout]);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [caughtUp, setCaughtUp] = useState<number | null>(null);

  useEffect(() => {
    const stop = map.listen({ onConnection: setConnection, onCaughtUp: setCaughtUp });
    map.start();
    const unwatch = pauseWhileHidden(map);
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

  return { map, connection, caughtUp };
}

function pauseWhileHidden(map: LiveMap): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let paused = false;
  const onVisibility = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') {
      timer = setTimeout(() => {
        paused = true;
        map.pause();
      }, PAUSE_AFTER_MS);
    } else if (paused) {
      paused = false;
      map.start();
    } else {
      map.nudge();
    }
  };
  const onOnline = () => map.nudge();
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('online', onOnline);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisibility);
    window.removeEventListener('online', onOnline);
  };
}
