import { expect, test } from 'vitest';
import { agentName } from './agent-name';

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
    'Chrome · Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge · Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1',
    'Safari · iPhone',
  ],
  ['Mozilla/5.0 (Android 16; Mobile) Gecko/140.0 Firefox/140.0', 'Firefox · Android'],
  ['curl/8.9', 'curl/8.9'],
  ['  ', null],
])('%s', (agent, name) => {
  expect(agentName(agent)).toBe(name);
});
