import { useEffect, useState } from 'react';
import type { LiveMap } from '../store/live-map';

/**
 * A number that grows when seats have changed, throttled to a few times a second. It rerenders components that read statuses from the
 * map; the seats themselves never enter React.
 */
export function useSeatRevision(map: LiveMap, everyMs = 250): number {
  const [revision, setRevision] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = -Infinity;
    const bump = () => {
      timer = undefined;
      last = performance.now();
      setRevision((before) => before + 1);
    };
    const stop = map.listen({
      onSeats: () => {
        if (timer !== undefined) return;
        const wait = Math.max(0, last + everyMs - performance.now());
        if (wait === 0) bump();
        else timer = setTimeout(bump, wait);
      },
    });
    bump();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [map, everyMs]);
  return revision;
}
