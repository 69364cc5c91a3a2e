import { Maximize, Minus, Plus } from 'lucide-react';
import { useCallback, useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { announce } from '@/components/ui/announcer';
import { useText } from '@/i18n/language';
import { listenToGestures } from '../drawing/gestures';
import type { MapRenderer } from '../drawing/renderer';
import { useCanvasKeys } from '../hooks/use-canvas-keys';
import { useRenderer } from '../hooks/use-renderer';
import type { SeatWords } from '../hooks/use-seat-words';
import type { Layout } from '../model/layout';
import type { LiveMap } from '../store/live-map';
import styles from './seat-canvas.module.css';

interface SeatCanvasProps {
  layout: Layout;
  map: LiveMap;
  words: SeatWords;
  /** Seats that are chosen, or held for the buyer. */
  own: ReadonlySet<number>;
  held: boolean;
  /** What is drawn may be out of date. */
  veiled: boolean;
  onPick(seat: number): void;
  /** Stands beside the zoom buttons, under the map. */
  children?: ReactNode;
}

interface Tip {
  text: string;
  x: number;
  y: number;
}

export function SeatCanvas(props: SeatCanvasProps) {
  const { layout, map, words, own, held, veiled, onPick, children } = props;
  const { map: text } = useText();
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const renderer = useRenderer(host, layout, map, words, () => setTip(null));
  const ownWord = useCallback(
    (seat: number) => (own.has(seat) ? (held ? 'yours' : 'chosen') : null),
    [own, held],
  );
  const describe = useCallback(
    (seat: number) => words.describe(seat, map.statuses[seat] ?? 0, ownWord(seat)),
    [words, map, ownWord],
  );
  const keys = useCanvasKeys({ layout, map, renderer, describe, onPick });

  useEffect(() => renderer?.setOwn(own, held), [renderer, own, held]);
  useGestures(host, renderer, onPick, describe, setTip);

  return (
    <>
      <div className={styles.frame} data-veiled={veiled || undefined} data-held={held || undefined}>
        <p id={id} className="visually-hidden">
          {text.instructions}
        </p>
        {/* A widget of its own: its role hands all keys to it. */}
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
          {tip && (
            <span className={styles.tip} style={{ left: tip.x, top: tip.y }} aria-hidden="true">
              {tip.text}
            </span>
          )}
        </div>
      </div>
      <div className={styles.foot}>
        {children}
        <ZoomButtons renderer={renderer} />
      </div>
    </>
  );
}

function ZoomButtons({ renderer }: { renderer: MapRenderer | null }) {
  const { map: text } = useText();
  return (
    <div className={styles.zoom} role="group" aria-label={text.view}>
      <button
        type="button"
        aria-label={text.zoomIn}
        onClick={() => renderer?.zoom(1.7, undefined, true)}
      >
        <Plus size={20} aria-hidden="true" />
      </button>
      <button
        type="button"
        aria-label={text.zoomOut}
        onClick={() => renderer?.zoom(1 / 1.7, undefined, true)}
      >
        <Minus size={20} aria-hidden="true" />
      </button>
      <button type="button" aria-label={text.fit} onClick={() => renderer?.fit()}>
        <Maximize size={18} aria-hidden="true" />
      </button>
    </div>
  );
}

function useGestures(
  host: React.RefObject<HTMLDivElement | null>,
  renderer: MapRenderer | null,
  onPick: (seat: number) => void,
  describe: (seat: number) => string,
  setTip: (tip: Tip | null) => void,
): void {
  const latest = useRef({ onPick, describe, setTip });
  useEffect(() => {
    latest.current = { onPick, describe, setTip };
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
        // Two quick taps on seats are two choices; on open ground they come closer.
        if (renderer.canPick && renderer.hit(at.x, at.y).seat !== null) tap(at);
        else renderer.zoom(2, at, true);
      },
      hover: (at) => {
        const hit = at && renderer.canPick ? renderer.hit(at.x, at.y) : null;
        const seat = hit?.seat ?? null;
        renderer.setHover(seat);
        latest.current.setTip(
          seat === null || !at ? null : { text: latest.current.describe(seat), ...at },
        );
      },
    });
  }, [host, renderer, text]);
}
