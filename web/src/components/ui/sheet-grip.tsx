import { useRef, type PointerEvent } from 'react';
import styles from './sheet-grip.module.css';

export const STOPS = ['peek', 'half', 'full'] as const;
export type Stop = (typeof STOPS)[number];

interface SheetGripProps {
  stop: Stop;
  onStop(stop: Stop): void;
  label: string;
}

/** Further than this is a drag to the next stop; less is a press, which goes to the next one too, and from the last to the first. */
const DRAG_PIXELS = 24;
/** A drag over this share of the screen goes past the stop in between. */
const FAR_SHARE = 0.35;

/** What a finger takes hold of to move a sheet among its three stops. */
export function SheetGrip({ stop, onStop, label }: SheetGripProps) {
  const from = useRef<number | null>(null);
  const dragged = useRef(false);
  const at = STOPS.indexOf(stop);
  const down = (event: PointerEvent<HTMLButtonElement>) => {
    from.current = event.clientY;
    dragged.current = false;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const up = (event: PointerEvent) => {
    const way = (from.current ?? event.clientY) - event.clientY;
    from.current = null;
    if (Math.abs(way) < DRAG_PIXELS) return;
    dragged.current = true;
    const steps = Math.abs(way) > window.innerHeight * FAR_SHARE ? 2 : 1;
    const next = Math.min(STOPS.length - 1, Math.max(0, at + Math.sign(way) * steps));
    onStop(STOPS[next] ?? stop);
  };
  const press = () => {
    if (!dragged.current) onStop(STOPS[(at + 1) % STOPS.length] ?? 'peek');
    dragged.current = false;
  };
  return (
    <button
      type="button"
      className={styles.grip}
      aria-label={label}
      aria-expanded={stop !== 'peek'}
      onPointerDown={down}
      onPointerUp={up}
      onClick={press}
    />
  );
}
