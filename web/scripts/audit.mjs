/**
 * Known weaknesses of what the page ships, as far as the registry answers. Ends with 0 when there are none of weight, 1 when there are,
 * and 75 when nobody could be asked: that is not an answer, and whoever runs this must say so.
 */
import { spawnSync } from 'node:child_process';

const NOT_RUN = 75;
const WAIT_MAX_MS = 60_000;

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
  encoding: 'utf8',
  timeout: WAIT_MAX_MS,
});
const answer = read(stdout);
const counts = answer?.metadata?.vulnerabilities;
if (!counts) {
  const why = answer?.message ?? answer?.error?.summary ?? 'no answer within a minute';
  console.log(`NOT RUN: the registry gives no advisories here (${String(why).trim()})`);
  process.exit(NOT_RUN);
}
console.log(`advisories for what the page ships: ${JSON.stringify(counts)}`);
for (const [name, { severity, via }] of Object.entries(answer.vulnerabilities ?? {})) {
  const titles = via.map((one) => (typeof one === 'string' ? one : `${one.title} ${one.url}`));
  console.log(`${severity}: ${name}: ${titles.join('; ')}`);
}
process.exit(counts.high + counts.critical > 0 ? 1 : 0);

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
