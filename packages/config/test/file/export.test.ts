import { VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import { Configuration } from '../../src/configuration.js';
import { exportChunks } from '../../src/file/export.js';
import { parseConfigurationText } from '../../src/file/parse.js';
import { formatRoute } from '../../src/text/print.js';
import { parseRouteText } from '../../src/text/route.js';

const TEXT = `process watch { run /usr/bin/watch "all peers"; encoder json; }
template { neighbor base { local-as 65001; peer-as 65002; local-address 192.0.2.254; md5-password "open sesame"; } }
neighbor 192.0.2.1 {
  inherit base;
  description "with } and ;";
  hold-time 90;
  family { ipv4 unicast; ipv6 unicast; ipv4 flow; }
  nexthop { ipv4 unicast ipv6; }
  add-path { ipv4 unicast send limit 3; }
  capability { asn4 disable; graceful-restart 120; }
  api { processes [ watch ]; neighbor-changes; receive { parsed; update; } }
  static {
    route 10.0.0.0/24 next-hop self med 5 name first watchdog w;
    route 10.0.1.0/24 next-hop 192.0.2.9 withdraw;
    route 2001:db8::/32 next-hop 2001:db8::1 as-path [ 65001 ] ( 65002 65003 );
  }
  flow { route stop { match { source 10.0.0.1/32; } then { discard; } } }
}
neighbor fe80::1%eth0 { local-as 65001; peer-as auto; router-id 10.0.0.1; passive; }
`;

const read = (text: string) => Configuration.fromSettings(parseConfigurationText(text));

async function all(chunks: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const chunk of chunks) list.push(chunk);
  return list;
}

/** Programs, neighbours, keys and routes. */
const whole = (configuration: Configuration) => ({
  processes: configuration.processes,
  neighbors: configuration.neighbors.map((one) => ({ ...one, routes: [] })),
  keys: configuration.neighbors.map(({ session }) => session.md5Password?.reveal()),
  routes: configuration.neighbors.map((one) => [...configuration.routesOf(one)].map(formatRoute)),
});

const manyRoutes = (count: number) =>
  Array.from({ length: count }, (_, i) => `route 10.${i >> 8}.${i & 255}.0/24 next-hop 192.0.2.9`).join('\n');

const MINIMAL = 'neighbor 192.0.2.1 { local-as 65001; peer-as 65002; local-address 192.0.2.254; }';

describe('an export', () => {
  it('[B24] read again is the same configuration', async () => {
    const configuration = read(TEXT);
    const text = (await all(exportChunks(configuration, { secrets: true }))).join('');
    expect(whole(read(text))).toEqual(whole(configuration));
    expect((await all(exportChunks(read(text), { secrets: true }))).join('')).toBe(text);
  });

  it('has passwords on request only', async () => {
    const text = (await all(exportChunks(read(TEXT)))).join('');
    expect(text).not.toContain('sesame');
    expect(text).toContain('# md5-password is not shown');
  });

  it('[B24] [X18] is a header, a thousand routes at a time, and a footer', async () => {
    const configuration = read(MINIMAL);
    configuration.addRoutes(parseRouteText(manyRoutes(2_500)));
    const chunks = await all(exportChunks(configuration));
    expect(chunks[0]).toMatch(/^neighbor 192\.0\.2\.1 \{\n(?: {2}.*;\n)+ {2}static \{\n$/);
    expect(chunks.slice(1, -1).map((chunk) => chunk.split('\n').length - 1)).toEqual([1_000, 1_000, 500]);
    expect(chunks[1]).toMatch(/^ {4}route 10\.0\.0\.0\/24 next-hop 192\.0\.2\.9;\n {4}route /);
    expect(chunks.at(-1)).toBe('  }\n}\n');
  });

  it('[X18] gives the loop its turn between batches', async () => {
    const clock = new VirtualClock();
    const configuration = read(MINIMAL);
    configuration.addRoutes(parseRouteText(manyRoutes(2_500)));
    const chunks: string[] = [];
    const exporting = (async () => {
      for await (const chunk of exportChunks(configuration, { clock })) chunks.push(chunk);
    })();
    for (let i = 0; i < 20; i++) await Promise.resolve();
    const before = chunks.length;
    expect(before).toBe(1);
    await clock.advance(1);
    await exporting;
    expect(chunks).toHaveLength(5);
  });

  it('[X18] shows the moment of the call, whatever changes on its way', async () => {
    const configuration = read(MINIMAL);
    configuration.addRoutes(parseRouteText(manyRoutes(2_500)));
    const chunks = exportChunks(configuration);
    let text = '';
    for await (const chunk of chunks) {
      text += chunk;
      configuration.addRoutes(parseRouteText(manyRoutes(2_500).replaceAll('192.0.2.9', '192.0.2.10')));
      configuration.addRoutes(parseRouteText('route 172.16.0.0/12 next-hop self'));
    }
    expect(text).not.toContain('192.0.2.10');
    expect(text).not.toContain('172.16.0.0/12');
    expect(text.match(/192\.0\.2\.9/g)).toHaveLength(2_500);
    const next = (await all(exportChunks(configuration))).join('');
    expect(next.match(/192\.0\.2\.10/g)).toHaveLength(2_500);
  });

  it('can leave neighbours out, and be left before its end or its beginning', async () => {
    const configuration = read(TEXT);
    const only = { only: ({ session }: { session: { passive: boolean } }) => session.passive };
    expect((await all(exportChunks(configuration, only))).join('')).not.toContain('192.0.2.1 {');
    const unread = exportChunks(configuration);
    await unread.return!();
    expect(await unread.next()).toEqual({ done: true, value: undefined });
    for await (const chunk of exportChunks(configuration)) {
      expect(chunk).not.toBe('');
      break;
    }
  });

  it('of a route whose name is of two lines is refused', async () => {
    const configuration = read(MINIMAL);
    const [route] = parseRouteText('route 10.0.0.0/24 next-hop self');
    configuration.addRoutes([{ ...route!, name: 'a\n} neighbor 10.0.0.1 {' }]);
    await expect(all(exportChunks(configuration))).rejects.toThrow('routes of one line');
  });
});
