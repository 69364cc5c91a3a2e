const MINUTE_S = 60;
const STEP_S = 10;

/** In milliseconds. An estimate is no timetable: whole minutes, and below one steps of ten seconds. */
export function roundedWait(seconds: number): number {
  const step = seconds >= MINUTE_S ? MINUTE_S : STEP_S;
  return Math.max(Math.round(seconds / step), 1) * step * 1_000;
}
