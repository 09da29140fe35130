import { AGGREGATOR } from './aggregator.js';
import { AIGP } from './aigp.js';
import { AS_PATH } from './as-path.js';
import { AS4_AGGREGATOR } from './as4-aggregator.js';
import { AS4_PATH } from './as4-path.js';
import { ATOMIC_AGGREGATE } from './atomic-aggregate.js';
import { ATTR_SET } from './attr-set.js';
import { BFD_DISCRIMINATOR } from './bfd-discriminator.js';
import { BGP_LS_ATTRIBUTE } from './bgp-ls/bgp-ls.js';
import { CLUSTER_LIST } from './cluster-list.js';
import { COMMUNITIES } from './communities.js';
import { EXTENDED_COMMUNITIES } from './extended-communities.js';
import { IPV6_EXTENDED_COMMUNITIES } from './ipv6-extended-communities.js';
import { LARGE_COMMUNITY } from './large-community.js';
import { LOCAL_PREF } from './local-pref.js';
import { MP_REACH_NLRI } from './mp-reach-nlri.js';
import { MP_UNREACH_NLRI } from './mp-unreach-nlri.js';
import { MULTI_EXIT_DISC } from './multi-exit-disc.js';
import { NEXT_HOP } from './next-hop.js';
import { ORIGIN } from './origin.js';
import { ORIGINATOR_ID } from './originator-id.js';
import { OTC } from './otc.js';
import { PE_DISTINGUISHER_LABELS } from './pe-distinguisher-labels.js';
import { PMSI_TUNNEL } from './pmsi-tunnel.js';
import { PREFIX_SID } from './prefix-sid/prefix-sid.js';
import type { AttributeRow, SoundLengths } from './row.js';
import type { AttributeJudge, AttributeTable } from './table-type.js';
import { TUNNEL_ENCAP } from './tunnel-encap/tunnel-encap.js';

/** A table of the given rows; of two rows with one code the later stands. */
export function attributeTable(rows: readonly AttributeRow<unknown>[]): AttributeTable {
  const byCode: (AttributeRow<unknown> | undefined)[] = new Array(256).fill(undefined);
  for (const row of rows) byCode[row.code] = row;
  const judges = byCode.map((row) => row && judgeOf(row));
  const present = byCode.filter((row) => row !== undefined);
  return Object.freeze({
    rows: Object.freeze(present),
    get: (code: number) => byCode[code],
    judges,
    with: (...more: readonly AttributeRow<unknown>[]) => attributeTable([...present, ...more]),
  });
}

function judgeOf(row: AttributeRow<unknown>): AttributeJudge {
  const { from, to, unit } = row.soundLengths ?? NO_LENGTHS;
  return { row, flags: row.flags, check: row.check, soundFrom: from, soundTo: to, soundMask: unit - 1 };
}

const NO_LENGTHS: SoundLengths = { from: 1, to: 0, unit: 1 };

/** Every attribute this codec has a model for. */
export const standardAttributes: AttributeTable = attributeTable([
  ORIGIN,
  AS_PATH,
  NEXT_HOP,
  MULTI_EXIT_DISC,
  LOCAL_PREF,
  ATOMIC_AGGREGATE,
  AGGREGATOR,
  COMMUNITIES,
  ORIGINATOR_ID,
  CLUSTER_LIST,
  MP_REACH_NLRI,
  MP_UNREACH_NLRI,
  EXTENDED_COMMUNITIES,
  AS4_PATH,
  AS4_AGGREGATOR,
  PMSI_TUNNEL,
  TUNNEL_ENCAP,
  IPV6_EXTENDED_COMMUNITIES,
  AIGP,
  PE_DISTINGUISHER_LABELS,
  BGP_LS_ATTRIBUTE,
  LARGE_COMMUNITY,
  OTC,
  BFD_DISCRIMINATOR,
  PREFIX_SID,
  ATTR_SET,
]);
