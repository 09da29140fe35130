import type { DecodedMessage } from '@mesh/bgp-wire';
import { type EventPeer, ExabgpEventWriter, type SpeakerEvent } from '@mesh/config';
import type { Decoded } from './kind.js';

/** Octets alone don't say whose they are: the addresses and AS numbers that ExaBGP's own decoder makes up. */
const NOBODY: EventPeer = { localAddress: '127.0.0.1', peerAddress: '127.0.0.1', localAs: 65_533, peerAs: 65_533 };

const TYPES = {
  OPEN: 'open',
  UPDATE: 'update',
  NOTIFICATION: 'notification',
  KEEPALIVE: 'keepalive',
  'ROUTE-REFRESH': 'refresh',
} as const satisfies { readonly [T in DecodedMessage['type']]: SpeakerEvent['type'] };

const writer = new ExabgpEventWriter({ host: 'localhost', pid: process.pid, ppid: process.ppid });

/** A message as ExaBGP tells its programs of it; of octets that are none a comment. */
export function exabgpLine({ model, title }: Decoded): string {
  if (model === undefined) return `# ${title}`;
  const about = { timeMs: Date.now(), peer: NOBODY, direction: 'in', message: model } as const;
  return writer.write({ ...about, type: TYPES[model.type] } as SpeakerEvent);
}
