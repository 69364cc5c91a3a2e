import { useEffect, useState } from 'react';
import { serverNow } from '@/lib/server-clock';

/** The server's time, read a few times a second while `active`. */
export function useServerTime(active = true, everyMs = 250): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [active, everyMs]);
  return now;
}
