/** The buyer's seats on the show page: selecting, losing and holding them. It turns the selection into a hold. */
import { useCallback, useEffect, useMemo } from 'react';
import { announce } from '@/components/ui/announcer';
import { say } from '@/components/ui/toast';
import { noteFullTier } from '@/features/hold/store/full-tiers';
import { dismissProblem, requestHold, useHold } from '@/features/hold/store/hold-store';
import { dispatchAdmission } from '@/features/admission/store/admission-store';
import { areasIn, PLACES_MAX, placesIn, seatIdsIn } from '@/features/basket/model/basket';
import type { Wish } from '@/features/hold/model/hold-state';
import {
  addSeats,
  chosenSeatIds,
  emptyBasket,
  loseSeats,
  openBasket,
  replaceSeats,
  toggleSeat,
  useBasket,
} from '@/features/basket/store/basket-store';
import type { SeatWords } from '@/features/seat-map/hooks/use-seat-words';
import { idOfSeat, seatOfId, type Layout } from '@/features/seat-map/model/layout';
import type { LiveMap } from '@/features/seat-map/store/live-map';
import { similarSeats } from '@/features/seat-map/model/neighbours';
import { AVAILABLE } from '@holdfast/client/seat-map/status';
import { linePath } from '@/app/shared/event-path';
import { detailsOf } from '@/app/shared/use-seat-details';
import { keepDetails } from '@/app/shared/kept-details';
import type { EventBody } from '@/features/events/model/event-body';
import { useSeatRevision } from '@/features/seat-map/hooks/use-seat-revision';
import { bestTogether, leavesOneAlone } from '@/features/seat-map/model/best-seats';
import { bestWish, wishFor } from './choice';
import type { useMapView } from './use-map-view';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { serverNow } from '@/lib/server-clock';
import { pageHistory } from '@/navigation/history';

export function useSeatSelection(
  event: EventBody,
  layout: Layout,
  map: LiveMap,
  words: SeatWords,
  { filter, reveal }: Pick<ReturnType<typeof useMapView>, 'filter' | 'reveal'>,
) {
  const text = useText();
  const format = useFormat();
  const hold = useHold((store) => store.state);
  const { lines, lost: lostIds } = useBasket();
  const seats = useMemo(() => seatIdsIn(lines).map(seatOfId), [lines]);
  const wish = useMemo(() => wishFor(lines), [lines]);
  const lost = useMemo(() => lostIds.map(seatOfId), [lostIds]);
  useEffect(() => openBasket(layout.eventId, layout.count), [layout]);
  useLosses(map);
  // Held seats are no longer a selection, also when there was a reload in between.
  useEffect(() => {
    if (hold.phase === 'held') emptyBasket();
  }, [hold.phase]);

  const held = hold.phase === 'held' && hold.hold.eventId === layout.eventId ? hold.hold : null;
  const own = useMemo(
    () => new Set(held ? held.seatIds.map(seatOfId).filter((seat) => seat < layout.count) : seats),
    [layout, held, seats],
  );

  const alone = useAlone(layout, map, own, held !== null);

  const pick = useCallback(
    (seat: number) => {
      const { phase } = useHold.getState().state;
      if (phase === 'held' || phase === 'requesting') return;
      const place = words.place(seat);
      if (map.statuses[seat] !== AVAILABLE && !chosenSeatIds().includes(idOfSeat(seat)))
        return say(text.dock.notFree(place));
      dismissProblem();
      const toggled = toggleSeat(idOfSeat(seat));
      const count = placesIn(useBasket.getState().lines);
      if (toggled === 'full') say(text.dock.full(PLACES_MAX));
      else if (toggled === 'added') announce(text.dock.added(place, count));
      else announce(text.dock.removed(place, count));
    },
    [map, words, text],
  );

  const holdThese = useCallback(
    async (wanted: Wish) => {
      const problem = await requestHold(layout.eventId, wanted);
      if (problem) {
        loseSeats(problem.conflicts.map(({ seatId }) => seatId));
        if (problem.fullTier) noteFullTier(layout.eventId, wanted, problem.fullTier);
        if (problem.code === 'QUEUE_TOKEN_REQUIRED') goToLine(layout.eventId);
        return;
      }
      const { state } = useHold.getState();
      if (state.phase === 'held') {
        if (wanted.best) reveal(state.hold.seatIds.map(seatOfId));
        const details = detailsOf(event, layout, state.hold.seatIds, state.hold.tiers);
        if (details) keepDetails(details);
        const left = format.duration(state.hold.expiresAt - serverNow());
        announce(text.hold.done(state.hold.seatIds.length, left));
      }
    },
    [event, layout, reveal, format, text],
  );

  const holdBest = useCallback(
    (quantity: number) => void holdThese(bestWish(layout, filter, quantity)),
    [layout, filter, holdThese],
  );

  const findBest = useCallback(
    (count: number) => {
      const found = bestTogether(layout, map.statuses, { count, filter });
      if (found.length === 0) return false;
      // Best seats take the place of other seats, but not of places to stand.
      if (count + placesIn(areasIn(useBasket.getState().lines)) > PLACES_MAX) {
        say(text.dock.full(PLACES_MAX));
        return true;
      }
      dismissProblem();
      replaceSeats(found.map(idOfSeat));
      reveal(found);
      say(text.dock.foundTogether(found.length));
      return true;
    },
    [layout, map, filter, reveal, text],
  );

  const findSimilar = useCallback(() => {
    const kept = new Set(chosenSeatIds().map(seatOfId));
    const gone = useBasket.getState().lost.map(seatOfId);
    const found = similarSeats(layout, map.statuses, gone, kept, gone.length);
    dismissProblem();
    if (found.length === 0) return say(text.dock.noSimilar);
    addSeats(found.map(idOfSeat));
    reveal(found);
    say(text.dock.found(found.length));
  }, [layout, map, reveal, text]);

  return {
    ...{ own, held, hold, lines, wish, lost, alone, pick, holdThese, findBest, findSimilar },
    // No one is given a place for a wheelchair who has not chosen it.
    holdBest: filter.flagged ? null : holdBest,
  };
}

/** The choice is kept meanwhile. */
function goToLine(eventId: number): void {
  dispatchAdmission(eventId, { kind: 'required' });
  dismissProblem();
  pageHistory.push(linePath(eventId));
}

/** Whether the choice of the moment leaves a single seat beside it. */
function useAlone(layout: Layout, map: LiveMap, own: ReadonlySet<number>, held: boolean): boolean {
  const revision = useSeatRevision(map, 1_000);
  return useMemo(
    () => revision >= 0 && !held && leavesOneAlone(layout, map.statuses, own),
    [layout, map, own, held, revision],
  );
}

/** Removes seats that other buyers have taken from the selection. While our own request is in flight, the buyer may be ourselves. */
function useLosses(map: LiveMap): void {
  const phase = useHold((store) => store.state.phase);
  useEffect(() => {
    if (phase === 'requesting' || phase === 'held') return;
    const dropTaken = () => {
      if (!map.known) return;
      const gone = chosenSeatIds().filter((id) => map.statuses[seatOfId(id)] !== AVAILABLE);
      if (gone.length > 0) loseSeats(gone);
    };
    dropTaken();
    return map.listen({ onSeats: dropTaken });
  }, [map, phase]);
}
