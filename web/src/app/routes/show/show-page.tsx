import { useQuery } from '@tanstack/react-query';
import { useParams } from '@/navigation/history';
import { useTitle } from '@/components/hooks/use-title';
import { Empty } from '@/components/ui/empty';
import { ButtonLink } from '@/components/ui/button-link';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { eventQuery } from '@/features/events/api/get-event';
import type { EventBody } from '@/features/events/model/event-body';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import { layoutQuery } from '@/features/seat-map/api/get-layout';
import { asProblem, type Problem } from '@/lib/problem';
import { wordsFor } from '@/i18n/dictionary';
import { useText } from '@/i18n/language';
import page from '@/app/shared/page.module.css';
import { eventIdOf } from '@/app/shared/event-path';
import { ShowStage } from './show-stage';
import show from './show.module.css';

export function ShowPage() {
  const eventId = eventIdOf(useParams().id);
  if (eventId === null) return <NoSuchShow />;
  return <Show key={eventId} eventId={eventId} />;
}

function Show({ eventId }: { eventId: number }) {
  const event = useQuery(eventQuery(eventId));
  if (event.data) return <ShowOfEvent event={event.data} />;
  if (event.error)
    return <Failure problem={asProblem(event.error)} onRetry={() => void event.refetch()} />;
  return <Waiting />;
}

function ShowOfEvent({ event }: { event: EventBody }) {
  useTitle(useEventWords(event).title);
  const layout = useQuery(layoutQuery(event.layoutUrl));
  if (layout.data) return <ShowStage event={event} layout={layout.data} />;
  if (layout.error)
    return <Failure problem={asProblem(layout.error)} onRetry={() => void layout.refetch()} />;
  return <Waiting />;
}

/** An address without a show is no failure to be retried: the list is the way on. */
function NoSuchShow() {
  const text = useText();
  const [what, next] = text.problems.EVENT_NOT_FOUND;
  return (
    <div className={page.page}>
      <Empty art title={what} text={next}>
        <ButtonLink to="/" look="primary">
          {text.notFound.home}
        </ButtonLink>
      </Empty>
    </div>
  );
}

function Failure({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const text = useText();
  if (problem.code === 'EVENT_NOT_FOUND') return <NoSuchShow />;
  return (
    <div className={page.page}>
      <h1 className="visually-hidden">{wordsFor(text.problems, problem.code)?.[0]}</h1>
      <ProblemNote problem={problem} {...(onRetry && problem.outcomeUnknown ? { onRetry } : {})}>
        <ButtonLink to="/">{text.notFound.home}</ButtonLink>
      </ProblemNote>
    </div>
  );
}

/** The shape of the page while its content loads. */
function Waiting() {
  const text = useText();
  return (
    <div className={show.show} data-view="map" data-wide role="status" aria-label={text.loading}>
      <h1 className="visually-hidden">{text.loading}</h1>
      <div className={show.head}>
        <div className={show.waiting}>
          <Skeleton width="14rem" height="1.5rem" />
          <Skeleton width="10rem" />
        </div>
      </div>
      <div className={show.map} />
    </div>
  );
}
