import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { useFormat } from '@/i18n/format';
import { endFailOpen, failOpen, type Control, type OperatedRoom } from '../api/rooms';
import { useAction } from '../hooks/use-action';
import { useWords } from '../words/use-words';
import { Field } from './field';
import line from './line.module.css';

interface FailOpenProps {
  token: string;
  room: OperatedRoom;
  control: Control;
  onChanged(room: OperatedRoom): void;
}

const RATE = '10';
const MINUTES = '10';

/** Lets visitors in without a pass, by the number of the event; one press ends it. */
export function FailOpen({ token, room, control, onChanged }: FailOpenProps) {
  const { line: words } = useWords();
  const format = useFormat();
  const { eventId } = room.room;
  const [typed, setTyped] = useState('');
  const { busy, problem, run } = useAction(onChanged);
  const begin = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (name: string) => Number(form.get(name));
    const rate = { openRate: number('rate'), minutes: number('minutes') };
    run(() => failOpen(token, eventId, { ...control, ...rate, confirm: typed.trim() }));
  };
  const whole = { type: 'number', min: 1, required: true } as const;
  return (
    <details className={line.log} open={room.failOpen ? true : undefined}>
      <summary>{words.failOpen}</summary>
      {room.failOpen ? (
        <p className={line.limit}>
          {words.failOpenNow(
            format.number(room.failOpen.openRate),
            format.time(room.failOpen.until),
          )}{' '}
          <Button look="primary" onClick={() => run(() => endFailOpen(token, eventId, control))}>
            {words.endFailOpen}
          </Button>
        </p>
      ) : (
        <form className={line.form} onSubmit={begin}>
          <p>{words.failOpenText}</p>
          <Field label={words.openRate} name="rate" {...whole} start={RATE} />
          <Field label={words.openMinutes} name="minutes" {...whole} max={60} start={MINUTES} />
          <Field label={words.typeToOpen(String(eventId))} value={typed} onValue={setTyped} />
          <Button type="submit" busy={busy} disabled={typed.trim() !== String(eventId)}>
            {words.beginFailOpen}
          </Button>
        </form>
      )}
      {problem && <ProblemNote problem={problem} />}
    </details>
  );
}
