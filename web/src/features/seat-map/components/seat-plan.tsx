import { venueBox } from '../drawing/camera';
import type { Point } from '../model/geometry';
import { pointOf, sectionOf, seatOfId, type Layout } from '../model/layout';
import { sectionOfPlace } from '../model/standing';
import { VenueShapes } from './venue-shapes';
import styles from './seat-plan.module.css';

/** The venue in small, with one seat marked, or the section of a place to stand: where to go. For the eye alone; the seat stands beside it in words. */
export function SeatPlan({ layout, seatId }: { layout: Layout; seatId: number }) {
  const { left, top, right, bottom } = venueBox(layout);
  const seat = seatOfId(seatId);
  const own = sectionOf(layout, seat) ?? sectionOfPlace(layout.sections, seatId);
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
        section={({ index }) => ({ className: index === own?.index ? styles.own : styles.section })}
      />
      {own && !own.standing && <Seat at={pointOf(layout, seat)} radius={mark} />}
    </svg>
  );
}

const Seat = ({ at, radius }: { at: Point; radius: number }) => (
  <circle cx={at.x} cy={at.y} r={radius} className={styles.seat} />
);
