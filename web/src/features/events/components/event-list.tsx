import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { Note } from '@/components/ui/note';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { asProblem } from '@/lib/problem';
import { serverNow } from '@/lib/server-clock';
import { useText } from '@/i18n/language';
import { eventsQuery } from '../api/list-events';
import { chosen, EVERYTHING, featuredOf } from '../model/choice';
import type { EventBody } from '../model/event-body';
import { ChoiceChips } from './choice-chips';
import { EventCard } from './event-card';
import styles from './event-list.module.css';

export function EventList() {
  const text = useText();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(eventsQuery());
  const events = data?.pages.flatMap((page) => page.items) ?? [];
  if (!data && error)
    return <ProblemNote problem={asProblem(error)} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  if (events.length === 0)
    return <Empty art title={text.events.empty} text={text.events.emptyNext} />;
  return (
    <>
      {error && <Note look="warn">{text.events.stale}</Note>}
      <Events events={events} />
      {hasNextPage && (
        <Button
          className={styles.more}
          busy={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {text.events.more}
        </Button>
      )}
    </>
  );
}

function Events({ events }: { events: EventBody[] }) {
  const { events: text } = useText();
  const [choice, setChoice] = useState(EVERYTHING);
  // Decided once: the page must not change places under the finger because of a sale.
  const [featured] = useState(() => featuredOf(events, serverNow())?.id);
  const shown = chosen(events, choice);
  const first = shown.find(({ id }) => id === featured);
  return (
    <>
      <ChoiceChips events={events} choice={choice} onChoice={setChoice} />
      {shown.length === 0 && (
        <Note actions={<Button onClick={() => setChoice(EVERYTHING)}>{text.clear}</Button>}>
          {text.none}
        </Note>
      )}
      <ul className={styles.list}>
        {first && <EventCard event={first} featured />}
        {shown
          .filter((event) => event !== first)
          .map((event) => (
            <EventCard key={event.id} event={event} />
          ))}
      </ul>
    </>
  );
}

function Waiting() {
  const text = useText();
  return (
    <div className={styles.list} role="status" aria-label={text.loading}>
      <div className={styles.waitingFirst}>
        <Skeleton height="24rem" />
        <Skeleton width="70%" height="3rem" />
      </div>
      {[0, 1, 2, 3].map((card) => (
        <div key={card} className={styles.waiting}>
          <Skeleton height="18rem" />
          <Skeleton width="80%" height="1.5rem" />
          <Skeleton width="60%" />
        </div>
      ))}
    </div>
  );
}
