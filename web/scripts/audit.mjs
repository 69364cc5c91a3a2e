/**
 * Known vulnerabilities in what the page ships, according to the registry. Exits with 0 when none is high or critical, with 1 when one is,
 * and with 75 when the registry did not answer: that is no result, and the caller must report it as such.
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
