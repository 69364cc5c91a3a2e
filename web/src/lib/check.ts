/** Checks what came over the wire against its schema. A mismatch is named on the console, so that it is found where it arose. */
import * as v from 'valibot';

/** A page that is older or newer than its server would report the same with every response. */
const REPORTS_MAX = 20;
const reported = new Set<string>();

/** The value as its schema describes it, or `null` when it is something else; `source` says where it came from. */
export function checked<Body>(
  schema: v.GenericSchema<unknown, Body>,
  value: unknown,
  source: string,
): Body | null {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  reportMismatch(source, `${v.getDotPath(issue) ?? 'the whole body'}: ${issue.message}`);
  return null;
}

/** Reports each difference once, up to a limit. */
export function reportMismatch(source: string, difference: string): void {
  const line = `${source} differs from the contract at ${difference}`;
  if (reported.size >= REPORTS_MAX || reported.has(line)) return;
  reported.add(line);
  // The one place that writes to the console: the buyer reads a sentence, and a developer needs the field.
  // eslint-disable-next-line no-console
  console.error(line);
}

/** The value of a JSON text; `undefined`, which fits no schema, when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
