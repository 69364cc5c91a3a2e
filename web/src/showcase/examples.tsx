/** One example for each file of `components`, by the name of the file. */
import { useState, type ComponentType } from 'react';
import { announce } from '@/components/ui/announcer';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Chip } from '@/components/ui/chip';
import { Confirm } from '@/components/ui/confirm';
import { Curtain } from '@/components/ui/curtain';
import { Dock, DockAct, DockSeat, DockSeats } from '@/components/ui/dock';
import { Empty } from '@/components/ui/empty';
import { Note } from '@/components/ui/note';
import { ProblemNote } from '@/components/ui/problem-note';
import { SheetGrip, type Stop } from '@/components/ui/sheet-grip';
import { Skeleton } from '@/components/ui/skeleton';
import { Stepper } from '@/components/ui/stepper';
import { say } from '@/components/ui/toast';
import { loadWords } from '@/i18n/language';
import { PICTURES } from './examples-of-pictures';
import styles from './showcase.module.css';

await loadWords(['problems', 'shows', 'seats', 'hold', 'checkout', 'orders']);

export interface ExampleProps {
  theme: 'light' | 'dark';
}

const LOOKS = ['primary', 'plain', 'quiet'] as const;
function Buttons() {
  return LOOKS.map((look) => (
    <p key={look} className={styles.row}>
      <Button look={look}>Hold 2 seats</Button>
      <Button look={look} busy busyLabel="Holding">
        Hold 2 seats
      </Button>
      <Button look={look} disabled>
        Hold 2 seats
      </Button>
    </p>
  ));
}

function Links() {
  return (
    <p className={styles.row}>
      {LOOKS.map((look) => (
        <ButtonLink key={look} look={look} to="/">
          {look}
        </ButtonLink>
      ))}
    </p>
  );
}

function Question() {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Ask</Button>
      {open && (
        <Confirm
          title="Leave and release the seats?"
          text="Another buyer may take them at once."
          confirm="Leave"
          cancel="Stay"
          onConfirm={close}
          onCancel={close}
        />
      )}
    </>
  );
}

function Notes() {
  return (
    <>
      <Note>The server has restarted.</Note>
      <Note look="warn" actions={<Button>Show them</Button>}>
        Another buyer was faster. Shall we look for similar seats?
      </Note>
    </>
  );
}

/** Landmarks of one page have different names. */
function Docked({ theme }: ExampleProps) {
  return (
    <Dock label={`Your seats, ${theme}`}>
      <DockSeats>
        <DockSeat place="Section A, row 4, seat 2" price="₩44,000" />
        <DockSeat place="Section A, row 4, seat 3" price="₩44,000" />
      </DockSeats>
      <DockAct total="₩88,000">
        <Button look="primary">Hold 2 seats</Button>
      </DockAct>
    </Dock>
  );
}

function Chips() {
  const [chosen, choose] = useState('Jazz');
  return (
    <p className={styles.row}>
      {['Jazz', 'Theatre', 'Festivals'].map((genre) => (
        <Chip key={genre} pressed={genre === chosen} onPress={() => choose(genre)}>
          {genre}
        </Chip>
      ))}
    </p>
  );
}

function Counted() {
  const [seats, count] = useState(2);
  return (
    <Stepper
      value={seats}
      min={1}
      max={8}
      label="Seats"
      fewer="One fewer"
      more="One more"
      onChange={count}
    />
  );
}

function Sheet() {
  const [stop, setStop] = useState<Stop>('peek');
  return (
    <>
      <SheetGrip stop={stop} onStop={setStop} label="Resize the sheet" />
      <p>{stop}</p>
    </>
  );
}

export const EXAMPLES: Record<string, ComponentType<ExampleProps>> = {
  button: Buttons,
  'button-link': Links,
  chip: Chips,
  stepper: Counted,
  confirm: Question,
  announcer: () => <Button onClick={() => announce('Two seats are held for you.')}>Speak</Button>,
  toast: () => <Button onClick={() => say('Up to 8 seats at once.')}>Say</Button>,
  note: Notes,
  'problem-note': () => (
    <ProblemNote
      problem={{ code: 'RESERVATION_CONFLICT', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }}
      onRetry={() => undefined}
    />
  ),
  dock: Docked,
  'sheet-grip': Sheet,
  curtain: Curtain,
  empty: () => (
    <Empty title="No orders yet" text="What you buy appears here.">
      <Button look="primary">To the shows</Button>
    </Empty>
  ),
  skeleton: () => <Skeleton width="16rem" height="2rem" />,
  ...PICTURES,
};
