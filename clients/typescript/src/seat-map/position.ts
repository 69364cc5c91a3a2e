/** Where a reader stands in the history of an event: an epoch, and a version that counts within it. */
export interface Position {
  epoch: number;
  version: number;
}

/** Parses `<epoch>-<version>`. */
export function parsePosition(text: string | null): Position | null {
  const match = /^(\d{1,16})-(\d{1,16})$/.exec(text ?? '');
  if (!match) return null;
  const position = { epoch: Number(match[1]), version: Number(match[2]) };
  return Number.isSafeInteger(position.epoch) && Number.isSafeInteger(position.version)
    ? position
    : null;
}

/** Negative when `a` comes before `b`. Compared as a pair. */
export const comparePositions = (a: Position, b: Position): number =>
  a.epoch === b.epoch ? a.version - b.version : a.epoch - b.epoch;
