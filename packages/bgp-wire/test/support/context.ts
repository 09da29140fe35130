import { type CodecContext, createContext, Family } from '../../src/index.js';

/** Contexts that decode the same octets differently; what holds for one must hold for all. */
export const CONTEXTS: readonly (readonly [name: string, context: CodecContext])[] = [
  ['4-octet AS numbers', createContext()],
  ['2-octet AS numbers', createContext({ asn4: false })],
  ['an external peer', createContext({ peering: 'external', firstAs: 65001, rejectAsSets: true })],
  ['an internal peer', createContext({ peering: 'internal', extendedMessage: true })],
  ['ADD-PATH for all', createContext({ addPath: Object.values(Family), extendedNextHop: [Family.IPV4_UNICAST] })],
  ['IPv4 only, families disabled', createContext({ families: [Family.IPV4_UNICAST], afiSafiDisable: true })],
];
