import { boxOf, venueBox } from '../drawing/camera';
import { colOf, rowOf, type Layout } from '../model/layout';
import styles from './seat-plan.module.css';

/** The venue in small, with one seat marked: where to go. For the eye alone; the seat stands beside it in words. */
export function SeatPlan({ layout, seat }: { layout: Layout; seat: number }) {
  const { left, top, right, bottom } = venueBox(layout);
  const own = layout.section[seat];
  const mark = Math.max(right - left, bottom - top) / 36;
  return (
    <svg
      viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
      className={styles.plan}
      aria-hidden="true"
    >
      {layout.stage && <Part part={layout.stage} className={styles.stage} />}
      {layout.sections.map((section) => (
        <Part
          key={section.index}
          part={section}
          className={section.index === own ? styles.own : styles.section}
        />
      ))}
      <circle cx={colOf(layout, seat)} cy={rowOf(layout, seat)} r={mark} className={styles.seat} />
    </svg>
  );
}

function Part({
  part,
  className,
}: {
  part: Parameters<typeof boxOf>[0];
  className: string | undefined;
}) {
  const { left, top, right, bottom } = boxOf(part);
  return <rect x={left} y={top} width={right - left} height={bottom - top} className={className} />;
}
