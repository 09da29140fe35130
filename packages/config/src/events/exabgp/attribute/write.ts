import { AS_PATH, AttributeCode, formatHex, mergeAs4, type UpdateView } from '@mesh/bgp-wire';
import { segmentsText } from './as-path.js';
import { attributeRow } from './table.js';

/** What a 2-octet speaker splits in two, and is shown as one (RFC 6793 §4.2.3). */
const AS4: ReadonlySet<number> = new Set([AttributeCode.AS4_PATH, AttributeCode.AS4_AGGREGATOR]);

/** `"origin":"igp","med":10`: the attributes of an UPDATE, with NEXT_HOP where routes are withdrawn. */
export function writeAttributes(view: UpdateView, withNextHop: boolean): string {
  const { index, context } = view;
  const isMerged =
    !context.asn4 && (index.find(AttributeCode.AS4_PATH) >= 0 || index.find(AttributeCode.AS4_AGGREGATOR) >= 0);
  let text = '';
  for (let i = 0; i < index.count; i++) {
    const code = index.code(i);
    // Routes have members of their own.
    if (code === AttributeCode.MP_REACH_NLRI || code === AttributeCode.MP_UNREACH_NLRI) continue;
    if (index.discarded(i)) continue;
    if (code === AttributeCode.NEXT_HOP && !withNextHop) continue;
    // An empty path is none.
    if (code === AttributeCode.AS_PATH && index.start(i) === index.end(i)) continue;
    if (isMerged && AS4.has(code)) continue;
    const member = (isMerged ? mergedMember(view, code) : undefined) ?? memberOf(view, i);
    text += text === '' ? member : `,${member}`;
  }
  return text;
}

function memberOf({ index, bytes, context, assessment }: UpdateView, i: number): string {
  const code = index.code(i);
  const start = index.start(i);
  const end = index.end(i);
  const row = attributeRow(code);
  if (row && (assessment.outcome === 'accept' || row.row.check(bytes, start, end, context) === undefined)) {
    return `"${row.name}":${row.write(bytes, start, end, context)}`;
  }
  return `"attribute-0x${hexOf(code)}-0x${hexOf(index.flags(i))}":"0x${formatHex(bytes, start, end)}"`;
}

/** AS_PATH and AGGREGATOR with the long AS numbers that stood beside them. */
function mergedMember(view: UpdateView, code: number): string | undefined {
  const { asPath, aggregator } = mergeAs4(view);
  if (code === AS_PATH.code && asPath) return `"as-path":${segmentsText(asPath)}`;
  if (code === AttributeCode.AGGREGATOR && aggregator) return `"aggregator":"${aggregator.asn}:${aggregator.address}"`;
  return undefined;
}

function hexOf(octet: number): string {
  return octet.toString(16).toUpperCase().padStart(2, '0');
}
