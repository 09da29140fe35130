import type { Session } from '@mesh/bgp-session';
import { formatFamily } from '@mesh/bgp-wire';
import { formatColumns, formatCount, formatDuration, formatOctets, type Palette } from '@mesh-examples/lib';
import type { ExpectedTable } from './expected.js';
import type { CollectorMessage } from './messages.js';

/** What happened, for the summary. */
export interface Outcome {
  readonly session: Session;
  readonly port: number;
  readonly expected: ExpectedTable;
  readonly received: Extract<CollectorMessage, { type: 'complete' }>;
  readonly table: Extract<CollectorMessage, { type: 'table' }>;
  /** From Established to End-of-RIB at the collector. */
  readonly transferMs: number;
  readonly totalMs: number;
}

const BAR_WIDTH = 28;
const MARGIN = 12;

/** The tables are equal: as many routes, and the same digest. */
export function isVerified({ expected, table }: Outcome): boolean {
  return expected.digest.count === table.routes && expected.digest.toString() === table.digest;
}

/** The summary. */
export function report(outcome: Outcome, colours: Palette): string {
  const { session, port, expected, received, table, transferMs, totalMs } = outcome;
  const routes = expected.digest.count;
  const rows: [string, string][] = [
    ['session', `AS ${session.localAs} → AS ${session.peerAs} over TCP to 127.0.0.1:${port}`],
    ['agreed', agreed(session)],
    [
      'sent',
      `${formatCount(routes)} prefixes in ${formatCount(received.updates)} UPDATEs, ${formatOctets(received.octets)}`,
    ],
    ['time', `${formatDuration(transferMs)} from Established to the last route in the collector's table`],
    ['rate', colours.bold(`${formatCount((1000 * routes) / transferMs)} prefixes/s`)],
    ['memory', `${formatOctets(table.memory)} in the collector's process`],
    verdict(outcome, colours),
  ];
  return [
    '',
    colours.bold(`  ${formatCount(routes)} routes, from one BGP speaker to another`),
    '',
    ...rows.map(([name, text]) => `  ${colours.dim(name.padEnd(MARGIN))}${text}`),
    '',
    ...histogram('prefix length', expected.byPrefixLength, (bits) => `/${bits}`, colours),
    '',
    ...histogram('path length', expected.byPathLength, (hops) => `${hops} hop${hops === 1 ? '' : 's'}`, colours),
    '',
    colours.dim(`  all in ${formatDuration(totalMs)}; now try: npx -y pnpm@10.34.9 --silent mesh --help`),
    '',
  ].join('\n');
}

function agreed({ families, holdTime, tx }: Session): string {
  const list = [
    families.map(formatFamily).join(', '),
    `hold time ${holdTime} s`,
    `AS numbers of ${tx.asn4 ? 4 : 2} octets`,
    ...(tx.extendedMessage ? ['messages of up to 65,535 octets'] : []),
  ];
  return list.join(', ');
}

function verdict(outcome: Outcome, colours: Palette): [string, string] {
  const { expected, table } = outcome;
  if (isVerified(outcome)) {
    return [
      'verified',
      `${colours.green('✓')} the tables are equal: ${formatCount(table.routes)} routes, SHA-256 sum ${table.digest.slice(0, 16)}…`,
    ];
  }
  const [sent, got] = [expected.digest, table];
  return [
    'verified',
    `${colours.red('✗')} sent ${formatCount(sent.count)} routes with sum ${sent}, collected ${formatCount(got.routes)} with ${got.digest}`,
  ];
}

/** Bars for the shares, the largest eight; the rest in one line. */
function histogram(
  title: string,
  counts: ReadonlyMap<number, number>,
  label: (value: number) => string,
  colours: Palette,
): string[] {
  const byCount = [...counts].sort(([, a], [, b]) => b - a);
  const shown = byCount.slice(0, 8).sort(([a], [b]) => a - b);
  const most = byCount[0]?.[1] ?? 1;
  const rest = byCount.slice(8).reduce((sum, [, count]) => sum + count, 0);
  const rows = formatColumns(
    [
      ...shown.map(([value, count]) => [label(value), formatCount(count)]),
      ...(rest > 0 ? [['others', formatCount(rest)]] : []),
    ],
    '>>',
  );
  const bars = [...shown.map(([, count]) => count), rest].map((count) =>
    '█'.repeat(Math.round((BAR_WIDTH * count) / most)),
  );
  return rows.map((row, i) => {
    const margin = colours.dim((i === 0 ? title : '').padEnd(MARGIN + 2));
    return `  ${margin}${row}  ${colours.cyan(bars[i] ?? '')}`.trimEnd();
  });
}
