import { useEffect, useRef } from 'react';

/** A button that was pressed may be gone with its panel: the keyboard goes on from the panel in its place. */
export function useKeptFocus(panelName: string) {
  const panel = useRef<HTMLDivElement>(null);
  const shown = useRef(panelName);
  useEffect(() => {
    if (shown.current === panelName) return;
    shown.current = panelName;
    if (document.activeElement === document.body) panel.current?.focus({ preventScroll: true });
  }, [panelName]);
  return panel;
}
