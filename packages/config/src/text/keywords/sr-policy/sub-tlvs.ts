import {
  type BindingSid,
  type SegmentList,
  type SrPolicyName,
  type SrPolicyNumber,
  type SrPolicyPriority,
  SrPolicySubTlv,
  type Srv6BindingSid,
  type SubTlv,
  type SubTlvRow,
  WEIGHT,
} from '@mesh/bgp-wire';
import type { TokenCursor } from '../../lexer.js';
import { MAX_UINT32, readUint } from '../../values.js';
import { printText, readText } from '../name.js';
import type { RouteDraft, RouteKeyword } from '../row.js';
import { endpointBehavior, ipv6, labelEntry, printFlags, readFlags, u32 } from './parts.js';
import { printSegment, readSegment } from './segments.js';

/*
 * What an SR Policy is: keywords that become sub-TLVs of its tunnel, in the order in which they stand (RFC 9830 §2.4).
 */

/** One sub-TLV as a keyword. */
export interface SubTlvKeyword extends RouteKeyword {
  readonly type: number;
  /** Undefined where no text says all of it. */
  printSubTlv(one: SubTlv): string | undefined;
}

/** The sub-TLVs that a draft has gathered. */
export function subTlvsOf({ fields }: RouteDraft): SubTlv[] {
  fields['subTlvs'] ??= [];
  return fields['subTlvs'] as SubTlv[];
}

function subTlvKeyword<T>(
  row: SubTlvRow<T>,
  argument: string,
  read: (cursor: TokenCursor, draft: RouteDraft) => T,
  write: (value: T) => string | undefined,
): SubTlvKeyword {
  return {
    keyword: row.name,
    argument,
    type: row.type,
    ...(row.repeats ? { repeatable: true as const } : {}),
    parse: (cursor, draft) => {
      subTlvsOf(draft).push({ type: row.type, value: read(cursor, draft) });
    },
    printSubTlv({ value }) {
      const text = value instanceof Uint8Array ? undefined : write(value as T);
      return text === undefined ? undefined : `${row.name} ${text}`;
    },
  };
}

/** A number behind its flags. */
function numberKeyword(row: SubTlvRow<SrPolicyNumber>, max: number = MAX_UINT32): SubTlvKeyword {
  return subTlvKeyword<SrPolicyNumber>(
    row,
    '<number>',
    (cursor) => ({ flags: readFlags(cursor, 0), value: readUint(cursor, max) }),
    ({ flags, reserved, value }) => (reserved ? undefined : `${printFlags(flags, 0)}${value}`),
  );
}

function nameKeyword(row: SubTlvRow<SrPolicyName>): SubTlvKeyword {
  return subTlvKeyword<SrPolicyName>(
    row,
    '<text>',
    (cursor) => ({ name: readText(cursor, 'a name') }),
    ({ reserved, name }) => (reserved || /[\r\n]/.test(name) || name.length > 1000 ? undefined : printText(name)),
  );
}

/** A flag that RFC 9830 §2.4.2 does not have, and that ExaBGP sets where the SID is a label. */
const EXABGP_FLAG = 0x10;

const bindingSid = subTlvKeyword<BindingSid>(
  SrPolicySubTlv.BINDING_SID,
  'mpls <label> | srv6 <SID> | null',
  (cursor, draft) => {
    const flags = readFlags(cursor, 0);
    if (cursor.accept('null')) return { flags };
    if (cursor.accept('srv6')) return { flags, sid: ipv6.read(cursor, draft) };
    cursor.expect('mpls');
    return { flags: draft.compat ? flags | EXABGP_FLAG : flags, label: labelEntry.read(cursor, draft) };
  },
  ({ flags, reserved, label, sid }) => {
    if (reserved || (label && sid !== undefined)) return undefined;
    const value = label ? `mpls ${labelEntry.write(label)}` : sid === undefined ? 'null' : `srv6 ${sid}`;
    return `${printFlags(flags, 0)}${value}`;
  },
);

/** The flag of a binding SID whose endpoint behaviour is given (RFC 9830 §2.4.3). */
const BEHAVIOR_GIVEN = 0x20;

const srv6BindingSid = subTlvKeyword<Srv6BindingSid>(
  SrPolicySubTlv.SRV6_BINDING_SID,
  '<SID> [ endpoint-behavior <behavior> <LB> <LN> <function> <argument> ]',
  (cursor, draft) => {
    const given = readFlags(cursor, -1);
    const sid = ipv6.read(cursor, draft);
    const behavior = cursor.accept('endpoint-behavior')
      ? { endpointBehavior: endpointBehavior.read(cursor, draft) }
      : {};
    const usual = 'endpointBehavior' in behavior ? BEHAVIOR_GIVEN : 0;
    return { flags: given < 0 ? usual : given, sid, ...behavior };
  },
  ({ flags, reserved, sid, endpointBehavior: behavior }) => {
    const text = behavior && endpointBehavior.write(behavior);
    if (reserved || (behavior && text === undefined)) return undefined;
    const end = text === undefined ? '' : ` endpoint-behavior ${text}`;
    return `${printFlags(flags, behavior ? BEHAVIOR_GIVEN : 0)}${sid}${end}`;
  },
);

const segmentList = subTlvKeyword<SegmentList>(
  SrPolicySubTlv.SEGMENT_LIST,
  '[ weight <number> ] { segment type-a … }',
  (cursor, draft) => {
    const subTlvs: SubTlv[] = [];
    if (cursor.accept('weight'))
      subTlvs.push({ type: WEIGHT.type, value: { flags: readFlags(cursor, 0), value: u32.read(cursor, draft) } });
    while (cursor.accept('segment')) subTlvs.push(readSegment(cursor, draft));
    return { subTlvs };
  },
  ({ reserved, subTlvs }) => {
    if (reserved) return undefined;
    const words: string[] = [];
    for (const [i, one] of subTlvs.entries()) {
      const text = one.type === WEIGHT.type && i === 0 ? printWeight(one) : printSegment(one);
      if (text === undefined) return undefined;
      words.push(one.type === WEIGHT.type ? text : `segment ${text}`);
    }
    return words.join(' ');
  },
);

function printWeight({ value }: SubTlv): string | undefined {
  if (value instanceof Uint8Array) return undefined;
  const { flags, reserved, value: weight } = value as SrPolicyNumber;
  return reserved ? undefined : `weight ${printFlags(flags, 0)}${weight}`;
}

export const srPolicyKeywords: readonly SubTlvKeyword[] = [
  numberKeyword(SrPolicySubTlv.PREFERENCE),
  bindingSid,
  srv6BindingSid,
  numberKeyword(SrPolicySubTlv.EXPLICIT_NULL_LABEL_POLICY, 0xff),
  subTlvKeyword<SrPolicyPriority>(
    SrPolicySubTlv.PRIORITY,
    '<number>',
    (cursor) => ({ priority: readUint(cursor, 0xff) }),
    ({ priority, reserved }) => (reserved ? undefined : String(priority)),
  ),
  segmentList,
  nameKeyword(SrPolicySubTlv.CANDIDATE_PATH_NAME),
  nameKeyword(SrPolicySubTlv.POLICY_NAME),
];

const BY_TYPE = new Map(srPolicyKeywords.map((row) => [row.type, row]));

/** The keywords of sub-TLVs, in their order; undefined where no text says all of them. */
export function printSubTlvs(list: readonly SubTlv[]): string | undefined {
  const words: string[] = [];
  const seen = new Set<number>();
  for (const one of list) {
    const row = BY_TYPE.get(one.type);
    const text = row?.printSubTlv(one);
    if (!row || text === undefined || (seen.has(one.type) && !row.repeatable)) return undefined;
    seen.add(one.type);
    words.push(text.trimEnd());
  }
  return words.join(' ');
}
