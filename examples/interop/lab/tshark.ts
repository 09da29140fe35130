import { run } from '@mesh-examples/lib/daemon';

const TSHARK = '/usr/bin/tshark';

/** One packet: every occurrence of a field, by the field's name. */
export type Dissection = Readonly<Record<string, readonly string[]>>;

/** What tshark reads in a capture file, a packet each. `decodeAs`: `tcp.port==11019,bmp`. */
export async function dissect(
  file: string,
  fields: readonly string[],
  decodeAs: readonly string[] = [],
): Promise<readonly Dissection[]> {
  const text = await run(TSHARK, [
    ...['-n', '-r', file, ...decodeAs.flatMap((rule) => ['-d', rule])],
    ...['-T', 'fields', '-E', 'occurrence=a', '-E', 'separator=/t', '-E', 'aggregator=;'],
    ...fields.flatMap((field) => ['-e', field]),
  ]);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const columns = line.split('\t');
      return Object.fromEntries(fields.map((field, i) => [field, (columns[i] ?? '').split(';').filter(Boolean)]));
    });
}

/** Packets that tshark finds malformed, in its words. */
export async function malformed(file: string, decodeAs: readonly string[] = []): Promise<string> {
  const rules = decodeAs.flatMap((rule) => ['-d', rule]);
  return run(TSHARK, ['-n', '-r', file, ...rules, '-Y', '_ws.malformed']);
}
