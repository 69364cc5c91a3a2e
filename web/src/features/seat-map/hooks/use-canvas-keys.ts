import { useCallback, useRef, type KeyboardEvent, type FocusEvent } from 'react';
import { announce } from '@/components/ui/announcer';
import type { MapRenderer } from '../drawing/renderer';
import { directionOf } from '../model/arrow-keys';
import type { Layout } from '../model/layout';
import type { LiveMap } from '../store/live-map';
import { nearestInDirection, type Direction } from '../model/neighbours';
import { AVAILABLE } from '../model/status';

interface CanvasKeys {
  layout: Layout;
  map: LiveMap;
  renderer: MapRenderer | null;
  describe(seat: number): string;
  onPick(seat: number): void;
}

/** The map by keyboard: one focused seat, described each time it moves. */
export function useCanvasKeys({ layout, map, renderer, describe, onPick }: CanvasKeys) {
  const focused = useRef<number | null>(null);

  const goTo = useCallback(
    (seat: number) => {
      focused.current = seat;
      renderer?.setFocus(seat);
      renderer?.reveal(seat);
      announce(describe(seat));
    },
    [renderer, describe],
  );

  const firstFree = useCallback(
    (section: number): number | null => {
      const seats = layout.sections[section]?.seats ?? [];
      return seats.find((seat) => map.statuses[seat] === AVAILABLE) ?? seats[0] ?? null;
    },
    [layout, map],
  );

  const nextSection = (step: 1 | -1) => {
    const count = layout.sections.length;
    const outside = step === 1 ? -1 : count;
    const here = focused.current === null ? outside : (layout.section[focused.current] ?? 0);
    const seat = firstFree((here + step + count) % count);
    if (seat !== null) goTo(seat);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directionOf(event.key);
    const act = direction ? () => step(direction) : actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const step = (direction: Direction) => {
    const from = focused.current;
    const seat = from === null ? firstFree(0) : nearestInDirection(layout, from, direction);
    if (seat !== null) goTo(seat);
  };

  const pick = () => {
    if (focused.current !== null) onPick(focused.current);
  };

  const actions: Record<string, () => void> = {
    Enter: pick,
    ' ': pick,
    s: () => nextSection(1),
    S: () => nextSection(-1),
    ㄴ: () => nextSection(1),
    '+': () => renderer?.zoom(1.7, undefined, true),
    '=': () => renderer?.zoom(1.7, undefined, true),
    '-': () => renderer?.zoom(1 / 1.7, undefined, true),
    '0': () => renderer?.fit(),
  };

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.matches(':focus-visible')) return;
    const seat = focused.current ?? firstFree(0);
    if (seat === null) return;
    goTo(seat);
  };

  const onBlur = () => renderer?.setFocus(null);

  return { onKeyDown, onFocus, onBlur };
}
