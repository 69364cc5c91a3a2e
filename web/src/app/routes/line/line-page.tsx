import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { pageHistory, useParams } from '@/navigation/history';
import { useTitle } from '@/components/hooks/use-title';
import { ButtonLink } from '@/components/ui/button-link';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { roomQuery } from '@/features/admission/api/get-room';
import { ticketOf } from '@/features/admission/model/admission';
import { useAdmission } from '@/features/admission/store/admission-store';
import { eventQuery } from '@/features/events/api/get-event';
import { ShowPoster } from '@/features/events/components/show-poster';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import type { EventBody } from '@/features/events/model/event-body';
import { useText } from '@/i18n/language';
import { asProblem } from '@/lib/problem';
import { EventLine } from '@/app/shared/event-line';
import { eventIdOf } from '@/app/shared/event-path';
import page from '@/app/shared/page.module.css';
import { CallPanel } from './call-panel';
import { DrawFacts } from './draw-facts';
import { lineStage, type LineStage } from './line-stage';
import { LobbyPanel } from './lobby-panel';
import { OpenPanel } from './open-panel';
import { RegisteredPanel } from './registered-panel';
import { useKeptFocus } from './use-kept-focus';
import { useLineTitle } from './use-line-title';
import { WaitingPanel } from './waiting-panel';
import styles from './line.module.css';

export function LinePage() {
  const eventId = eventIdOf(useParams().id);
  return (
    <div className={page.page}>
      {eventId === null ? <NoSuchShow /> : <Line key={eventId} eventId={eventId} />}
    </div>
  );
}

function NoSuchShow() {
  const text = useText();
  return (
    <>
      <h1>{text.problems.EVENT_NOT_FOUND[0]}</h1>
      <ButtonLink to="/" look="primary">
        {text.notFound.home}
      </ButtonLink>
    </>
  );
}

function Line({ eventId }: { eventId: number }) {
  const text = useText();
  const event = useQuery(eventQuery(eventId));
  const room = useQuery(roomQuery(eventId));
  const admission = useAdmission(eventId);
  const { refetch } = room;
  useEffect(() => {
    // A place that is over says that the room has changed.
    if (admission.phase === 'over') void refetch();
  }, [admission.phase, refetch]);
  if (event.data && (room.data !== undefined || admission.phase === 'admitted'))
    return <LineOf event={event.data} stage={lineStage(room.data ?? null, admission)} />;
  const error = event.error ?? room.error;
  if (error) {
    const again = () => void Promise.all([event.refetch(), room.refetch()]);
    return (
      <>
        <h1>{text.line.title}</h1>
        <ProblemNote problem={asProblem(error)} onRetry={again} />
      </>
    );
  }
  return (
    <div role="status" aria-label={text.loading}>
      <h1 className="visually-hidden">{text.line.title}</h1>
      <Skeleton width="14rem" height="2rem" />
      <Skeleton height="12rem" />
    </div>
  );
}

function LineOf({ event, stage }: { event: EventBody; stage: LineStage }) {
  const { line: text } = useText();
  const { title } = useEventWords(event);
  const ticket = ticketOf(useAdmission(event.id));
  useTitle(useLineTitle(stage), title);
  const panel = useKeptFocus(stage.name);
  const isIn = stage.name === 'admitted';
  useEffect(() => {
    // The map is the next page, and back leads to where the visitor came from, not here.
    if (isIn) pageHistory.replace(`/events/${event.id}`);
  }, [isIn, event.id]);
  return (
    <article className={styles.line} data-stage={stage.name}>
      <header className={styles.head}>
        <ShowPoster event={event} className={styles.poster ?? ''} />
        <div>
          <p className={styles.kicker}>{text.title}</p>
          <h1>{title}</h1>
          <p className={styles.quiet}>
            <EventLine event={event} />
          </p>
        </div>
      </header>
      <div ref={panel} tabIndex={-1}>
        <Stage event={event} stage={stage} />
      </div>
      {'room' in stage && stage.room.draw && <DrawFacts draw={stage.room.draw} ticket={ticket} />}
    </article>
  );
}

function Stage({ event, stage }: { event: EventBody; stage: LineStage }) {
  const { line: text } = useText();
  const eventId = event.id;
  switch (stage.name) {
    case 'open':
      return <OpenPanel eventId={eventId} soldOut={event.available === 0} />;
    case 'lobby':
      return <LobbyPanel eventId={eventId} room={stage.room} over={stage.over} />;
    case 'registered':
      return <RegisteredPanel room={stage.room} />;
    case 'waiting':
      return <WaitingPanel eventId={eventId} room={stage.room} place={stage.place} />;
    case 'called':
      return <CallPanel eventId={eventId} until={stage.until} />;
    case 'admitted':
      return <p>{text.admitted}</p>;
  }
}
