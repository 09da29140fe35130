import type { Family, Nlri } from '@mesh/bgp-wire';
import type { ExabgpVersion } from '../version.js';

/** Where an NLRI stands, and what stands around it. */
export interface NlriPlace {
  readonly bytes: Uint8Array;
  /** Of the NLRI without path identifier. */
  readonly start: number;
  readonly end: number;
  readonly pathId: number;
  readonly version: ExabgpVersion;
  /** Undefined where it is withdrawn, or has none. */
  readonly nextHop: string | undefined;
}

/** What ExaBGP prints of an NLRI, as members and their values. */
export type Members = Readonly<Record<string, unknown>>;

/** How the NLRI of some families stand in ExaBGP's JSON: one of both. */
export type NlriRow =
  /** From the model of the codec. */
  | { readonly families: readonly Family[]; readonly members: (nlri: never, place: NlriPlace) => Members }
  /** JSON text from the octets: what every received prefix goes through. */
  | { readonly families: readonly Family[]; readonly text: (place: NlriPlace) => string };

/** A row that reads a model. */
export function fromModel<N extends Nlri>(
  families: readonly Family[],
  members: (nlri: N, place: NlriPlace) => Members,
): NlriRow {
  return { families, members: members as (nlri: never, place: NlriPlace) => Members };
}

/** The octets of an NLRI as ExaBGP prints them beside what it read from them. */
export function rawOf({ bytes, start, end }: NlriPlace): string {
  let text = '';
  for (let at = start; at < end; at++) text += bytes[at]!.toString(16).padStart(2, '0');
  return text.toUpperCase();
}
