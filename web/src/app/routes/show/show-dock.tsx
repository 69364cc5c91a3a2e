import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { PLACES_MAX } from '@/features/basket/model/basket';
import { methodsQuery } from '@/features/checkout/api/list-methods';
import type { EventBody } from '@/features/events/model/event-body';
import { ExpiredNote } from '@/features/hold/components/expired-note';
import { HoldDock } from '@/features/hold/components/hold-dock';
import type { Hold } from '@/features/hold/model/hold-state';
import { useHold } from '@/features/hold/store/hold-store';
import { SelectionDock } from '@/features/seat-map/components/selection-dock';
import type { SeatWords } from '@/features/seat-map/hooks/use-seat-words';
import { seatOfId, type Layout, type Section } from '@/features/seat-map/model/layout';
import type { LiveMap } from '@/features/seat-map/store/live-map';
import { useText } from '@/i18n/language';
import { detailsOf, useWordsOf } from '@/app/shared/use-seat-details';
import { BestSeats } from './best-seats';
import { LineNote } from './line-note';
import { LostNote } from './lost-note';
import { OpeningNote } from './opening-note';
import { useChoiceWords } from './use-choice-words';
import type { Sale } from './use-sale';
import type { useSeatSelection } from './use-seat-selection';

interface ShowDockProps {
  event: EventBody;
  layout: Layout;
  map: LiveMap;
  words: SeatWords;
  selection: ReturnType<typeof useSeatSelection>;
  live: boolean;
  sale: Sale;
  /** Opens the panel of a section without seats. */
  onStanding(section: Section): void;
}

/** The bottom of the show page: first the selection, then the hold, then its end. */
export function ShowDock(props: ShowDockProps) {
  const { event, layout, selection } = props;
  const { hold, held } = selection;
  // Prefetched, so that the checkout is complete when it is opened.
  useQuery({ ...methodsQuery(), enabled: held !== null });
  const expired = hold.phase === 'expired' && hold.hold.eventId === layout.eventId && hold.hold;
  const known = useHeld(event, layout, held ?? (expired || null));
  if (held) {
    return (
      <Focused key="held">
        <HoldDock hold={held} lines={known?.lines ?? []} total={known?.total ?? ''} />
      </Focused>
    );
  }
  if (expired) {
    return (
      <Focused key="expired">
        <ExpiredNote
          places={known?.lines.map(({ place }) => place) ?? []}
          onAgain={() => void (known && selection.holdThese(known.wish))}
        />
      </Focused>
    );
  }
  return <Choosing {...props} />;
}

/** What the hold has, in words. */
function useHeld(event: EventBody, layout: Layout, hold: Hold | null) {
  const details = useMemo(
    () => hold && detailsOf(event, layout, hold.seatIds, hold.tiers),
    [event, layout, hold],
  );
  return useWordsOf(details);
}

function Choosing(props: ShowDockProps) {
  const { event, layout, map, words, selection, live, sale, onStanding } = props;
  const { dock: text, map: mapText } = useText();
  const problem = useHold((store) => store.problem);
  const { hold, lost, wish, holdThese, findBest, holdBest, findSimilar } = selection;
  const choice = useChoiceWords({ layout, map, words, selection, live });
  const closed = {
    opens: sale.phase === 'opens' && <OpeningNote opensAt={sale.opensAt} />,
    line: sale.phase === 'line' && <LineNote eventId={event.id} admission={sale.admission} />,
    soldOut: <p>{text.soldOut}</p>,
    open: null,
  }[sale.phase];
  const placeOf = (id: number) => words.place(seatOfId(id));
  const [first] = layout.sections;
  const seated = layout.count > 0;
  const help = seated ? (
    <BestSeats onFind={findBest} onHold={closed ? null : holdBest} />
  ) : (
    first && <Button onClick={() => onStanding(first)}>{text.howMany}</Button>
  );
  return (
    <SelectionDock
      {...choice}
      busy={hold.phase === 'requesting'}
      emptyNext={seated ? text.emptyNext(PLACES_MAX) : mapText.standingFull(PLACES_MAX)}
      closed={closed}
      suggest={sale.phase !== 'soldOut' && help}
      onHold={() => void holdThese(wish)}
    >
      {lost.length > 0 && <LostNote lost={lost} words={words} onSimilar={findSimilar} />}
      {problem && lost.length === 0 && (
        <ProblemNote problem={problem}>
          {problem.singleSeats.length > 0 && (
            <span>{text.single(problem.singleSeats.map(placeOf).join(', '))}</span>
          )}
        </ProblemNote>
      )}
    </SelectionDock>
  );
}

/** Takes the focus that was on a button of the dock before it, so that the keyboard goes on from here. */
function Focused({ children }: { children: ReactNode }) {
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) here.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={here} tabIndex={-1}>
      {children}
    </div>
  );
}
