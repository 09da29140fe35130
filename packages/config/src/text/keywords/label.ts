import type { LabelledNlri } from '@mesh/bgp-wire';
import { parseUint, printList, readList } from '../values.js';
import type { RouteKeyword } from './row.js';

export const MAX_LABEL = 0xfffff;

/** Labels as the codec has them: the reserved bits are left out where all are 0. */
export type LabelStack = Pick<LabelledNlri, 'labels' | 'reservedBits'>;

/**
 * Labels of a prefix, the first one outermost (RFC 8277 §2.2). `100/3` is a label with its three reserved bits, which a
 * speaker ought to send as 0.
 */
export const label: RouteKeyword = {
  keyword: 'label',
  argument: '<number> | [ … ]',
  parse(cursor, draft) {
    const words = readList(cursor, () => cursor.value(`a label from 0 to ${MAX_LABEL}`, parseLabel));
    const reservedBits = words.map(([, bits]) => bits);
    const labels = words.map(([number]) => number);
    const stack: LabelStack = reservedBits.every((bits) => bits === 0) ? { labels } : { labels, reservedBits };
    draft.fields['labels'] = stack;
  },
  print({ nlri }) {
    const { labels, reservedBits } = nlri as Partial<LabelledNlri>;
    if (!labels || labels.length === 0) return undefined;
    return `label ${printList(labels.map((number, i) => (reservedBits?.[i] ? `${number}/${reservedBits[i]}` : `${number}`)))}`;
  },
};

function parseLabel(text: string): readonly [label: number, reserved: number] | undefined {
  const [, digits = '', bits = '0'] = /^(\d{1,7})(?:\/([0-7]))?$/.exec(text) ?? [];
  const number = parseUint(digits, MAX_LABEL);
  return number === undefined ? undefined : [number, Number(bits)];
}
