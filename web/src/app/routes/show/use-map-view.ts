/** What list, map and filter show together: each follows the others. */
import { useCallback, useState } from 'react';
import type { MapRenderer } from '@/features/seat-map/drawing/renderer';
import { NO_FILTER } from '@/features/seat-map/model/filter';
import type { Layout, Section } from '@/features/seat-map/model/layout';

export function useMapView(layout: Layout) {
  const [renderer, setRenderer] = useState<MapRenderer | null>(null);
  const [section, setSection] = useState(layout.sections.length === 1 ? 0 : null);
  const [filter, setFilter] = useState(NO_FILTER);
  const openInList = useCallback(({ index }: Section) => setSection(index), []);
  const openOnBoth = useCallback(
    (index: number | null) => {
      setSection(index);
      const opened = index === null ? undefined : layout.sections[index];
      if (opened && !opened.standing) renderer?.sight.showSection(opened);
    },
    [layout, renderer],
  );
  const hover = useCallback((seat: number | null) => renderer?.overlay.setHover(seat), [renderer]);
  const reveal = useCallback((seats: number[]) => renderer?.sight.showSeats(seats), [renderer]);
  return { setRenderer, section, openInList, openOnBoth, filter, setFilter, hover, reveal };
}
