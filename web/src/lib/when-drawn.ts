/**
 * Puts off work that the page can do without. On the page of a seat map it waits until the map is drawn, on any other until the
 * browser is idle; it never waits longer than a limit.
 */
export const MAP_DRAWN = 'holdfast.map-drawn';

const LATEST_MS = 1_200;
const MAP = /^\/events\/\d+$/;

export function whenDrawn(run: () => void): void {
  let done = false;
  const once = () => {
    if (!done) run();
    done = true;
  };
  setTimeout(once, LATEST_MS);
  if (MAP.test(location.pathname)) {
    const observer = new PerformanceObserver((marks) => {
      if (marks.getEntriesByName(MAP_DRAWN).length > 0) once();
    });
    observer.observe({ type: 'mark', buffered: true });
  } else if ('requestIdleCallback' in globalThis) {
    // Safari has none; the limit above stands in for it.
    requestIdleCallback(once);
  }
}
