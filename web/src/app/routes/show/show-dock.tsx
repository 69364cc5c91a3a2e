import { useQuery } from '@tanstack/react-query';
import { ProblemNote } from '@/components/ui/problem-note';
import { PLACES_MAX } from '@/features/basket/model/basket';
import { methodsQuery } from '@/features/checkout/api/list-methods';
import { ExpiredNote } from '@/features/hold/components/expired-note';
import { HoldDock } from '@/features/hold/components/hold-dock';
import { useHold } from '@/features/hold/store/hold-store';
import { SelectionDock } from '@/features/seat-map/components/selection-dock';
import type { SeatWords } from '@/features/seat-map/hooks/use-seat-words';
import { priceOf, seatOfId, type Layout } from '@/features/seat-map/model/layout';
import { LostNote } from './lost-note';
import type { useSeatSelection } from './use-seat-selection';

interface ShowDockProps {
  layout: Layout;
  words: SeatWords;
  selection: ReturnType<typeof useSeatSelection>;
  live: boolean;
  closed: string | null;
}

/** The bottom of the show page: first the selection, then the hold, then its end. */
export function ShowDock({ layout, words, selection, live, closed }: ShowDockProps) {
  const problem = useHold((store) => store.problem);
  const { hold, held, seats, lost, pick, holdThese, findSimilar } = selection;
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
    return <HoldDock hold={held} seats={named} total={words.price(total)} />;
  }
  if (hold.phase === 'expired' && hold.hold.eventId === layout.eventId) {
    return (
      <ExpiredNote
        hold={hold.hold}
        places={hold.hold.seatIds.map((id) => words.place(seatOfId(id)))}
        onAgain={(ids) => void holdThese(ids.map(seatOfId))}
      />
    );
  }
  return (
    <SelectionDock
      layout={layout}
      words={words}
      seats={seats}
      sure={live}
      busy={hold.phase === 'requesting'}
      placesMax={PLACES_MAX}
      closed={closed}
      onRemove={pick}
      onHold={() => void holdThese(seats)}
    >
      {lost.length > 0 && <LostNote lost={lost} words={words} onSimilar={findSimilar} />}
      {problem && lost.length === 0 && <ProblemNote problem={problem} />}
    </SelectionDock>
  );
}
