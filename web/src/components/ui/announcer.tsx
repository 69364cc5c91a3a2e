/** What a screen reader is told without the focus moving. One region, spoken politely unless it cannot wait. */
import { create } from 'zustand';

interface Spoken {
  text: string;
  urgent: boolean;
  count: number;
}

const useSpoken = create<Spoken>(() => ({ text: '', urgent: false, count: 0 }));

export function announce(text: string, urgent = false): void {
  useSpoken.setState(({ count }) => ({ text, urgent, count: count + 1 }));
}

export function Announcer() {
  const { text, urgent, count } = useSpoken();
  // The same sentence twice is said twice: an invisible character tells the two apart.
  const said = text === '' ? '' : text + (count % 2 === 0 ? '\u200b' : '');
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite" aria-atomic="true">
        {urgent ? '' : said}
      </div>
      <div className="visually-hidden" role="alert" aria-live="assertive" aria-atomic="true">
        {urgent ? said : ''}
      </div>
    </>
  );
}
