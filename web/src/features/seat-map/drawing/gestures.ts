/** Turns the events of fingers, mouse, pen and wheel into pan, zoom, tap and hover. */
interface GestureTarget {
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: { x: number; y: number }, smooth?: boolean): void;
  tap(at: { x: number; y: number }): void;
  doubleTap(at: { x: number; y: number }): void;
  hover(at: { x: number; y: number } | null): void;
}

interface Pointer {
  x: number;
  y: number;
}

/** A pointer that stays within this many pixels taps; beyond, it drags. */
const SLOP = 7;
const DOUBLE_TAP_MS = 280;
const DOUBLE_TAP_AWAY = 28;

export function listenToGestures(element: HTMLElement, target: GestureTarget): () => void {
  const pointers = new Map<number, Pointer>();
  let start: Pointer | null = null;
  let dragging = false;
  let lastTap: (Pointer & { at: number }) | null = null;

  const local = (event: PointerEvent | WheelEvent): Pointer => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const at = local(event);
    pointers.set(event.pointerId, at);
    element.setPointerCapture(event.pointerId);
    if (pointers.size === 1) {
      start = at;
      dragging = false;
    } else {
      dragging = true;
    }
    target.hover(null);
  };

  const move = (event: PointerEvent) => {
    const at = local(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === 'mouse') target.hover(at);
      return;
    }
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      pinch(before, at, other);
    } else if (start && (dragging || Math.hypot(at.x - start.x, at.y - start.y) > SLOP)) {
      if (!dragging) target.pan(before.x - start.x, before.y - start.y);
      dragging = true;
      target.pan(at.x - before.x, at.y - before.y);
    }
    pointers.set(event.pointerId, at);
  };

  const pinch = (before: Pointer, at: Pointer, other: Pointer) => {
    const apart = (a: Pointer) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    target.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    target.zoom(apart(at) / apart(before), middle);
  };

  const up = (event: PointerEvent) => {
    const known = pointers.delete(event.pointerId);
    if (!known || dragging || event.type === 'pointercancel') return;
    const at = local(event);
    const double =
      lastTap !== null &&
      event.timeStamp - lastTap.at < DOUBLE_TAP_MS &&
      Math.hypot(at.x - lastTap.x, at.y - lastTap.y) < DOUBLE_TAP_AWAY;
    lastTap = double ? null : { ...at, at: event.timeStamp };
    if (double) target.doubleTap(at);
    else target.tap(at);
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // A pinch on a touchpad arrives as a wheel with the control key, in small steps.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    const amount = Math.max(-240, Math.min(240, event.deltaY * lines));
    target.zoom(Math.exp(-amount * speed), local(event), Math.abs(amount) > 60);
  };

  const leave = () => target.hover(null);
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('pointerleave', leave);
  element.addEventListener('wheel', wheel, { passive: false });
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('pointerleave', leave);
    element.removeEventListener('wheel', wheel);
  };
}
