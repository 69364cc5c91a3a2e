/** The one shape in which anything that went wrong reaches a component. */
import type { Open } from '@holdfast/client/bodies';
import type { KnownCode as ClientCode } from '@holdfast/client/problem';

export { asProblem, Problem } from '@holdfast/client/problem';

/** One code is the page's own: several reservations that no order can have. */
export type KnownCode = ClientCode | 'ONE_SECTION_AT_A_TIME';
export type ProblemCode = Open<KnownCode>;
