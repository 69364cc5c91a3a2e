import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { actOnRoom, adjustRoom, type OperatedRoom, type RoomAction } from '../api/rooms';
import { useAction } from '../hooks/use-action';
import { useWords } from '../words/use-words';
import { FailOpen } from './fail-open';
import { Field } from './field';
import line from './line.module.css';

const WORK_BITS_MAX = 22;

interface RoomControlsProps {
  token: string;
  room: OperatedRoom;
  onChanged(room: OperatedRoom): void;
}

/** Cap, ceiling, message and price; pause and resume by one press; closing by the number of the event. Each with a reason for the log. */
export function RoomControls({ token, room, onChanged }: RoomControlsProps) {
  const { line: words } = useWords();
  const { eventId, phase, message } = room.room;
  const [actor, setActor] = useState('');
  const [reason, setReason] = useState('');
  const control = { actor, reason };
  const [typed, setTyped] = useState('');
  const { busy, problem, run } = useAction(onChanged);
  const act = (action: RoomAction) => run(() => actOnRoom(token, eventId, action, control));
  const adjust = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (name: string) => Number(form.get(name));
    const [text, work] = [form.get('message'), form.get('workBits')];
    run(() =>
      adjustRoom(token, eventId, {
        cap: number('cap'),
        ceiling: number('ceiling'),
        message: typeof text === 'string' ? text : '',
        ...(work ? { workBits: Number(work) } : {}),
        ...control,
      }),
    );
  };
  return (
    <div className={line.controls}>
      <div className={line.form}>
        <Field label={words.actor} value={actor} onValue={setActor} maxLength={100} />
        <Field label={words.reason} value={reason} onValue={setReason} maxLength={500} />
      </div>
      <form className={line.form} onSubmit={adjust}>
        <Field
          label={words.cap}
          name="cap"
          type="number"
          min={1}
          required
          start={String(room.cap)}
        />
        <Field
          label={words.ceiling}
          name="ceiling"
          type="number"
          min={1}
          required
          start={String(room.ceiling)}
        />
        <Field label={words.message} name="message" maxLength={500} start={message} />
        <Field
          label={words.workBits}
          name="workBits"
          type="number"
          min={0}
          max={WORK_BITS_MAX}
          start={String(room.workBits ?? '')}
        />
        <Button type="submit" busy={busy}>
          {words.save}
        </Button>
      </form>
      <div className={line.form}>
        {phase === 'OPEN' && <Button onClick={() => act('pause')}>{words.pause}</Button>}
        {phase === 'PAUSED' && (
          <Button look="primary" onClick={() => act('resume')}>
            {words.resume}
          </Button>
        )}
        <Field label={words.typeToClose(String(eventId))} value={typed} onValue={setTyped} />
        <Button disabled={typed.trim() !== String(eventId)} onClick={() => act('close')}>
          {words.close}
        </Button>
      </div>
      <FailOpen token={token} room={room} control={control} onChanged={onChanged} />
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
