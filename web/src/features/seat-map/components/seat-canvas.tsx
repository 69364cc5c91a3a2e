import { Maximize, Minus, Plus } from 'lucide-react';
import { useCallback, useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useText } from '@/i18n/language';
import type { MapRenderer } from '../drawing/renderer';
import { useCanvasKeys } from '../hooks/use-canvas-keys';
import { useGestures, type Tip } from '../hooks/use-gestures';
import { useRenderer } from '../hooks/use-renderer';
import type { SeatWords } from '../hooks/use-seat-words';
import type { SeatFilter } from '../model/filter';
import type { Layout, Section } from '../model/layout';
import type { LiveMap } from '../store/live-map';
import { Minimap } from './minimap';
import { SeatCard } from './seat-card';
import styles from './seat-canvas.module.css';

interface SeatCanvasProps {
  layout: Layout;
  map: LiveMap;
  words: SeatWords;
  /** Seats that the buyer has selected or holds. */
  own: ReadonlySet<number>;
  held: boolean;
  /** What is drawn may be out of date. */
  veiled: boolean;
  filter: SeatFilter;
  onPick(seat: number): void;
  /** A section was zoomed to on the map, or chosen where it has no seats. */
  onSection(section: Section): void;
  /** The drawing is there, for what else on the page moves it. */
  onReady(renderer: MapRenderer | null): void;
  /** Shown under the map. */
  children?: ReactNode;
}

export function SeatCanvas(props: SeatCanvasProps) {
  const { layout, map, words, own, held, veiled, filter, onPick, onSection, onReady } = props;
  const { map: text } = useText();
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const renderer = useRenderer(host, layout, map, words, () => setTip(null));
  const ownState = held ? 'yours' : 'chosen';
  const state = useCallback(
    (seat: number) => words.state(map.statuses[seat] ?? 0, own.has(seat) ? ownState : null),
    [words, map, own, ownState],
  );
  const describe = useCallback(
    (seat: number) =>
      words.describe(seat, map.statuses[seat] ?? 0, own.has(seat) ? ownState : null),
    [words, map, own, ownState],
  );
  const describeSection = useCallback(
    (section: Section) => words.describeSection(section, map.free[section.index] ?? 0),
    [words, map],
  );
  const keys = useCanvasKeys({
    ...{ layout, map, renderer, describe, describeSection },
    ...{ onPick, onSection },
  });

  useEffect(() => onReady(renderer), [renderer, onReady]);
  useEffect(() => renderer?.overlay.setOwn(own, held), [renderer, own, held]);
  useEffect(() => renderer?.setFilter(filter), [renderer, filter]);
  useOwnInSight(renderer, own, held);
  useGestures(host, renderer, { onPick, onSection, onTip: setTip });

  return (
    <>
      <div className={styles.frame} data-veiled={veiled || undefined} data-held={held || undefined}>
        <p id={id} className="visually-hidden">
          {text.instructions}
        </p>
        {/* A widget: its role hands all keys to it. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <div
          ref={host}
          className={styles.canvas}
          role="application"
          aria-label={text.label}
          aria-describedby={id}
          tabIndex={0}
          data-testid="seat-map"
          onKeyDown={keys.onKeyDown}
          onFocus={keys.onFocus}
          onBlur={keys.onBlur}
        >
          <canvas aria-hidden="true" />
          <canvas aria-hidden="true" className={styles.seats} />
          <canvas aria-hidden="true" />
          {tip && <SeatCard {...{ tip, layout, map, words }} state={state} />}
        </div>
        {renderer && <Minimap layout={layout} renderer={renderer} />}
        <ZoomButtons renderer={renderer} />
      </div>
      <div className={styles.foot}>{props.children}</div>
    </>
  );
}

/** Once the seats are held, the map shows them, whatever was in sight before. */
function useOwnInSight(renderer: MapRenderer | null, own: ReadonlySet<number>, held: boolean) {
  const latest = useRef(own);
  useEffect(() => {
    latest.current = own;
  });
  useEffect(() => {
    if (held) renderer?.sight.showSeats(latest.current);
  }, [renderer, held]);
}

function ZoomButtons({ renderer }: { renderer: MapRenderer | null }) {
  const { map: text } = useText();
  return (
    <div className={styles.zoom} role="group" aria-label={text.view}>
      <button
        type="button"
        aria-label={text.zoomIn}
        onClick={() => renderer?.sight.zoom(1.7, undefined, true)}
      >
        <Plus size={20} aria-hidden="true" />
      </button>
      <button
        type="button"
        aria-label={text.zoomOut}
        onClick={() => renderer?.sight.zoom(1 / 1.7, undefined, true)}
      >
        <Minus size={20} aria-hidden="true" />
      </button>
      <button type="button" aria-label={text.fit} onClick={() => renderer?.sight.fit()}>
        <Maximize size={18} aria-hidden="true" />
      </button>
    </div>
  );
}
