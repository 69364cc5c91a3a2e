/**
 * For work that the page stands without. A seat map says when it is drawn; any other page is when nothing else is to do. After a
 * while it is done in any case.
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
    // Not every browser knows when it is idle.
    requestIdleCallback(once);
  }
}
