import { useEffect, useState } from 'react';
import { useFormat } from '@/i18n/format';
import { readLog, type ControlEntry } from '../api/room-log';
import type { OperatedRoom } from '../api/rooms';
import { useWords } from '../words/use-words';
import { changesOf } from '../model/changes-of';
import line from './line.module.css';

interface RoomLogProps {
  token: string;
  room: OperatedRoom;
}

/** What operators did to this room, the latest first; read when it is opened, and again after each change. */
export function RoomLog({ token, room }: RoomLogProps) {
  const { line: words } = useWords();
  const [isOpen, setOpen] = useState(false);
  const [items, setItems] = useState<ControlEntry[] | null>(null);
  const { eventId, phase, message } = room.room;
  useEffect(() => {
    if (!isOpen) return;
    const stop = new AbortController();
    readLog(token, eventId, stop.signal).then(
      (log) => setItems(log.items),
      () => setItems((known) => known ?? []),
    );
    return () => stop.abort();
  }, [
    isOpen,
    token,
    eventId,
    phase,
    message,
    room.cap,
    room.ceiling,
    room.workBits,
    room.failOpen?.until,
  ]);
  return (
    <details className={line.log} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.log}</summary>
      {items?.length === 0 && <p>{words.logEmpty}</p>}
      <ol>
        {items?.map((entry) => (
          <Entry key={`${entry.at} ${entry.action}`} entry={entry} />
        ))}
      </ol>
    </details>
  );
}

function Entry({ entry }: { entry: ControlEntry }) {
  const { line: words } = useWords();
  const format = useFormat();
  return (
    <li>
      <time dateTime={entry.at}>{format.moment(entry.at)}</time>{' '}
      <strong>{words.actions[entry.action]}</strong> {entry.actor}
      {entry.reason !== '' && `: ${entry.reason}`}
      {changesOf(entry).map(({ name, before, after }) => (
        <span key={name}>
          {' · '}
          {words.settings[name]} {before === null ? after : `${before} → ${after}`}
        </span>
      ))}
    </li>
  );
}
