import type { Room } from '@/features/admission/model/room';
import { useText } from '@/i18n/language';
import { OpeningClock } from './opening-clock';
import { RoomNotes } from './room-notes';
import styles from './line.module.css';

/** Registered: there is nothing to do but to be here, or to come back. */
export function RegisteredPanel({ room }: { room: Room }) {
  const { line: text } = useText();
  return (
    <section className={styles.panel}>
      <h2>{text.registered}</h2>
      <RoomNotes room={room} />
      {room.opensAt && <OpeningClock opensAt={room.opensAt} />}
      <p className={styles.quiet}>{text.registeredText}</p>
    </section>
  );
}
