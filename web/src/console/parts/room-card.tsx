import { useFormat } from '@/i18n/format';
import type { OperatedRoom } from '../api/rooms';
import styles from '../console.module.css';
import { useEventTitle } from '../hooks/use-event-title';
import { useWords } from '../words/use-words';
import { RoomControls } from './room-controls';
import { RoomLog } from './room-log';
import line from './line.module.css';

interface RoomCardProps {
  token: string;
  room: OperatedRoom;
  onChanged(room: OperatedRoom): void;
}

/** One line: how it moves, what limits it and why, and its controls. */
export function RoomCard({ token, room: operated, onChanged }: RoomCardProps) {
  const { line: words } = useWords();
  const { room, limitedBy } = operated;
  const title = useEventTitle(room.eventId);
  return (
    <section
      className={line.room}
      data-phase={room.phase}
      data-limit={limitedBy}
      aria-labelledby={`room-${room.eventId}`}
    >
      <h2 id={`room-${room.eventId}`}>
        {words.room(String(room.eventId), title ?? '')} <small>{words.phases[room.phase]}</small>
      </h2>
      <Figures room={operated} />
      <p className={line.limit}>
        <strong>{words.limits[limitedBy][0]}</strong> {words.limits[limitedBy][1]}
      </p>
      {room.phase !== 'CLOSED' && (
        <RoomControls token={token} room={operated} onChanged={onChanged} />
      )}
      <RoomLog token={token} room={operated} />
    </section>
  );
}

function Figures({ room }: { room: OperatedRoom }) {
  const { line: words } = useWords();
  const format = useFormat();
  const taken = room.called + room.active;
  const figures = [
    {
      name: words.waiting,
      value: room.room.waiting,
      detail: words.returned(format.number(room.returned)),
    },
    { name: words.active, value: room.active, detail: words.called(format.number(room.called)) },
    {
      name: words.slots,
      value: taken,
      detail: words.ofCap(format.number(room.capNow), format.number(room.cap)),
    },
    {
      name: words.rate,
      value: room.room.callsPerMinute,
      detail: words.ofCeiling(format.number(room.rateNow), format.number(room.ceiling)),
    },
    {
      name: words.conversion,
      value: room.conversionPercent,
      detail: words.dwell(room.dwellSeconds == null ? null : format.number(room.dwellSeconds)),
    },
  ];
  return (
    <dl className={styles.figures}>
      {figures.map(({ name, value, detail }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <strong>{format.number(value)}</strong>
            <span>{detail}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
