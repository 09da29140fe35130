import { MeshError } from '@mesh/bgp-wire';
import { identityOf } from '../identity.js';
import { NEVER } from '../routing/import-policy.js';
import { RESTART_SECONDS } from '../routing/session-settings.js';
import type { Settings } from '../settings/settings.js';
import type { NumberedPeer } from './peer-numbers.js';

/*
 * What BIRD 2 reads: `bird.conf`, which is made of the settings, `filters.conf` and `protocols.conf`, which has the sessions
 * and changes with the members. The same identity, topology and settings as our speaker goes by, so that a mesh may have nodes
 * of both kinds.
 */

/** What the files are made of. */
export type BirdSettings = Pick<Settings, 'node' | 'mesh' | 'bgp' | 'tinc' | 'kernel'>;

/** IPv4 and IPv6: channel, and what its names end with. */
const FAMILIES = [
  { channel: 'ipv4', suffix: '4', isOf: (prefix: string) => !prefix.includes(':') },
  { channel: 'ipv6', suffix: '6', isOf: (prefix: string) => prefix.includes(':') },
] as const;

/** Seconds between attempts at a session: a node that comes back is not to be waited for. */
const RETRY_SECONDS = 2;
const MAX_RETRY_SECONDS = 15;

export function renderBirdConf(settings: BirdSettings): string {
  const { bgp, kernel, tinc } = settings;
  return `router id ${identityOf(settings).routerId};

log syslog all;
debug protocols all;

include "filters.conf";

protocol device {
}
${FAMILIES.map(({ channel, suffix }) => {
  const table = kernel.table === MAIN_TABLE ? '' : `\n  kernel table ${kernel.table};`;
  const exports = kernel.install ? `export filter mesh_kernel${suffix}` : 'export none';
  return `
protocol kernel kernel${suffix} {${table}
  metric ${kernel.metric};
  ${channel} {
    import all;
    ${exports};
  };
}
`;
}).join('')}${FAMILIES.map(({ channel, suffix, isOf }) => {
  const routes = bgp.networks.filter(isOf).map((prefix) => `\n  route ${prefix} blackhole;`);
  return `
protocol static static${suffix} {
  ${channel};${routes.join('')}
}
`;
}).join('')}${bgp.bfd.enabled ? bfdProtocol(tinc.interface, bgp.bfd) : ''}${bgp.rtr.map(rpkiProtocol).join('')}
include "protocols.conf";
`;
}

/** The kernel's own number of its table `main`. */
const MAIN_TABLE = 254;

function bfdProtocol(device: string, { interval, multiplier }: Settings['bgp']['bfd']): string {
  return `
protocol bfd {
  interface "${device}" {
    interval ${interval} ms;
    multiplier ${multiplier};
  };
}
`;
}

function rpkiProtocol({ host, port }: Settings['bgp']['rtr'][number], i: number): string {
  return `
protocol rpki rtr${i + 1} {
  roa4 { table mesh_roa4; };
  roa6 { table mesh_roa6; };
  remote ${quoted('bgp.rtr', host)} port ${port};
}
`;
}

/**
 * `filters.conf`. What goes into the kernel: no network that is behind this node, for the kernel has its own way there; not
 * the overlay, and not what nobody has behind it. With caches (RFC 8210) also what is taken of the others.
 */
export function renderFiltersConf({ mesh, bgp }: BirdSettings): string {
  const refused = [`${mesh.prefix} orlonger`, `${mesh.prefix6} orlonger`, ...NEVER];
  const tables = bgp.rtr.length === 0 ? '' : 'roa4 table mesh_roa4;\nroa6 table mesh_roa6;\n\n';
  const filters = FAMILIES.map(({ suffix, isOf }) => {
    const sets = refused.filter(isOf).map((one) => one.replace(' orlonger', '+'));
    const origin =
      bgp.rtr.length === 0
        ? ''
        : `
# What is invalid (RFC 6811); a route without a path begins in our AS.
filter mesh_import${suffix} {
  if bgp_path.len = 0 && roa_check(mesh_roa${suffix}, net, ${bgp.asn}) = ROA_INVALID then reject;
  if bgp_path.len > 0 && roa_check(mesh_roa${suffix}, net, bgp_path.last) = ROA_INVALID then reject;
  accept;
}
`;
    return `filter mesh_kernel${suffix} {
  if source = RTS_STATIC then reject;
  if net ~ [ ${sets.join(', ')} ] then reject;
  accept;
}
${origin}`;
  });
  return `${tables}${filters.join('\n')}`;
}

/** `protocols.conf`: a session with each of the peers. Throws `MESH_NODE_BIRD` for a password that BIRD can not be told. */
export function renderProtocolsConf(settings: BirdSettings, peers: readonly NumberedPeer[]): string {
  const { address, address6 } = identityOf(settings);
  const { bgp } = settings;
  const port = bgp.port === 179 ? '' : ` port ${bgp.port}`;
  const options = [
    'direct',
    `hold time ${bgp.hold_time}`,
    `keepalive time ${bgp.keepalive}`,
    `connect delay time ${RETRY_SECONDS}`,
    `connect retry time ${RETRY_SECONDS}`,
    `error wait time ${RETRY_SECONDS}, ${MAX_RETRY_SECONDS}`,
    'graceful restart on',
    `graceful restart time ${RESTART_SECONDS}`,
    ...(bgp.bfd.enabled ? ['bfd on'] : []),
    ...(bgp.password === undefined
      ? []
      : [`password ${quoted('bgp.password', new TextDecoder().decode(bgp.password.octets()))}`]),
  ];
  const channels = FAMILIES.map(({ channel, suffix }) => {
    const imports = bgp.rtr.length === 0 ? 'all' : `filter mesh_import${suffix}`;
    return `  ${channel} {
    import ${imports};
    export all;${channel === 'ipv6' ? `\n    next hop address ${address6};` : ''}
  };
`;
  });
  return peers
    .map(({ number, address: neighbor, kind }) => {
      const reflecting = kind === 'client' ? ['rr client'] : [];
      return `protocol bgp peer${number} {
  description "BGP peer at ${neighbor}";
  local ${address}${port} as ${bgp.asn};
  neighbor ${neighbor}${port} as ${bgp.asn};
${[...options, ...reflecting].map((option) => `  ${option};\n`).join('')}${channels.join('')}}
`;
    })
    .join('\n');
}

/** BIRD knows no escapes in a text: it ends at the next quotation mark. */
function quoted(setting: string, text: string): string {
  if (/["\n\0]/.test(text)) {
    throw new MeshError('MESH_NODE_BIRD', `${setting}: BIRD takes no quotation marks and no ends of lines in it`);
  }
  return `"${text}"`;
}
