import type { FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { openRoom, type OperatedRoom } from '../api/rooms';
import { useAction } from '../hooks/use-action';
import { useWords } from '../words/use-words';
import { Field } from './field';
import line from './line.module.css';

interface OpenRoomProps {
  token: string;
  onOpened(room: OperatedRoom): void;
}

const CAP = '200';
const CEILING = '600';

/** Puts a line in front of a sale. */
export function OpenRoom({ token, onOpened }: OpenRoomProps) {
  const { line: words } = useWords();
  const { busy, problem, run } = useAction(onOpened);
  const open = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (name: string) => Number(form.get(name));
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    const control = { actor: text('actor'), reason: text('reason') };
    const rules = { cap: number('cap'), ceiling: number('ceiling') };
    run(() => openRoom(token, number('event'), { ...rules, ...control }));
  };
  const whole = { type: 'number', min: 1, required: true } as const;
  return (
    <section className={line.room} aria-labelledby="open-room">
      <h2 id="open-room">{words.openTitle}</h2>
      <form className={line.form} onSubmit={open}>
        <Field label={words.event} name="event" {...whole} />
        <Field label={words.cap} name="cap" {...whole} start={CAP} />
        <Field label={words.ceiling} name="ceiling" {...whole} start={CEILING} />
        <Field label={words.actor} name="actor" maxLength={100} />
        <Field label={words.reason} name="reason" maxLength={500} />
        <Button type="submit" busy={busy}>
          {words.open}
        </Button>
      </form>
      {problem && <ProblemNote problem={problem} />}
    </section>
  );
}
