import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { Note } from '@/components/ui/note';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { asProblem } from '@/lib/problem';
import { useText } from '@/i18n/language';
import { eventsQuery } from '../api/list-events';
import { EventRow } from './event-row';
import styles from './event-list.module.css';

export function EventList() {
  const text = useText();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(eventsQuery());
  const events = data?.pages.flatMap((page) => page.items) ?? [];
  if (!data && error)
    return <ProblemNote problem={asProblem(error)} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  if (events.length === 0) return <Empty title={text.events.empty} text={text.events.emptyNext} />;
  return (
    <>
      {error && <Note look="warn">{text.events.stale}</Note>}
      <ul className={styles.list}>
        {events.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </ul>
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

function Waiting() {
  const text = useText();
  return (
    <div className={styles.list} role="status" aria-label={text.loading}>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className={styles.waiting}>
          <Skeleton width="3rem" height="4rem" />
          <div>
            <Skeleton width="18rem" height="1.5rem" />
            <Skeleton width="10rem" />
          </div>
          <Skeleton width="12rem" height="2rem" />
        </div>
      ))}
    </div>
  );
}
