import { type CapabilityRow, flagRow } from './row.js';

/** A row whose value is a list of octets, each a capability code. */
function codeListRow(code: number, name: string): CapabilityRow<readonly number[]> {
  return {
    code,
    name,
    decode: (bytes, start, end) => [...bytes.subarray(start, end)],
    encode(value, writer) {
      for (const one of value) writer.u8(one);
    },
    format: (value) => value.join(' '),
  };
}

/** Dynamic Capability, draft-ietf-idr-dynamic-cap §3: the codes that may change in a session. */
export const DYNAMIC_CAPABILITY: CapabilityRow<readonly number[]> = codeListRow(67, 'DYNAMIC_CAPABILITY');

/** Multisession, draft-ietf-idr-bgp-multisession §4: flags, then the codes that tell sessions apart. */
export const MULTISESSION: CapabilityRow<readonly number[]> = codeListRow(68, 'MULTISESSION');

/** Route Refresh under the number that was in use before RFC 2918. */
export const CISCO_ROUTE_REFRESH: CapabilityRow<true> = flagRow(128, 'CISCO_ROUTE_REFRESH');

/** Multisession under the number that was in use before. */
export const CISCO_MULTISESSION: CapabilityRow<readonly number[]> = codeListRow(131, 'CISCO_MULTISESSION');

/** Link-Local Next Hop, draft-ietf-idr-linklocal-capability §2: a link-local address alone is a next hop. */
export const LINK_LOCAL_NEXT_HOP: CapabilityRow<true> = flagRow(77, 'LINK_LOCAL_NEXT_HOP');

/** Operational messages, draft-ietf-idr-operational-message §2. */
export const OPERATIONAL: CapabilityRow<true> = flagRow(185, 'OPERATIONAL');
