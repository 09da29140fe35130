import { type CodecContext, createContext, Family, formatHex, isMeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { stale, unexplained } from '../lib/check.js';
import { readJsonLines } from '../lib/corpus.js';
import { type Command, contentOf, encodeCommand, expectedOctets } from '../lib/encode.js';
import { count } from '../lib/tally.js';

const FAMILIES = ['ipv4 unicast', 'ipv6 unicast'];

describe('exabgp/encode-commands.jsonl', () => {
  const commands = readJsonLines<Command>('exabgp/encode-commands.jsonl').filter(({ family }) =>
    FAMILIES.includes(family),
  );

  it.for(commands.map((command) => [command.id, command] as const))('%s', ([id, command], { task }) => {
    const { asn4, addpath, nexthopEncoding } = command.context;
    const context = createContext({
      asn4,
      addPath: addpath.length > 0 ? Object.values(Family) : [],
      extendedNextHop: nexthopEncoding ? [Family.IPV4_UNICAST] : [],
    });
    const ours = encodedOrRefused(command, context);
    const theirs = expectedOctets(command);
    const [content, expected] = [contentOf(ours, context), contentOf(theirs, context)];
    const same = content.length > 0 && content.join('\n') === expected.join('\n');
    const mismatches = same
      ? []
      : [{ check: 'encode' as const, message: `${expected.join('; ')} there, ${content.join('; ')} here` }];
    const left = unexplained(id, mismatches);
    const exact = formatHex(ours) === formatHex(theirs);
    count(task, {
      commands: 1,
      'same content': same ? 1 : 0,
      'byte-exact': exact ? 1 : 0,
      explained: mismatches.length - left.length,
    });
    expect(left).toEqual([]);
  });
});

/** The octets; none where the text is refused, which then counts as a difference. */
function encodedOrRefused(command: Command, context: CodecContext): Uint8Array {
  try {
    return encodeCommand(command, context);
  } catch (error) {
    if (isMeshError(error)) return new Uint8Array(0);
    throw error;
  }
}

it('every explained difference is still there', () => {
  expect(stale('encode')).toEqual([]);
});
