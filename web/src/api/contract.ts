/** The bodies of the API as types and as schemas, and what ties the two together. */
import * as v from 'valibot';

export type { Bodies, Open } from '@holdfast/client/bodies';

/** Assignable in both directions, and with the same keys, so that an optional field cannot be forgotten. */
type Same<Left, Right> = [Left, Right, keyof Left] extends [Right, Left, keyof Right]
  ? [keyof Right] extends [keyof Left]
    ? unknown
    : 'the schema and its type have different fields'
  : 'the schema and its type differ';

/** Ties a schema to the type of what it reads: when only one of them changes, it does not compile. */
export const schemaOf =
  <Body>() =>
  <Schema extends v.GenericSchema<unknown, unknown>>(
    schema: Schema & Same<v.InferOutput<Schema>, Body>,
  ): Schema =>
    schema;

/** An id, a count or an amount: a number that JavaScript holds exactly. */
export const integer = v.pipe(v.number(), v.safeInteger());

/** A moment that `Date` understands; formatting any other text throws. */
export const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'not a time'),
);

/** Three letters: formatting money in any other currency throws. */
export const currency = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/));
