/** What a screen reader speaks without a move of the focus: politely, unless it cannot wait. */
import { create } from 'zustand';

interface Announcement {
  text: string;
  urgent: boolean;
  count: number;
}

const useAnnouncement = create<Announcement>(() => ({ text: '', urgent: false, count: 0 }));

export function announce(text: string, urgent = false): void {
  useAnnouncement.setState(({ count }) => ({ text, urgent, count: count + 1 }));
}

export function Announcer() {
  const { text, urgent, count } = useAnnouncement();
  // A repeated sentence is spoken again: an invisible character makes it different.
  const spoken = text === '' ? '' : text + (count % 2 === 0 ? '\u200b' : '');
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite" aria-atomic="true">
        {urgent ? '' : spoken}
      </div>
      <div className="visually-hidden" role="alert" aria-live="assertive" aria-atomic="true">
        {urgent ? spoken : ''}
      </div>
    </>
  );
}
