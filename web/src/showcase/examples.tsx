/** One example for each file of `components`, by the name of the file. */
import { useState, type ComponentType } from 'react';
import { Poster } from '@/components/art/poster';
import { BarTable } from '@/components/charts/bar-table';
import { LineChart } from '@/components/charts/line-chart';
import { announce } from '@/components/ui/announcer';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Confirm } from '@/components/ui/confirm';
import { Dock, DockAct, DockSeat, DockSeats } from '@/components/ui/dock';
import { Empty } from '@/components/ui/empty';
import { Note } from '@/components/ui/note';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { loadWords } from '@/i18n/language';
import styles from './showcase.module.css';

await loadWords(['shows', 'seats', 'hold', 'checkout', 'orders']);

const LOOKS = ['primary', 'plain', 'quiet'] as const;
const SHOWS = [
  ['봄밤의 재즈 클럽', 'jazz'],
  ['Mahler’s Second', 'classical'],
  ['창가의 사람들', 'theatre'],
  ['노을밴드 월드투어', 'concert'],
  ['새벽 페스티벌', 'festival'],
  ['The Lighthouse', 'musical'],
  ['서울 더비', 'sport'],
  ['Swan Lake', 'dance'],
  ['도시의 정원', ''],
] as const;

const minutes = (values: readonly number[]) =>
  values.map((value, index) => ({ at: index * 1_000, value }));

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

function Docked() {
  return (
    <Dock label="Your seats">
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

export const EXAMPLES: Record<string, ComponentType> = {
  button: Buttons,
  'button-link': Links,
  confirm: Question,
  announcer: () => <Button onClick={() => announce('Two seats are held for you.')}>Speak</Button>,
  note: Notes,
  'problem-note': () => (
    <ProblemNote
      problem={{ code: 'RESERVATION_CONFLICT', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }}
      onRetry={() => undefined}
    />
  ),
  dock: Docked,
  empty: () => (
    <Empty title="No orders yet" text="What you buy appears here.">
      <Button look="primary">To the shows</Button>
    </Empty>
  ),
  skeleton: () => <Skeleton width="16rem" height="2rem" />,
  poster: () => (
    <div className={styles.posters}>
      {SHOWS.map(([title, genre]) => (
        <Poster key={title} title={title} genre={genre} />
      ))}
    </div>
  ),
  'line-chart': () => (
    <LineChart
      title="Holds and conflicts per second"
      series={[
        { name: 'Holds', points: minutes([0, 4, 30, 120, 160, 140, 90, 60]) },
        { name: 'Conflicts', points: minutes([0, 0, 8, 40, 70, 66, 30, 12]) },
      ]}
      from={0}
      to={7_000}
      leastTop={1}
      format={String}
      ago={(milliseconds) => (milliseconds === 0 ? 'now' : `${milliseconds / 1_000} s ago`)}
    />
  ),
  'bar-table': () => (
    <BarTable
      title="Orders by state"
      nameHead="State"
      valueHead="Orders"
      format={String}
      rows={[
        { key: 'done', name: 'Done', value: 90 },
        { key: 'cancelled', name: 'Cancelled', value: 12 },
        { key: 'stuck', name: 'Needs a person', value: 1, bad: true },
      ]}
    />
  ),
};
