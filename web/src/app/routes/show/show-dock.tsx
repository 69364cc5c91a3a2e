import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { ProblemNote } from '@/components/ui/problem-note';
import { PLACES_MAX } from '@/features/basket/model/basket';
import { methodsQuery } from '@/features/checkout/api/list-methods';
import { ExpiredNote } from '@/features/hold/components/expired-note';
import { HoldDock } from '@/features/hold/components/hold-dock';
import { useHold } from '@/features/hold/store/hold-store';
import { SelectionDock } from '@/features/seat-map/components/selection-dock';
import type { SeatWords } from '@/features/seat-map/hooks/use-seat-words';
import { priceOf, seatOfId, type Layout } from '@/features/seat-map/model/layout';
import { useText } from '@/i18n/language';
import { BestSeats } from './best-seats';
import { LostNote } from './lost-note';
import { OpeningNote } from './opening-note';
import type { Sale } from './use-sale';
import type { useSeatSelection } from './use-seat-selection';

interface ShowDockProps {
  layout: Layout;
  words: SeatWords;
  selection: ReturnType<typeof useSeatSelection>;
  live: boolean;
  sale: Sale;
}

/** The bottom of the show page: first the selection, then the hold, then its end. */
export function ShowDock(props: ShowDockProps) {
  const { layout, words, selection } = props;
  const { hold, held, holdThese } = selection;
  // Prefetched, so that the checkout is complete when it is opened.
  useQuery({ ...methodsQuery(), enabled: held !== null });
  if (held) {
    const indexes = held.seatIds.map(seatOfId);
    const total = indexes.reduce((sum, seat) => sum + priceOf(layout, seat), 0);
    const named = indexes.map((seat) => ({
      id: seat,
      place: words.place(seat),
      price: words.price(priceOf(layout, seat)),
    }));
    return (
      <Focused key="held">
        <HoldDock hold={held} seats={named} total={words.price(total)} />
      </Focused>
    );
  }
  if (hold.phase === 'expired' && hold.hold.eventId === layout.eventId) {
    return (
      <Focused key="expired">
        <ExpiredNote
          hold={hold.hold}
          places={hold.hold.seatIds.map((id) => words.place(seatOfId(id)))}
          onAgain={(ids) => void holdThese(ids.map(seatOfId))}
        />
      </Focused>
    );
  }
  return <Choosing {...props} />;
}

function Choosing({ layout, words, selection, live, sale }: ShowDockProps) {
  const { dock: text } = useText();
  const problem = useHold((store) => store.problem);
  const { hold, seats, lost, alone, pick, holdThese, findBest, findSimilar } = selection;
  const closed = {
    opens: sale.phase === 'opens' && <OpeningNote opensAt={sale.opensAt} />,
    soldOut: <p>{text.soldOut}</p>,
    open: null,
  }[sale.phase];
  return (
    <SelectionDock
      layout={layout}
      words={words}
      seats={seats}
      sure={live}
      busy={hold.phase === 'requesting'}
      placesMax={PLACES_MAX}
      closed={closed}
      suggest={sale.phase !== 'soldOut' && <BestSeats onFind={findBest} />}
      alone={alone}
      onRemove={pick}
      onHold={() => void holdThese(seats)}
    >
      {lost.length > 0 && <LostNote lost={lost} words={words} onSimilar={findSimilar} />}
      {problem && lost.length === 0 && <ProblemNote problem={problem} />}
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
