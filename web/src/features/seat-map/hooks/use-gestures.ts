import { useEffect, useRef, type RefObject } from 'react';
import { announce } from '@/components/ui/announcer';
import { useText } from '@/i18n/language';
import { listenToGestures } from '../drawing/gestures';
import type { MapRenderer } from '../drawing/renderer';

/** What is shown beside the pointer. */
export interface Tip {
  text: string;
  x: number;
  y: number;
}

/** The map by finger and mouse: a tap on a seat picks it, a tap on a section that is too small to pick from zooms in. */
export function useGestures(
  host: RefObject<HTMLElement | null>,
  renderer: MapRenderer | null,
  onPick: (seat: number) => void,
  describe: (seat: number) => string,
  onTip: (tip: Tip | null) => void,
): void {
  const latest = useRef({ onPick, describe, onTip });
  useEffect(() => {
    latest.current = { onPick, describe, onTip };
  });
  const { map: text } = useText();
  useEffect(() => {
    const element = host.current;
    if (!element || !renderer) return;
    const tap = (at: { x: number; y: number }) => {
      const hit = renderer.hit(at.x, at.y);
      if (renderer.canPick) {
        if (hit.seat !== null) latest.current.onPick(hit.seat);
      } else if (hit.section) {
        renderer.showSection(hit.section, hit.at);
      } else {
        announce(text.tooFar);
      }
    };
    return listenToGestures(element, {
      pan: (dx, dy) => renderer.pan(dx, dy),
      zoom: (factor, at, smooth) => renderer.zoom(factor, at, smooth),
      tap,
      doubleTap: (at) => {
        // Two quick taps on seats pick two seats; elsewhere they zoom in.
        if (renderer.canPick && renderer.hit(at.x, at.y).seat !== null) tap(at);
        else renderer.zoom(2, at, true);
      },
      hover: (at) => {
        const hit = at && renderer.canPick ? renderer.hit(at.x, at.y) : null;
        const seat = hit?.seat ?? null;
        renderer.setHover(seat);
        const tip = seat !== null && at ? { text: latest.current.describe(seat), ...at } : null;
        latest.current.onTip(tip);
      },
    });
  }, [host, renderer, text]);
}
