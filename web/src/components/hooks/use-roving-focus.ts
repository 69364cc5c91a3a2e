import { useState, type KeyboardEvent, type RefObject } from 'react';

/** A list that is one stop for the tab key: arrow keys, Home and End move among the elements that the selector names. */
export function useRovingFocus(list: RefObject<HTMLElement | null>, selector: string) {
  const [current, setCurrent] = useState(0);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || !event.target.matches(selector)) return;
    const all = [...(list.current?.querySelectorAll<HTMLElement>(selector) ?? [])];
    const next = nextOf(event.key, all.indexOf(event.target), all.length);
    if (next === null) return;
    event.preventDefault();
    setCurrent(next);
    all[next]?.focus();
  };
  return { current, setCurrent, onKeyDown };
}

function nextOf(key: string, at: number, count: number): number | null {
  if (key === 'ArrowDown') return Math.min(at + 1, count - 1);
  if (key === 'ArrowUp') return Math.max(at - 1, 0);
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}
