/** Types of calls, derived from the description: which paths a method has, what each takes, and what it answers. */
import type { CallOptions } from './calls.ts';
import type { paths } from './schema.ts';

type Method = 'get' | 'post' | 'put' | 'delete';

/** The paths that have this method. */
export type PathsOf<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never;
}[keyof paths];

type Parameters<Operation, Place extends 'path' | 'query'> = Operation extends {
  parameters: Record<Place, infer Named extends object>;
}
  ? Record<Place, Named>
  : Operation extends { parameters: Partial<Record<Place, infer Named>> }
    ? [NonNullable<Named>] extends [never]
      ? unknown
      : Partial<Record<Place, NonNullable<Named>>>
    : unknown;

interface Json<Body> {
  content: { 'application/json': Body };
}

type RequestBody<Operation> = Operation extends { requestBody: Json<infer Body> }
  ? { body: Body }
  : Operation extends { requestBody?: Json<infer Body> }
    ? { body?: Body }
    : unknown;

export type OptionsOf<Operation> = CallOptions &
  Parameters<Operation, 'path'> &
  Parameters<Operation, 'query'> &
  RequestBody<Operation>;

/** Left out where nothing is required. */
export type ArgumentsOf<Operation> =
  object extends OptionsOf<Operation>
    ? [options?: OptionsOf<Operation>]
    : [options: OptionsOf<Operation>];

type BodyOf<Response> = Response extends Json<infer Body> ? Body : undefined;

/** The body of a success. */
export type ResultOf<Operation> = Operation extends { responses: infer Responses }
  ? {
      [Status in keyof Responses & (200 | 201 | 202 | 204)]: BodyOf<Responses[Status]>;
    }[keyof Responses & (200 | 201 | 202 | 204)]
  : never;
