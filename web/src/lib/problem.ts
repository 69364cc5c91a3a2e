/** The one shape in which anything that went wrong reaches a component. */
import * as v from 'valibot';
import { integer, schemaOf, seatStatus, type Bodies, type Open } from '@/api/contract';

type SeatConflict = Bodies['SeatConflict'];
/** Without what the page has no use for: it knows by the code what to do, and has words of its own. */
type ErrorBody = Omit<Bodies['ErrorBody'], 'code' | 'detail' | 'fields' | 'help' | 'retryable'> & {
  code: Open<Bodies['ErrorCode']>;
};

/** Three codes are the page's own: there was no response, or one that cannot be read, or several reservations that no order can have. */
export type KnownCode = Bodies['ErrorCode'] | 'NETWORK' | 'UNREADABLE' | 'ONE_SECTION_AT_A_TIME';
export type ProblemCode = Open<KnownCode>;

const seatConflict = schemaOf<SeatConflict>()(v.object({ seatId: integer, status: seatStatus }));

const errorBody = schemaOf<ErrorBody>()(
  v.object({
    code: v.string(),
    message: v.string(),
    traceId: v.string(),
    // Details only explain: a refusal stays a refusal when they cannot be read.
    details: v.exactOptional(
      v.fallback(
        v.nullable(
          v.union([
            v.object({ conflicts: v.array(seatConflict) }),
            v.object({ fields: v.record(v.string(), v.string()) }),
            v.object({ singleSeats: v.array(integer) }),
            v.object({ largest: integer }),
            v.object({ free: integer }),
            v.object({ fullTier: v.object({ tier: v.string(), free: integer }) }),
            v.object({ policy: v.string() }),
          ]),
        ),
        null,
      ),
    ),
  }),
);

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly traceId: string | null;
  readonly conflicts: SeatConflict[];
  /** The ids of seats that a hold would have left single. */
  readonly singleSeats: number[];
  /** The price of which fewer are left than were wanted, and how many are. */
  readonly fullTier: { tier: string; free: number } | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: ProblemCode, status: number, body?: ErrorBody, retryAfter?: number | null) {
    super(body?.message ?? code);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.traceId = body?.traceId ?? null;
    const details = body?.details;
    this.conflicts = details && 'conflicts' in details ? details.conflicts : [];
    this.singleSeats = details && 'singleSeats' in details ? details.singleSeats : [];
    this.fullTier = details && 'fullTier' in details ? details.fullTier : null;
    this.retryAfterSeconds = retryAfter ?? null;
  }

  /** The request may or may not have had an effect: it is retried with the same key. */
  get outcomeUnknown(): boolean {
    return this.code === 'NETWORK' || this.code === 'UNREADABLE' || this.status >= 500;
  }

  /** The request succeeded, and the body differs from the contract: a retry would bring the same body. */
  get isMismatch(): boolean {
    return this.code === 'UNREADABLE' && this.status >= 200 && this.status < 300;
  }
}

export const asProblem = (cause: unknown): Problem =>
  cause instanceof Problem ? cause : new Problem('UNREADABLE', 0);

/** The problem in a response that is not a success. */
export async function problemFrom(response: Response): Promise<Problem> {
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const retryAfter = Number.isNaN(seconds) ? null : seconds;
  const body = v.safeParse(errorBody, await response.json().catch(() => null));
  if (body.success) return new Problem(body.output.code, response.status, body.output, retryAfter);
  // A proxy responds in its own words; with a 5xx it did not reach the server.
  const code = response.status >= 500 ? 'UNAVAILABLE' : 'UNREADABLE';
  return new Problem(code, response.status, undefined, retryAfter);
}
