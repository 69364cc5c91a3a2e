import { useCallback } from 'react';

/** Gives the style sheets the height of the dock: the map on a phone ends above it, and so do sentences at the bottom. */
export function useDockHeight(): (dock: HTMLElement | null) => (() => void) | undefined {
  return useCallback((dock) => {
    if (!dock) return undefined;
    const root = document.documentElement;
    const observer = new ResizeObserver(() =>
      root.style.setProperty('--dock-height', `${dock.offsetHeight}px`),
    );
    observer.observe(dock);
    return () => {
      observer.disconnect();
      root.style.removeProperty('--dock-height');
    };
  }, []);
}
