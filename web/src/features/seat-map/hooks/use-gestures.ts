import { useEffect, useRef, type RefObject } from 'react';
import { announce } from '@/components/ui/announcer';
import { useText } from '@/i18n/language';
import { listenToGestures } from '../drawing/gestures';
import type { MapRenderer } from '../drawing/renderer';
import type { Section } from '../model/layout';

/** What the pointer is over, and where on the map. */
export type Tip = Pointed & ({ seat: number } | { section: Section });

interface Pointed {
  x: number;
  y: number;
}

interface GestureActs {
  onPick(seat: number): void;
  /** A section was zoomed to, or chosen where it has no seats. */
  onSection(section: Section): void;
  onTip(tip: Tip | null): void;
}

/** The map by finger and mouse: a tap on a seat picks it, a tap on a section that is too small to pick from zooms in. */
export function useGestures(
  host: RefObject<HTMLElement | null>,
  renderer: MapRenderer | null,
  acts: GestureActs,
): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  const { map: text } = useText();
  useEffect(() => {
    const element = host.current;
    if (!element || !renderer) return;
    const tap = (at: { x: number; y: number }) => {
      const hit = renderer.sight.hit(at.x, at.y);
      if (hit.section?.standing) {
        latest.current.onSection(hit.section);
      } else if (renderer.sight.canPick) {
        if (hit.seat !== null) latest.current.onPick(hit.seat);
      } else if (hit.section) {
        renderer.sight.showSection(hit.section, hit.at);
        latest.current.onSection(hit.section);
      } else {
        announce(text.tooFar);
      }
    };
    return listenToGestures(element, {
      pan: (dx, dy) => renderer.sight.pan(dx, dy),
      zoom: (factor, at, smooth) => renderer.sight.zoom(factor, at, smooth),
      tap,
      doubleTap: (at) => {
        // Two quick taps on seats pick two seats; elsewhere they zoom in.
        const hit = renderer.sight.hit(at.x, at.y);
        if (hit.section?.standing || (renderer.sight.canPick && hit.seat !== null)) tap(at);
        else renderer.sight.zoom(2, at, true);
      },
      hover: (at) => {
        const hit = at && renderer.sight.hit(at.x, at.y);
        const seats = renderer.sight.canPick && !hit?.section?.standing;
        const seat = seats ? (hit?.seat ?? null) : null;
        renderer.overlay.setHover(seat);
        latest.current.onTip(tipOf(seats, seat, hit?.section ?? null, at));
      },
    });
  }, [host, renderer, text]);
}

function tipOf(
  seats: boolean,
  seat: number | null,
  section: Section | null,
  at: Pointed | null,
): Tip | null {
  if (!at) return null;
  if (seats) return seat === null ? null : { seat, ...at };
  return section && { section, ...at };
}
