import { useEffect, useRef, useState, type RefObject } from 'react';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import type { Words } from '../drawing/ground';
import { MapRenderer } from '../drawing/renderer';
import type { Layout } from '../model/layout';
import type { LiveMap } from '../store/live-map';
import { MAP_DRAWN } from '@/lib/when-drawn';
import type { SeatWords } from './use-seat-words';

const prefersReducedMotion = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Creates a renderer for the element with the three canvases, and destroys it with that element. */
export function useRenderer(
  host: RefObject<HTMLElement | null>,
  layout: Layout,
  map: LiveMap,
  seatWords: SeatWords,
  onCamera: () => void,
): MapRenderer | null {
  const text = useText().map;
  const format = useFormat();
  const [renderer, setRenderer] = useState<MapRenderer | null>(null);
  const words: Words = {
    stage: text.stage,
    soldOut: text.soldOut,
    name: (section) => (section.standing ? seatWords.section(section) : section.name),
    price: seatWords.price,
    prices: seatWords.prices,
    shortPrices: seatWords.shortPrices,
    left: (free) => text.freeOf(format.number(free)),
    row: (row) => String(row),
  };
  const latest = useRef({ words, onCamera });
  useEffect(() => {
    latest.current = { words, onCamera };
  });

  useEffect(() => {
    const element = host.current;
    const [ground, seats, overlay] = element?.querySelectorAll('canvas') ?? [];
    if (!element || !ground || !seats || !overlay) return;
    const created = new MapRenderer({
      host: element,
      layers: { ground, seats, overlay },
      layout,
      words: latest.current.words,
      statuses: map.statuses,
      free: map.free,
      onCamera: () => latest.current.onCamera(),
      calm: prefersReducedMotion,
    });
    setRenderer(created);
    const undo = [
      watchSize(element, created),
      watchLook(created),
      watchSeats(map, created),
      () => created.destroy(),
    ];
    return () => undo.forEach((stop) => stop());
  }, [host, layout, map]);

  useEffect(() => {
    renderer?.setWords(latest.current.words);
  }, [renderer, text, seatWords]);

  return renderer;
}

function watchSize(element: HTMLElement, renderer: MapRenderer): () => void {
  const observer = new ResizeObserver(([entry]) => {
    if (entry) renderer.resize(entry.contentRect.width, entry.contentRect.height);
  });
  observer.observe(element);
  return () => observer.disconnect();
}

function watchSeats(map: LiveMap, renderer: MapRenderer): () => void {
  const markDrawn = () => {
    requestAnimationFrame(() => performance.mark(MAP_DRAWN));
  };
  if (map.known) {
    renderer.setStatuses(map.statuses, 'all');
    markDrawn();
  }
  return map.listen({
    onSeats: (statuses, changed) => {
      renderer.setStatuses(statuses, changed);
      if (changed === 'all') markDrawn();
    },
  });
}

/** Theme, system preference and font: each changes what is drawn. */
function watchLook(renderer: MapRenderer): () => void {
  const refresh = () => renderer.refreshLook();
  const observer = new MutationObserver(refresh);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const scheme = window.matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', refresh);
  document.fonts.addEventListener('loadingdone', refresh);
  return () => {
    observer.disconnect();
    scheme.removeEventListener('change', refresh);
    document.fonts.removeEventListener('loadingdone', refresh);
  };
}
