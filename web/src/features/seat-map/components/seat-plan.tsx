import { venueBox } from '../drawing/camera';
import { pointOf, type Layout } from '../model/layout';
import { VenueShapes } from './venue-shapes';
import styles from './seat-plan.module.css';

/** The venue in small, with one seat marked: where to go. For the eye alone; the seat stands beside it in words. */
export function SeatPlan({ layout, seat }: { layout: Layout; seat: number }) {
  const { left, top, right, bottom } = venueBox(layout);
  const own = layout.section[seat];
  const { x, y } = pointOf(layout, seat);
  const mark = Math.max(right - left, bottom - top) / 36;
  return (
    <svg
      viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
      className={styles.plan}
      aria-hidden="true"
    >
      <VenueShapes
        layout={layout}
        walls={styles.walls}
        stage={styles.stage}
        section={({ index }) => ({ className: index === own ? styles.own : styles.section })}
      />
      <circle cx={x} cy={y} r={mark} className={styles.seat} />
    </svg>
  );
}
