import * as v from 'valibot';
import { currency, integer, schemaOf, type Bodies } from '@/api/contract';

export type LayoutBody = Bodies['LayoutBody'];

const rectangle = { top: integer, left: integer, rows: integer, cols: integer };

const point = schemaOf<Bodies['PointBody']>()(v.object({ x: integer, y: integer }));

const arc = schemaOf<Bodies['ArcBody']>()(
  v.object({ front: point, turn: integer, radius: v.pipe(integer, v.minValue(0)) }),
);

const tier = schemaOf<Bodies['TierBody']>()(
  v.object({ name: v.string(), price: integer, cap: v.exactOptional(integer) }),
);

const standing = schemaOf<Bodies['StandingRoomBody']>()(
  v.object({ capacity: integer, tiers: v.exactOptional(v.array(tier)) }),
);

const section = schemaOf<Bodies['SectionBody']>()(
  v.object({
    ...rectangle,
    name: v.string(),
    price: integer,
    arc: v.exactOptional(arc),
    standing: v.exactOptional(standing),
  }),
);

/** An arena has sixty thousand of these numbers, so they are checked in a loop and not by a schema for each. */
const column = v.custom<number[]>((value) => Array.isArray(value) && value.every(Number.isInteger));

const within = (values: readonly number[], low: number, high: number) =>
  values.every((value) => value >= low && value <= high);

/** The columns become arrays of 16 bits, in which a larger number would silently wrap around. */
const GRID_MAX = 65_535;
const gridSide = v.pipe(integer, v.minValue(0), v.maxValue(GRID_MAX));

export const layoutBody = v.pipe(
  schemaOf<LayoutBody>()(
    v.object({
      eventId: integer,
      currency,
      rows: gridSide,
      cols: gridSide,
      sections: v.array(section),
      stage: v.exactOptional(schemaOf<Bodies['StageBody']>()(v.object(rectangle))),
      outline: v.exactOptional(v.array(point)),
      accessible: v.exactOptional(column),
      companion: v.exactOptional(column),
      buyerLimit: v.exactOptional(integer),
      r: column,
      c: column,
      section: column,
    }),
  ),
  v.check(
    ({ r, c, section }) => r.length === c.length && r.length === section.length,
    'columns of different lengths',
  ),
  v.check(
    ({ r, c, section, rows, cols, sections }) =>
      within(r, 1, rows) && within(c, 1, cols) && within(section, 0, sections.length - 1),
    'a seat outside of the grid or of every section',
  ),
  v.check(
    ({ r, accessible = [], companion = [] }) =>
      within(accessible, 1, r.length) && within(companion, 1, r.length),
    'a flag of a seat that does not exist',
  ),
);
