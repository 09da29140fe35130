import { parseAddress } from '@mesh/bgp-wire';

/**
 * A node as the others see it: the value of its key `/peers/<node>`, as JSON. `{"IP":"10.0.0.1","Key":"-----BEGIN RSA
 * PUBLIC KEY-----…","Endpoint":"tinc1:655"}`.
 */
export interface Peer {
  /** Its address in the mesh; the last octet is the number of the node. */
  readonly IP: string;
  /** Its public key, PEM as tinc has it in a host file. */
  readonly Key: string;
  /** Where its tinc is reached: host or address, and port; IPv6 in brackets. */
  readonly Endpoint: string;
}

/** Names that tinc takes, and that are safe as the name of a file. */
export const NODE_NAME = /^[A-Za-z0-9_]{1,64}$/;

/** PKCS#1 or SubjectPublicKeyInfo, at most some kilobytes: nothing but base64 between the two lines. */
const PUBLIC_KEY = /^-----BEGIN (RSA )?PUBLIC KEY-----\n([A-Za-z0-9+/=]{1,76}\n){1,64}-----END \1?PUBLIC KEY-----\n?$/;
const HOST_NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9])?$/;

/** Everything a host file will be made of is checked: what is in the registry is written into files that tinc reads. */
export function isValid({ IP, Key, Endpoint }: Peer): boolean {
  return parseAddress(IP)?.length === 4 && PUBLIC_KEY.test(Key) && splitEndpoint(Endpoint) !== undefined;
}

/** `tinc1:655` or `[2001:db8::1]:655`; undefined for anything else. */
export function splitEndpoint(endpoint: string): { readonly host: string; readonly port: number } | undefined {
  const [, inBrackets, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(endpoint) ?? [];
  const port = Number(digits);
  const host = inBrackets ?? plain;
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  const isHost = inBrackets === undefined ? HOST_NAME.test(host) : parseAddress(host)?.length === 16;
  return isHost ? { host, port } : undefined;
}

/** The peer in the octets of a key of the registry; undefined where there is none that is valid. */
export function parsePeer(octets: Uint8Array): Peer | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
    if (typeof value !== 'object' || value === null) return undefined;
    const { IP, Key, Endpoint } = value as Partial<Record<keyof Peer, unknown>>;
    if (typeof IP !== 'string' || typeof Key !== 'string' || typeof Endpoint !== 'string') return undefined;
    const peer: Peer = { IP, Key, Endpoint };
    return isValid(peer) ? peer : undefined;
  } catch {
    return undefined;
  }
}

export function formatPeer({ IP, Key, Endpoint }: Peer): string {
  return JSON.stringify({ IP, Key, Endpoint });
}
