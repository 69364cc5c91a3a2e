/** The one shape of whatever goes wrong with a call. */
import type { Bodies, ErrorCode, Open } from './bodies.ts';
import { isInteger, isRecord } from './is-record.ts';

type SeatConflict = Bodies['SeatConflict'];
type FieldError = Bodies['FieldErrorBody'];

/** Two codes are the client's own: there was no response in time, or one that cannot be read. */
export type KnownCode = ErrorCode | 'NETWORK' | 'UNREADABLE';

/** What a refusal said beside its code. */
interface Said {
  message?: string;
  traceId?: string;
  retryable?: boolean;
  fields?: FieldError[];
  details?: unknown;
  retryAfterSeconds?: number | null;
  cause?: unknown;
}

export class Problem extends Error {
  readonly code: Open<KnownCode>;
  /** Of the response; 0 where there was none. */
  readonly status: number;
  readonly traceId: string | null;
  /** The same call may succeed a little later: after `retryAfterSeconds`, where the server said so. */
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | null;
  /** Each part of the request that is wrong. */
  readonly fields: readonly FieldError[];
  /** As they came. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: Open<KnownCode>, status: number, said: Said = {}) {
    super(said.message ?? code, { cause: said.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.traceId = said.traceId ?? null;
    this.retryable = said.retryable ?? false;
    this.retryAfterSeconds = said.retryAfterSeconds ?? null;
    this.fields = said.fields ?? [];
    this.details = isRecord(said.details) ? said.details : {};
  }

  /** The seats that stood in the way. */
  get conflicts(): SeatConflict[] {
    return listOf(this.details.conflicts, isConflict);
  }

  /** The ids of seats that a hold would have left single. */
  get singleSeats(): number[] {
    return listOf(this.details.singleSeats, isInteger);
  }

  /** The price of which fewer are left than were wanted, and how many are. */
  get fullTier(): Bodies['FullTierBody'] | null {
    const { fullTier } = this.details;
    return isFullTier(fullTier) ? fullTier : null;
  }

  /** The request may or may not have had an effect: with the same key, trying again finds out. */
  get outcomeUnknown(): boolean {
    return this.code === 'NETWORK' || this.code === 'UNREADABLE' || this.status >= 500;
  }

  /** The request succeeded, and the body differs from the description: a retry would bring the same body. */
  get isMismatch(): boolean {
    return this.code === 'UNREADABLE' && this.status >= 200 && this.status < 300;
  }
}

export const asProblem = (cause: unknown): Problem =>
  cause instanceof Problem ? cause : new Problem('UNREADABLE', 0, { cause });

/** The problem in a response that is not a success. */
export async function problemFrom(response: Response): Promise<Problem> {
  const { status } = response;
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const retryAfterSeconds = Number.isNaN(seconds) ? null : seconds;
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body))
    return new Problem(body.code, status, {
      message: body.message,
      traceId: body.traceId,
      retryable: body.retryable === true,
      fields: listOf(body.fields, isFieldError),
      details: body.details,
      retryAfterSeconds,
    });
  // A proxy responds in its own words; with a 5xx it did not reach the server, or lost its answer.
  const code = status >= 500 ? 'UNAVAILABLE' : 'UNREADABLE';
  return new Problem(code, status, {
    retryable: status === 429 || status > 500,
    retryAfterSeconds,
  });
}

/** Details only explain: a refusal stays a refusal when they cannot be read. */
const listOf = <Item>(value: unknown, is: (item: unknown) => item is Item): Item[] =>
  Array.isArray(value) && value.every(is) ? value : [];

const isErrorBody = (
  body: unknown,
): body is Record<string, unknown> & { code: string; message: string; traceId: string } =>
  isRecord(body) && [body.code, body.message, body.traceId].every(isText);

const isConflict = (value: unknown): value is SeatConflict =>
  isRecord(value) && isInteger(value.seatId) && isText(value.status);

const isFieldError = (value: unknown): value is FieldError =>
  isRecord(value) && [value.field, value.code, value.message].every(isText);

const isFullTier = (value: unknown): value is Bodies['FullTierBody'] =>
  isRecord(value) && isText(value.tier) && isInteger(value.free);

const isText = (value: unknown): value is string => typeof value === 'string';
