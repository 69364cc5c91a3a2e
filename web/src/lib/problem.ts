/** The one shape in which anything that went wrong reaches a component. */
import type { components } from '@/api/schema';

export type ErrorBody = components['schemas']['ErrorBody'];
export type ErrorCode = components['schemas']['ErrorCode'];
export type SeatConflict = components['schemas']['SeatConflict'];

/** Codes of our own: no answer came, or one that nobody can read. */
export type ProblemCode = ErrorCode | 'NETWORK' | 'UNREADABLE';

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly traceId: string | null;
  readonly fields: Record<string, string>;
  readonly conflicts: SeatConflict[];
  readonly retryAfterSeconds: number | null;

  constructor(code: ProblemCode, status: number, body?: ErrorBody, retryAfter?: number | null) {
    super(body?.message ?? code);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.traceId = body?.traceId ?? null;
    const details = body?.details;
    this.fields = details && 'fields' in details ? details.fields : {};
    this.conflicts = details && 'conflicts' in details ? details.conflicts : [];
    this.retryAfterSeconds = retryAfter ?? null;
  }

  /** Nobody can tell whether the request had an effect: ask again with the same key. */
  get outcomeUnknown(): boolean {
    return this.code === 'NETWORK' || this.code === 'UNREADABLE' || this.status >= 500;
  }
}

export const asProblem = (cause: unknown): Problem =>
  cause instanceof Problem ? cause : new Problem('UNREADABLE', 0);
