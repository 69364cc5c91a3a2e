import { useState } from 'react';
import type { EventBody } from '@/features/events/model/event-body';
import { Legend } from '@/features/seat-map/components/legend';
import { PriceFilter } from '@/features/seat-map/components/price-filter';
import { SeatCanvas } from '@/features/seat-map/components/seat-canvas';
import { SeatList } from '@/features/seat-map/components/seat-list';
import { useLiveMap } from '@/features/seat-map/hooks/use-live-map';
import { useSeatWords } from '@/features/seat-map/hooks/use-seat-words';
import { hasWanted, NO_FILTER } from '@/features/seat-map/model/filter';
import { panelId } from '@/features/seat-map/components/standing-panel';
import type { Layout, Section } from '@/features/seat-map/model/layout';
import { SheetGrip, type Stop } from '@/components/ui/sheet-grip';
import { useText } from '@/i18n/language';
import { LeaveGuard } from '@/app/shared/leave-guard';
import { ConnectionNote } from './connection-note';
import { ShowDock } from './show-dock';
import { ShowHead } from './show-head';
import { useDockHeight } from './use-dock-height';
import { useMapView } from './use-map-view';
import { useSale } from './use-sale';
import { useCounts } from './use-counts';
import { useSeatSelection } from './use-seat-selection';
import { ViewSwitch } from './view-switch';
import styles from './show.module.css';

/** The show once its layout is here: list and map of the same seats, and what the buyer does with them. */
export function ShowStage({ event, layout }: { event: EventBody; layout: Layout }) {
  const { map: text } = useText();
  const live = useLiveMap(layout);
  const words = useSeatWords(layout);
  const view = useMapView(layout);
  const selection = useSeatSelection(event, layout, live.map, words, view);
  const counts = useCounts(words);
  const sale = useSale(event, live.map);
  const [stop, setStop] = useState<Stop>('peek');
  const dock = useDockHeight();
  const { connection } = live;
  const stale = connection !== 'live' && connection !== 'connecting';
  const shared = {
    layout,
    map: live.map,
    words,
    own: selection.own,
    held: selection.held !== null,
    filter: view.filter,
    onPick: selection.pick,
  };
  const openSection = (section: Section) => {
    view.openInList(section);
    if (!section.standing) return;
    if (!hasWanted(view.filter, section)) view.setFilter(NO_FILTER);
    // Without seats there is nothing to choose on the map: the panel is the next thing.
    if (stop === 'peek') setStop('half');
    requestAnimationFrame(() => document.getElementById(panelId(section))?.focus());
  };
  return (
    <div className={styles.show} data-stop={stop} data-wide>
      <LeaveGuard />
      <div className={styles.head}>
        <ShowHead event={event} connection={connection} />
        <PriceFilter layout={layout} words={words} filter={view.filter} onFilter={view.setFilter} />
      </div>
      <div className={styles.list} id="seat-list">
        <SeatList
          {...shared}
          counts={counts}
          open={view.section}
          onOpen={view.openOnBoth}
          onHover={view.hover}
        />
      </div>
      <div className={styles.map}>
        <div className={styles.notes}>
          <ConnectionNote connection={connection} caughtUp={live.caughtUp} />
        </div>
        <SeatCanvas {...shared} veiled={stale} onSection={openSection} onReady={view.setRenderer}>
          {layout.count > 0 && <Legend />}
        </SeatCanvas>
      </div>
      <div className={styles.dock} ref={dock}>
        <div className={styles.handle}>
          <SheetGrip stop={stop} onStop={setStop} label={text.openList} />
          <ViewSwitch stop={stop} onStop={setStop} />
        </div>
        <ShowDock
          event={event}
          layout={layout}
          map={live.map}
          words={words}
          selection={selection}
          live={connection === 'live'}
          sale={sale}
          onStanding={openSection}
        />
      </div>
    </div>
  );
}
