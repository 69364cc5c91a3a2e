import { useEffect, useState } from 'react';

/** The page's own clock, read once a second: what is shown grows old even when nothing arrives. */
export function useNow(): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
