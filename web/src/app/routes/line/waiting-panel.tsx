import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Confirm } from '@/components/ui/confirm';
import { Note } from '@/components/ui/note';
import { ProblemNote } from '@/components/ui/problem-note';
import type { Place } from '@/features/admission/model/place';
import type { Room } from '@/features/admission/model/room';
import { giveUpPlace } from '@/features/admission/store/line-actions';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import type { Problem } from '@/lib/problem';
import { roundedWait } from './rounded-wait';
import { RoomNotes } from './room-notes';
import { useSpokenPlace } from './use-spoken-place';
import styles from './line.module.css';

interface WaitingPanelProps {
  eventId: number;
  room: Room;
  place: Place;
}

/** In the line: how many are ahead, and how long it may take. */
export function WaitingPanel({ eventId, room, place }: WaitingPanelProps) {
  const { line: text } = useText();
  useSpokenPlace(place);
  return (
    <section className={styles.panel}>
      <RoomNotes room={room} />
      {place.state === 'AWAY' && <Note>{text.away}</Note>}
      {place.state === 'RETURNED' && <Note>{text.returned}</Note>}
      <Position place={place} />
      <Facts room={room} place={place} />
      <p className={styles.quiet}>{text.keep}</p>
      <div className={styles.actions}>
        <ButtonLink to={`/events/${eventId}`}>{text.toSeats}</ButtonLink>
        <Leave eventId={eventId} />
      </div>
    </section>
  );
}

function Position({ place: { ahead } }: { place: Place }) {
  const { line: text } = useText();
  const format = useFormat();
  if (ahead === undefined || ahead === null) return null;
  return (
    <div data-testid="position" data-ahead={ahead}>
      {ahead > 0 && <p className={styles.label}>{text.yourPlace}</p>}
      <p className={styles.clock}>{ahead > 0 ? text.ahead(format.number(ahead)) : text.next}</p>
    </div>
  );
}

function Facts({ room, place }: { room: Room; place: Place }) {
  const { line: text } = useText();
  const format = useFormat();
  const wait = place.estimatedWaitSeconds;
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{text.waitLabel}</dt>
        <dd>
          {wait === 0 ? text.waitUnknown : text.waitAbout(format.duration(roundedWait(wait)))}
        </dd>
      </div>
      {typeof place.number === 'number' && (
        <div>
          <dt>{text.numberLabel}</dt>
          <dd>{text.number(format.number(place.number))}</dd>
        </div>
      )}
      {place.chance && (
        <div data-chance={place.chance}>
          <dt>{text.chanceLabel}</dt>
          <dd>{text.chances[place.chance]}</dd>
        </div>
      )}
      <div>
        <dt>{text.rateLabel}</dt>
        <dd>{text.rate(format.number(room.callsPerMinute))}</dd>
      </div>
    </dl>
  );
}

function Leave({ eventId }: { eventId: number }) {
  const { line: text } = useText();
  const [asks, setAsks] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const leave = async () => {
    setAsks(false);
    setProblem(await giveUpPlace(eventId));
  };
  return (
    <>
      <Button look="quiet" onClick={() => setAsks(true)}>
        {text.leave}
      </Button>
      {problem && <ProblemNote problem={problem} />}
      {asks && (
        <Confirm
          title={text.leaveTitle}
          text={text.leaveText}
          confirm={text.leaveConfirm}
          cancel={text.stay}
          onConfirm={() => void leave()}
          onCancel={() => setAsks(false)}
        />
      )}
    </>
  );
}
