// How large a run is: the scripts have the shape of the traffic, the files in `profiles/` its numbers.
const profile = __ENV.PROFILE || 'smoke';
const { slack, scripts } = JSON.parse(open(import.meta.resolve(`../profiles/${profile}.json`)));

export function size(script) {
  if (!(script in scripts)) {
    throw new Error(`profiles/${profile}.json has no numbers for ${script}`);
  }
  return scripts[script];
}

// A limit on nineteen of twenty. `smoke` runs on machines that do other things too, so its limits on times have slack.
export const p95 = (milliseconds) => `p(95)<${milliseconds * slack}`;

// Up within a third of the time, and held there.
export function ramp({ to, seconds }) {
  const up = Math.ceil(seconds / 3);
  return [
    { duration: `${up}s`, target: to },
    { duration: `${seconds - up}s`, target: to },
  ];
}
