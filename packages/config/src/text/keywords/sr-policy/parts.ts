import { type EndpointBehavior, type LabelEntry, parseIPv6 } from '@mesh/bgp-wire';
import type { TokenCursor } from '../../lexer.js';
import { canonicalAddress, MAX_UINT32, parseUint, readIPv4, readUint } from '../../values.js';
import { MAX_LABEL } from '../label.js';
import { parseBehavior } from '../prefix-sid.js';
import type { RouteDraft } from '../row.js';

/** How a value inside a sub-TLV is read and written. */
export interface Part<T> {
  read(cursor: TokenCursor, draft: Pick<RouteDraft, 'compat'>): T;
  /** Undefined where no text says all of it. */
  write(value: T): string | undefined;
}

export const uint = (max: number): Part<number> => ({ read: (cursor) => readUint(cursor, max), write: String });
export const u8: Part<number> = uint(0xff);
export const u32: Part<number> = uint(MAX_UINT32);
export const ipv4: Part<string> = { read: readIPv4, write: (value) => value };
export const ipv6: Part<string> = {
  read: (cursor) => cursor.value('an IPv6 address', (text) => (parseIPv6(text) ? canonicalAddress(text) : undefined)),
  write: (value) => value,
};

/** A label stack entry: its label, or `label:traffic-class:bottom:ttl` where one of the rest is not 0. */
export const labelEntry: Part<LabelEntry> = {
  read(cursor, { compat }) {
    const entry = cursor.value(`a label from 0 to ${MAX_LABEL}`, parseLabelEntry);
    // The bottom of stack ought to be 0 (RFC 9830 §2.4.4.2.1); ExaBGP sets it.
    return compat ? { ...entry, isBottom: true } : entry;
  },
  write: ({ label, trafficClass = 0, isBottom, ttl = 0 }) =>
    trafficClass === 0 && !isBottom && ttl === 0
      ? String(label)
      : `${label}:${trafficClass}:${isBottom ? 1 : 0}:${ttl}`,
};

function parseLabelEntry(text: string): LabelEntry | undefined {
  const words = text.split(':');
  const [label, trafficClass, bottom, ttl] = [MAX_LABEL, 7, 1, 255].map((max, i) => parseUint(words[i] ?? '0', max));
  if ((words.length !== 1 && words.length !== 4) || label === undefined) return undefined;
  if (trafficClass === undefined || bottom === undefined || ttl === undefined) return undefined;
  return {
    label,
    ...(trafficClass === 0 ? {} : { trafficClass }),
    ...(bottom === 0 ? {} : { isBottom: true as const }),
    ...(ttl === 0 ? {} : { ttl }),
  };
}

const LENGTHS = ['locatorBlock', 'locatorNode', 'function', 'argument'] as const;

/** Behaviour, and the lengths of locator block, locator node, function and argument (RFC 9830 §2.4.4.2.4). */
export const endpointBehavior: Part<EndpointBehavior> = {
  read(cursor) {
    const behavior = cursor.value('an endpoint behaviour from 0 to 65535', parseBehavior);
    const lengths = Object.fromEntries(LENGTHS.map((name) => [name, readUint(cursor, 0xff)]));
    return { behavior, ...lengths } as unknown as EndpointBehavior;
  },
  write: (value) => (value.reserved ? undefined : [value.behavior, ...LENGTHS.map((name) => value[name])].join(' ')),
};

/** Takes `flags 0x80` where it comes next. */
export function readFlags(cursor: TokenCursor, usual: number): number {
  if (!cursor.accept('flags')) return usual;
  return cursor.value('flags in hexadecimal, as 0x80', (text) =>
    /^0x[0-9a-f]{1,2}$/i.test(text) ? Number(text) : undefined,
  );
}

/** Flags that are not the usual ones, with the space behind them. */
export function printFlags(flags: number, usual: number): string {
  return flags === usual ? '' : `flags 0x${flags.toString(16)} `;
}
