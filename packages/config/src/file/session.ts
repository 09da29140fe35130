import type { SessionSettings, TcpAoAlgorithm, TcpAoSettings } from '../settings/session.js';
import { block, type Draft, type FileKeyword, setting } from './row.js';
import { address, addressOrAuto, asnOrAuto, flag, integer, integerOr, key, oneOf, routerId, text } from './value.js';

/** Keywords of the block `tcp-ao`. */
export const tcpAoKeywords: readonly FileKeyword<Draft<TcpAoSettings>>[] = [
  setting('keyid', 'keyId', integer(0, 255)),
  setting(
    'algorithm',
    'algorithm',
    oneOf<TcpAoAlgorithm>({
      'hmac-sha-1-96': 'hmac-sha-1-96',
      'aes-128-cmac-96': 'aes-128-cmac-96',
      'hmac-sha-256': 'hmac-sha-256',
    }),
  ),
  setting('password', 'password', key, { secret: true }),
  setting('base64', 'base64', flag),
];

const port = integer(0, 0xffff);
const ttl = integerOr(1, 255, undefined);

/** Keywords of a neighbour that are about its session. */
export const sessionKeywords: readonly FileKeyword<Draft<SessionSettings>>[] = [
  setting('local-address', 'localAddress', addressOrAuto, { aliases: ['local-ip'] }),
  setting('local-link-local', 'localLinkLocal', address),
  setting('local-as', 'localAs', asnOrAuto),
  setting('peer-as', 'peerAs', asnOrAuto),
  setting('router-id', 'routerId', routerId),
  setting('passive', 'passive', flag),
  setting('listen', 'listen', port),
  setting('connect', 'connect', port),
  setting('source-interface', 'sourceInterface', text),
  setting('outgoing-ttl', 'outgoingTtl', ttl),
  setting('incoming-ttl', 'incomingTtl', ttl),
  setting('md5-password', 'md5Password', key, { secret: true }),
  setting('md5-base64', 'md5Base64', flag),
  setting('md5-ip', 'md5Ip', address),
  block('tcp-ao', 'tcpAo', tcpAoKeywords),
];
