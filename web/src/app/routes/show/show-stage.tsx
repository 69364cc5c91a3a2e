import { useState } from 'react';
import type { EventBody } from '@/features/events/model/event-body';
import { Legend } from '@/features/seat-map/components/legend';
import { SeatCanvas } from '@/features/seat-map/components/seat-canvas';
import { SeatList } from '@/features/seat-map/components/seat-list';
import { useLiveMap } from '@/features/seat-map/hooks/use-live-map';
import { useSeatRevision } from '@/features/seat-map/hooks/use-seat-revision';
import { useSeatWords } from '@/features/seat-map/hooks/use-seat-words';
import type { Layout } from '@/features/seat-map/model/layout';
import { useServerTime } from '@/components/hooks/use-server-time';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { LeaveGuard } from '@/app/shared/leave-guard';
import { ConnectionNote } from './connection-note';
import { ShowDock } from './show-dock';
import { ShowHead } from './show-head';
import { useSeatSelection } from './use-seat-selection';
import { ViewSwitch, type View } from './view-switch';
import styles from './show.module.css';

/** The show once its layout is here: list and map of the same seats, and what the buyer does with them. */
export function ShowStage({ event, layout }: { event: EventBody; layout: Layout }) {
  const live = useLiveMap(layout);
  const words = useSeatWords(layout);
  const selection = useSeatSelection(layout, live.map, words);
  const closed = useClosed(event, live.map);
  const [view, setView] = useState<View>('map');
  const stale =
    live.connection === 'catching-up' ||
    live.connection === 'offline' ||
    live.connection === 'refused';
  const shared = {
    layout,
    map: live.map,
    words,
    own: selection.own,
    held: selection.held !== null,
    onPick: selection.pick,
  };
  return (
    <div className={styles.show} data-view={view} data-wide>
      <LeaveGuard />
      <div className={styles.head}>
        <ShowHead event={event} connection={live.connection} />
        <ViewSwitch view={view} onView={setView} />
      </div>
      <div className={styles.list} id="seat-list">
        <SeatList {...shared} />
      </div>
      <div className={styles.map}>
        <div className={styles.notes}>
          <ConnectionNote connection={live.connection} caughtUp={live.caughtUp} />
        </div>
        <SeatCanvas {...shared} veiled={stale}>
          <Legend layout={layout} words={words} />
        </SeatCanvas>
      </div>
      <div className={styles.dock}>
        <ShowDock
          layout={layout}
          words={words}
          selection={selection}
          live={live.connection === 'live'}
          closed={closed}
        />
      </div>
    </div>
  );
}

/** Why nothing can be held: the sale has not opened, or the show is sold out. */
function useClosed(event: EventBody, map: ReturnType<typeof useLiveMap>['map']): string | null {
  const { dock } = useText();
  const format = useFormat();
  const opensAt = Date.parse(event.onSaleAt);
  const now = useServerTime(opensAt > 0, 1_000);
  useSeatRevision(map, 1_000);
  if (now < opensAt) return dock.notOpen(format.moment(event.onSaleAt));
  if (map.known && map.free.every((free) => free === 0)) return dock.soldOut;
  return null;
}
