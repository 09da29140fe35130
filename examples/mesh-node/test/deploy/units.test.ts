import { describe, expect, it } from 'vitest';
import { deployed } from './files.js';

/** Sections of a unit: the values of each key, in their order (systemd.syntax(7)). */
type Unit = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Reads a unit as strictly as systemd would, had it no mercy: what is no comment, section or `Key=value` throws. */
function parseUnit(text: string): Unit {
  const unit = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name] = /^\[(Unit|Service|Install)\]$/.exec(line) ?? [];
    const [, key, value] = /^([A-Z][A-Za-z0-9]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      if (unit.has(name)) throw new Error(`line ${index + 1}: [${name}] twice`);
      section = new Map();
      unit.set(name, section);
    } else if (key !== undefined && value !== undefined && section !== undefined) {
      section.set(key, [...(section.get(key) ?? []), value]);
    } else throw new Error(`line ${index + 1}: ${JSON.stringify(line)}`);
  }
  return unit;
}

const node = parseUnit(deployed('systemd/mesh-node.service'));
const tinc = parseUnit(deployed('systemd/tinc-mesh.conf'));

describe.each([
  ['mesh-node.service', node],
  ['tinc@mesh.service', tinc],
])('%s', (_name, unit) => {
  const service = unit.get('Service')!;

  it('has the two capabilities that it needs, as any user may, and no way to more', () => {
    const both = ['CAP_NET_ADMIN CAP_NET_BIND_SERVICE'];
    expect(service.get('CapabilityBoundingSet')).toEqual(both);
    expect(service.get('AmbientCapabilities')).toEqual(both);
    expect(service.get('NoNewPrivileges')).toEqual(['yes']);
    expect(service.get('User')).toEqual(['mesh-node']);
  });

  it('is started again, however it ends and however often', () => {
    expect(service.get('Restart')).toEqual(['always']);
    expect(unit.get('Unit')!.get('StartLimitIntervalSec')).toEqual(['0']);
  });

  it('sees the rest of the machine as something to read at most', () => {
    for (const key of [
      'ProtectHome',
      'PrivateTmp',
      'ProtectKernelTunables',
      'ProtectKernelModules',
      'RestrictNamespaces',
    ]) {
      expect([key, service.get(key)]).toEqual([key, ['yes']]);
    }
    expect(service.get('ProtectSystem')).toEqual(['strict']);
  });
});

it('a reload of the node is SIGUSR1: the process ends, leaves everything in place, and the next one takes over', () => {
  expect(node.get('Service')!.get('ExecReload')).toEqual(['/bin/kill -USR1 $MAINPID']);
});

it('the node writes where its tinc reads, and reads the pid where tincd writes it', () => {
  expect(node.get('Service')!.get('ReadWritePaths')).toEqual(['/etc/tinc/mesh']);
  expect(node.get('Unit')!.get('After')).toEqual(['network-online.target tinc@mesh.service']);
  // The empty one takes away what Debian's unit has.
  expect(tinc.get('Service')!.get('ExecStart')).toEqual([
    '',
    '/usr/sbin/tincd -n %i -D --pidfile=/run/tinc-%i/tinc.pid $EXTRA',
  ]);
  expect(tinc.get('Service')!.get('RuntimeDirectory')).toEqual(['tinc-%i']);
});

it('V8 is not kept from its code, nor the kernel from being asked', () => {
  expect(node.get('Service')!.has('MemoryDenyWriteExecute')).toBe(false);
  expect(node.get('Service')!.get('RestrictAddressFamilies')).toEqual(['AF_INET AF_INET6 AF_NETLINK AF_UNIX']);
});

it('the example of etcd is one member of a cluster that it is in itself', () => {
  const lines = deployed('systemd/etcd.default')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const settings = new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  expect([...settings.keys()].filter((key) => !/^ETCD_[A-Z_]+$/.test(key))).toEqual([]);
  const members = settings.get('ETCD_INITIAL_CLUSTER')!.split(',');
  expect(members).toContain(`${settings.get('ETCD_NAME')}=${settings.get('ETCD_INITIAL_ADVERTISE_PEER_URLS')}`);
  expect(members).toHaveLength(3);
});
