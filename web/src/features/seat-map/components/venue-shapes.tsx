import { boxOf, type Point } from '../model/geometry';
import type { Layout, Section } from '../model/layout';

interface VenueShapesProps {
  layout: Layout;
  /** Classes of the walls, the stage and each section. */
  walls: string | undefined;
  stage: string | undefined;
  section(section: Section): { className?: string | undefined; style?: React.CSSProperties };
}

/** Walls, stage and sections of a venue as SVG, in seats. */
export function VenueShapes({ layout, walls, stage, section }: VenueShapesProps) {
  return (
    <>
      {layout.outline.length > 0 && <polygon points={pointsOf(layout.outline)} className={walls} />}
      {layout.stage && <Stage part={layout.stage} className={stage} />}
      {layout.sections.map((one) => (
        <polygon key={one.index} points={pointsOf(one.edge)} {...section(one)} />
      ))}
    </>
  );
}

const pointsOf = (corners: readonly Point[]): string =>
  corners.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');

interface StageProps {
  part: Parameters<typeof boxOf>[0];
  className: string | undefined;
}

function Stage({ part, className }: StageProps) {
  const { left, top, right, bottom } = boxOf(part);
  return <rect x={left} y={top} width={right - left} height={bottom - top} className={className} />;
}
