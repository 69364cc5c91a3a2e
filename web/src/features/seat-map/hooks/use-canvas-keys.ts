import { useCallback, useRef, type KeyboardEvent, type FocusEvent } from 'react';
import { announce } from '@/components/ui/announcer';
import type { MapRenderer } from '../drawing/renderer';
import { directionOf } from '../model/arrow-keys';
import type { Layout, Section } from '../model/layout';
import type { LiveMap } from '../store/live-map';
import { nearestInDirection, type Direction } from '../model/neighbours';
import { AVAILABLE } from '@holdfast/client/seat-map/status';

interface CanvasKeys {
  layout: Layout;
  map: LiveMap;
  renderer: MapRenderer | null;
  describe(seat: number): string;
  describeSection(section: Section): string;
  onPick(seat: number): void;
  /** A section without seats was chosen. */
  onSection(section: Section): void;
}

/** From a section without seats these lead to the next section, the others to the one before. */
const AHEAD: ReadonlySet<Direction> = new Set(['down', 'right']);

/** The map by keyboard: one focused seat, or one section without seats, described each time it moves. */
export function useCanvasKeys(props: CanvasKeys) {
  const { layout, map, renderer, describe, describeSection, onPick, onSection } = props;
  const focused = useRef<number | null>(null);
  const focusedSection = useRef<Section | null>(null);

  const goTo = useCallback(
    (seat: number) => {
      focused.current = seat;
      focusedSection.current = null;
      renderer?.overlay.setFocus(seat);
      renderer?.sight.reveal(seat);
      announce(describe(seat));
    },
    [renderer, describe],
  );

  const goToSection = useCallback(
    (section: Section) => {
      focused.current = null;
      focusedSection.current = section;
      renderer?.overlay.setFocus(null, section);
      announce(describeSection(section));
    },
    [renderer, describeSection],
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
    enter((currentSection() ?? outside) + step);
  };

  const currentSection = (): number | null => {
    if (focusedSection.current) return focusedSection.current.index;
    return focused.current === null ? null : (layout.section[focused.current] ?? 0);
  };

  /** Its first free seat, or the section itself where it has no seats. */
  const enter = (index: number) => {
    const count = layout.sections.length;
    const section = layout.sections[(index + count) % count];
    if (section?.standing) return goToSection(section);
    const seat = section ? firstFree(section.index) : null;
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
    if (from !== null) goTo(nearestInDirection(layout, from, direction));
    else if (focusedSection.current) nextSection(AHEAD.has(direction) ? 1 : -1);
    else enter(0);
  };

  const pick = () => {
    if (focusedSection.current) onSection(focusedSection.current);
    else if (focused.current !== null) onPick(focused.current);
  };

  const actions: Record<string, () => void> = {
    Enter: pick,
    ' ': pick,
    s: () => nextSection(1),
    S: () => nextSection(-1),
    ㄴ: () => nextSection(1),
    '+': () => renderer?.sight.zoom(1.7, undefined, true),
    '=': () => renderer?.sight.zoom(1.7, undefined, true),
    '-': () => renderer?.sight.zoom(1 / 1.7, undefined, true),
    '0': () => renderer?.sight.fit(),
  };

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.matches(':focus-visible')) return;
    if (focusedSection.current) goToSection(focusedSection.current);
    else if (focused.current !== null) goTo(focused.current);
    else enter(0);
  };

  const onBlur = () => renderer?.overlay.setFocus(null);

  return { onKeyDown, onFocus, onBlur };
}
