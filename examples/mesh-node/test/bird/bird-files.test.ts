import { MeshError } from '@mesh/bgp-wire';
import { expect, test } from 'vitest';
import { renderBirdConf, renderFiltersConf, renderProtocolsConf } from '../../src/bird/bird-files.js';
import { numberPeers, peerNumbersIn } from '../../src/bird/peer-numbers.js';
import type { PlannedPeer } from '../../src/routing/topology.js';
import { settingsOf } from '../lib.js';

const internal = (n: number): PlannedPeer => ({ name: `node${n}`, address: `10.0.0.${n}`, kind: 'internal' });
const plain = settingsOf(2, '/etc/tinc/mesh');

test('bird.conf: router id, log, debug, device, kernel, static, and the two files it includes', () => {
  expect(renderBirdConf(plain)).toBe(`router id 192.0.2.2;

log syslog all;
debug protocols all;

include "filters.conf";

protocol device {
}

protocol kernel kernel4 {
  metric 32;
  ipv4 {
    import all;
    export filter mesh_kernel4;
  };
}

protocol kernel kernel6 {
  metric 32;
  ipv6 {
    import all;
    export filter mesh_kernel6;
  };
}

protocol static static4 {
  ipv4;
}

protocol static static6 {
  ipv6;
}

protocol bfd {
  interface "mesh0" {
    interval 200 ms;
    multiplier 3;
  };
}

include "protocols.conf";
`);
});

test('networks behind the node are static routes of their family', () => {
  const text = renderBirdConf(settingsOf(2, '/etc/tinc/mesh', { bgp: { networks: ['10.101.0.0/16', 'fd01::/48'] } }));
  expect(text).toContain('static4 {\n  ipv4;\n  route 10.101.0.0/16 blackhole;\n}');
  expect(text).toContain('static6 {\n  ipv6;\n  route fd01::/48 blackhole;\n}');
});

test('the kernel as the settings have it', () => {
  const another = renderBirdConf(settingsOf(2, '/etc/tinc/mesh', { kernel: { table: 100, metric: 7 } }));
  expect(another).toContain('protocol kernel kernel6 {\n  kernel table 100;\n  metric 7;\n');
  const none = renderBirdConf(settingsOf(2, '/etc/tinc/mesh', { kernel: { install: false } }));
  expect(none.match(/export none;/g)).toHaveLength(2);
});

test('a session: description, both ends as AS, and both channels import and export all', () => {
  const bgp = { bfd: { enabled: false } };
  expect(
    renderProtocolsConf(settingsOf(2, '/etc/tinc/mesh', { bgp }), numberPeers([internal(1)])),
  ).toBe(`protocol bgp peer1 {
  description "BGP peer at 10.0.0.1";
  local 10.0.0.2 as 65000;
  neighbor 10.0.0.1 as 65000;
  direct;
  hold time 180;
  keepalive time 60;
  connect delay time 2;
  connect retry time 2;
  error wait time 2, 15;
  graceful restart on;
  graceful restart time 120;
  ipv4 {
    import all;
    export all;
  };
  ipv6 {
    import all;
    export all;
    next hop address fd00:6d65:7368::2;
  };
}
`);
});

test('BFD, a password, a port and reflecting are as the settings and the topology have them', () => {
  const bgp = { port: 1179, password: 'se cret;', asn: 4_200_000_000, hold_time: 9, keepalive: 3 };
  const text = renderProtocolsConf(
    settingsOf(2, '/etc/tinc/mesh', { bgp }),
    numberPeers([{ ...internal(1), kind: 'client' }, internal(3)]),
  );
  expect(text).toContain('  local 10.0.0.2 port 1179 as 4200000000;\n  neighbor 10.0.0.3 port 1179 as 4200000000;\n');
  expect(text).toContain('  bfd on;\n  password "se cret;";\n  rr client;\n');
  expect(text.match(/rr client/g)).toHaveLength(1);
  expect(text).toContain('  hold time 9;\n  keepalive time 3;\n');
});

test.each(['a"b', 'a\nb', 'a\0b'])('the password %j BIRD can not be told, and it is not shown', (password) => {
  const settings = settingsOf(2, '/etc/tinc/mesh', { bgp: { password } });
  const render = () => renderProtocolsConf(settings, numberPeers([internal(1)]));
  expect(render).toThrow(
    expect.objectContaining({ code: 'MESH_NODE_BIRD', message: expect.stringContaining('bgp.password') }),
  );
  expect(render).toThrow(MeshError);
  expect(render).not.toThrow(password);
});

test('into the kernel goes nothing of ours, of the overlay, and no default route', () => {
  const text = renderFiltersConf(plain);
  expect(text).toMatch(/^filter mesh_kernel4 \{\n {2}if source = RTS_STATIC then reject;\n/);
  expect(text).toMatch(/net ~ \[ 10\.0\.0\.0\/24\+, 0\.0\.0\.0\/0, /);
  expect(text).toMatch(/net ~ \[ fd00:6d65:7368::\/64\+, ::\/0, /);
  expect(text).not.toContain('roa');
});

test('caches: their tables, a protocol each, and what is invalid is not imported', () => {
  const bgp = { rtr: [{ host: '192.0.2.10' }, { host: 'rtr.example', port: 323 }] };
  const settings = settingsOf(2, '/etc/tinc/mesh', { bgp });
  expect(renderBirdConf(settings)).toContain('  remote "192.0.2.10" port 8282;\n');
  expect(renderBirdConf(settings)).toContain('  remote "rtr.example" port 323;\n');
  expect(renderFiltersConf(settings)).toMatch(/^roa4 table mesh_roa4;\nroa6 table mesh_roa6;\n/);
  expect(renderFiltersConf(settings)).toContain('filter mesh_import6 {');
  expect(renderProtocolsConf(settings, numberPeers([internal(1)]))).toContain('import filter mesh_import4;');
});

test('peers are numbered from 1 in the order of the nodes', () => {
  expect(numberPeers([internal(1), internal(3), internal(4)]).map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('who had a number keeps it, also over a file: the others take what is free', () => {
  const first = renderProtocolsConf(plain, numberPeers([internal(1), internal(3), internal(5)]));
  expect([...peerNumbersIn(first)]).toEqual([
    ['10.0.0.1', 1],
    ['10.0.0.3', 2],
    ['10.0.0.5', 3],
  ]);
  const without = renderProtocolsConf(plain, numberPeers([internal(1), internal(5)], peerNumbersIn(first)));
  const again = numberPeers([internal(1), internal(4), internal(5), internal(6)], peerNumbersIn(without));
  expect(again.map(({ name, number }) => [name, number])).toEqual([
    ['node1', 1],
    ['node4', 2],
    ['node5', 3],
    ['node6', 4],
  ]);
});

test.each(['', 'protocol bgp peer1 { }\n', 'protocol bgp mine {\n  description "BGP peer at 10.0.0.1";\n}\n'])(
  'a file of others has no numbers of ours: %j',
  (text) => {
    expect([...peerNumbersIn(text)]).toEqual([]);
  },
);
