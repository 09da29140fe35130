import {
  AIGP,
  AS_PATH,
  createContext,
  decodeMessage,
  formatIPv4,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  NEXT_HOP,
  ORIGIN,
  ORIGINATOR_ID,
  OTC,
  type UpdateView,
} from '@mesh/bgp-wire';

/* What `tcpdump -v` prints of BGP messages: a table of lines, each with what we say in its place. */

type Line = readonly [name: string, theirs: RegExp, ours: (view: UpdateView) => string | number | undefined];

const ORIGINS: Readonly<Record<string, string>> = { igp: 'IGP', egp: 'EGP', incomplete: 'Incomplete' };

const LINES: readonly Line[] = [
  ['ORIGIN', /^\t {2}Origin .*: (\w+)$/gm, (view) => ORIGINS[view.get(ORIGIN) ?? '']],
  ['AS_PATH', /^\t {2}AS Path .*?\]: (.+?) *$/gm, (view) => pathText(view)],
  ['NEXT_HOP', /^\t {2}Next Hop .*: (.+)$/gm, (view) => view.get(NEXT_HOP)],
  ['MULTI_EXIT_DISC', /^\t {2}Multi Exit Discriminator .*: (\d+)$/gm, (view) => view.get(MULTI_EXIT_DISC)],
  ['LOCAL_PREF', /^\t {2}Local Preference .*: (\d+)$/gm, (view) => view.get(LOCAL_PREF)],
  ['ORIGINATOR_ID', /^\t {2}Originator ID .*: (.+)$/gm, (view) => view.get(ORIGINATOR_ID)],
  ['OTC', /^\t {4}OTC (\d+)$/gm, (view) => view.get(OTC)],
  ['AIGP', /^\t {4}AIGP TLV .* metric (\d+)$/gm, (view) => metricText(view.get(AIGP)?.metric)],
];
const OPEN = /^\t {2}Version (\d+), my AS (\d+), Holdtime (\d+)s, ID (.+)$/gm;

/** For each line of the table that a text has: all it says in it, and all we do, in order. */
export function compareWithTcpdump(
  text: string,
  frames: readonly Uint8Array[],
): [name: string, theirs: string[], ours: string[]][] {
  const messages = frames.flatMap((frame) => {
    const wide = decodeMessage(frame, createContext());
    const isWide = wide.ok && (wide.message.type !== 'UPDATE' || wide.message.assessment.faults.every(isOther));
    const result = isWide ? wide : decodeMessage(frame, createContext({ asn4: false }));
    return result.ok ? [result.message] : [];
  });
  const views = messages.filter((message) => message.type === 'UPDATE');
  const opens = messages.flatMap((one) =>
    one.type === 'OPEN' ? [[one.version, one.myAs, one.holdTime, formatIPv4(one.routerId)].join(' ')] : [],
  );
  return [
    ['OPEN', [...text.matchAll(OPEN)].map((found) => found.slice(1).join(' ')), opens],
    ...LINES.map(([name, theirs, ours]): [string, string[], string[]] => [
      name,
      [...text.matchAll(theirs)].map(([, value = '']) => value),
      views
        .map(ours)
        .filter((value) => value !== undefined)
        .map(String),
    ]),
  ];
}

/** A fault that no other width of AS numbers would mend. */
function isOther({ reason }: { readonly reason: string }): boolean {
  return !reason.startsWith('AS_PATH segment');
}

function pathText(view: UpdateView): string | undefined {
  const path = view.get(AS_PATH);
  return path && (path.flatMap(({ asns }) => asns).join(' ') || 'empty');
}

/** Sixteen hexadecimal digits stand for what is above 2^53 − 1. */
function metricText(metric: number | string | undefined): string | undefined {
  return typeof metric === 'string' ? String(BigInt(`0x${metric}`)) : metric?.toString();
}
