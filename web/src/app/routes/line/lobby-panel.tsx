import { useEffect, useRef, useState } from 'react';
import { announce } from '@/components/ui/announcer';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { ProblemNote } from '@/components/ui/problem-note';
import type { Room } from '@/features/admission/model/room';
import { prepareSound } from '@/features/admission/store/call-alert';
import { requestPlace } from '@/features/admission/store/line-actions';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import type { Problem } from '@/lib/problem';
import { OpeningClock } from './opening-clock';
import { RoomNotes } from './room-notes';
import styles from './line.module.css';

interface LobbyPanelProps {
  eventId: number;
  room: Room;
  /** Why the place before has ended, if there was one. */
  over: 'ended' | 'replaced' | null;
}

/** In front of the line: how long it is, or when it opens, and the way in. */
export function LobbyPanel({ eventId, room, over }: LobbyPanelProps) {
  const { line: text } = useText();
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const leaving = useLeaving();
  const registers = room.phase === 'REGISTERING';
  const join = async () => {
    // This press is what lets the page make a sound later.
    prepareSound();
    setBusy(true);
    const onWork = () => {
      setWorking(true);
      announce(text.working);
    };
    const refused = await requestPlace(eventId, { signal: leaving(), onWork });
    setBusy(false);
    setWorking(false);
    setProblem(refused);
    if (!refused && registers) announce(text.registered);
  };
  return (
    <section className={styles.panel}>
      {over && (
        <Note look="warn">
          <strong>{text[over]}</strong> {over === 'ended' ? text.endedText : text.replacedText}
        </Note>
      )}
      <RoomNotes room={room} />
      {registers && room.opensAt ? (
        <OpeningClock opensAt={room.opensAt} />
      ) : (
        <p>
          {text.lead}{' '}
          {room.waiting === 0 ? text.lobbyEmpty : text.lobbyText(format.number(room.waiting))}
        </p>
      )}
      <p className={styles.quiet}>{registers ? text.registerText : text.keep}</p>
      {working && <Note>{text.working}</Note>}
      {problem && <ProblemNote problem={problem} />}
      <div className={styles.actions}>
        <Button look="primary" busy={busy} busyLabel={text.joining} onClick={() => void join()}>
          {registers ? text.register : text.join}
        </Button>
        <ButtonLink to={`/events/${eventId}`}>{text.toSeats}</ButtonLink>
      </div>
    </section>
  );
}

/** A signal for what is of no use once the visitor has left the panel, or does it again. */
function useLeaving(): () => AbortSignal {
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  return () => {
    current.current?.abort();
    current.current = new AbortController();
    return current.current.signal;
  };
}
