import { type Peer, splitEndpoint } from '../peer.js';

/*
 * A host file: where a node's tinc is reached, what is behind it, and its public key. Both its own tincd and those of the
 * others read it, but not all of it: `Subnet` lines count in a node's own file only, from which they are told to everybody.
 */

export interface HostFile {
  /** Name or address of the host in the network below. */
  readonly address: string;
  readonly port: number;
  /** What the node has in the overlay. tinc goes by them in router mode; in switch mode it learns MAC addresses. */
  readonly subnets: readonly string[];
  /** PEM. */
  readonly key: string;
}

export function renderHostFile({ address, port, subnets, key }: HostFile): string {
  return [
    `Address = ${address}`,
    `Port = ${port}`,
    ...subnets.map((subnet) => `Subnet = ${subnet}`),
    `${key.trimEnd()}`,
    '',
  ].join('\n');
}

/** The host file of another node, as BGP4mesh has it. The peer is a valid one: see `isValid`. */
export function hostFileOf({ IP, Key, Endpoint }: Peer): string {
  const { host, port } = splitEndpoint(Endpoint)!;
  return renderHostFile({ address: host, port, subnets: [`${IP}/32`], key: Key });
}

/** The public key in a host file, PEM; undefined where there is none. */
export function publicKeyIn(text: string): string | undefined {
  const [pem] = /^-----BEGIN (RSA )?PUBLIC KEY-----\r?\n[^-]*^-----END \1?PUBLIC KEY-----$/m.exec(text) ?? [];
  return pem === undefined ? undefined : `${pem.replaceAll('\r', '')}\n`;
}
