import { listen } from '@mesh/bgp-session/tcp';
import { ourRouter } from '@mesh-examples/conformance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mesh } from './run.js';

const device = {
  as: 65_002,
  peerAs: 65_001,
  addresses: Array.from({ length: 10 }, (_, i) => `127.0.70.${i + 1}`),
  internalAddresses: ['127.0.71.1', '127.0.71.2', '127.0.71.3', '127.0.71.4'],
  observer: { address: '127.0.72.1', as: 65_003 },
  announces: '203.0.113.0/24',
};
const speaker = ourRouter({ device, address: '127.0.70.100' });
let port: string;
let close: () => Promise<void>;

beforeAll(async () => {
  const listener = await listen({ host: '127.0.70.100', port: 0 }, speaker);
  port = String(listener.port);
  close = async () => {
    const closing = listener.close();
    await speaker.close();
    await closing;
  };
});
afterAll(() => close());

const words = (...more: readonly string[]) => [
  ...['conform', '--peer', '127.0.70.100', '--port', port, '--local-as', '65001', '--peer-as', '65002'],
  ...['--local-address', '127.0.70.1-127.0.70.10', ...more],
];
const OBSERVED = ['--observer', '127.0.72.1', '--observer-as', '65003', '--internal-address', '127.0.71.1-127.0.71.4'];

describe('mesh conform', () => {
  it('checks a speaker over TCP, and says what came of each check', async () => {
    const { code, stdout } = await mesh(words(...OBSERVED, '--only', 'RFC 7606 §7.1'));
    expect(stdout).toMatch(
      /^pass {2}RFC 7606 §7\.1 {2}MUST: keeps the session over ORIGIN 3 {2}\[attribute-origin-value-3-session\]$/m,
    );
    expect(stdout).toMatch(/^(\d+) checks: \1 passed, 0 failed, 0 not applicable$/m);
    expect(code).toBe(0);
  });

  it('does not pass what nobody can see, and says why', async () => {
    const { code, stdout } = await mesh(words('--only', 'attribute-origin-value-3-route', '--format', 'json'));
    expect(JSON.parse(stdout)).toMatchObject({
      summary: { pass: 0, fail: 0, 'not applicable': 1 },
      checks: [{ verdict: 'not applicable', reason: expect.stringContaining('not seen') }],
    });
    expect(code).toBe(0);
  });

  it('fails where a check does, with what came instead', async () => {
    const wrong = words('--only', 'open-ours-first', '--format', 'junit').map((word) =>
      word === '65002' ? '65009' : word,
    );
    const { code, stdout, stderr } = await mesh(wrong);
    expect(stdout).toContain('<testsuites tests="1" failures="1" skipped="0"');
    expect(stdout).toContain('<failure message="version 4, AS 65002">');
    expect(stderr).toMatch(/^FAIL {2}RFC 4271 §8\.2\.2/);
    expect(code).toBe(1);
  });

  it('lists the checks', async () => {
    const { stdout } = await mesh(['conform', '--list', '--only', 'timer-hold-expires']);
    expect(stdout).toBe(
      'RFC 4271 §6.5  MUST: sends Hold Timer Expired (4/0) when nothing has come for the hold time  [timer-hold-expires]\n',
    );
  });

  it.each([
    [['--local-address', '127.0.0.9-127.0.0.1'], '--local-address must be IPv4 addresses or ranges'],
    [['--only', 'no-such-check'], '--only "no-such-check" leaves no check'],
    [['--observer', '127.0.72.1'], '--observer and --observer-as belong together'],
  ])('refuses %j', async (more, message) => {
    const { code, stderr } = await mesh(words(...more));
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
