import {
  type CapturedPacket,
  type MessageEvent,
  readMessages,
  readStreams,
  type StreamEvent,
} from '../../src/pcap/index.js';
import { hex, octets } from '../support/octets.js';

/*
 * Captures written by hand, octet by octet, so that no test of the reader depends on our writer. Checksums are zero:
 * the reader does not look at them.
 */

const size = (text: string) => octets(text).length;

/** A number in `length` octets of the writer's byte order. */
export type Order = (value: number, length: number) => string;
export const big: Order = hex;
export const little: Order = (value, length) =>
  Array.from({ length }, (_, i) => hex(Math.floor(value / 256 ** i) & 0xff, 1)).join('');

export interface TcpFields {
  readonly from?: readonly [address: string, port: number];
  readonly to?: readonly [address: string, port: number];
  readonly sequence?: number;
  readonly flags?: number;
  readonly payload?: string;
}

export const CLIENT = ['c0000201', 50000] as const;
export const SERVER = ['c0000202', 179] as const;

export function tcp({ from = CLIENT, to = SERVER, sequence = 0, flags = 0x10, payload = '' }: TcpFields): string {
  const ports = `${hex(from[1], 2)} ${hex(to[1], 2)}`;
  return `${ports} ${hex(sequence, 4)} 00000000 50 ${hex(flags, 1)} ffff 0000 0000 ${payload}`;
}

/** An IPv4 packet; `fragment` is the field of flags and offset. */
export function ipv4(fields: TcpFields, options: { fragment?: number; protocol?: number } = {}): string {
  const { from = CLIENT, to = SERVER } = fields;
  const body = tcp(fields);
  const start = `45 00 ${hex(20 + size(body), 2)} 0000 ${hex(options.fragment ?? 0, 2)}`;
  return `${start} 40 ${hex(options.protocol ?? 6, 1)} 0000 ${from[0]} ${to[0]} ${body}`;
}

/** An IPv6 packet; `extensions` are whole headers, the first of type `next`. */
export function ipv6(fields: TcpFields, extensions = '', next = 6): string {
  const body = `${extensions} ${tcp(fields)}`;
  const [from, to] = ['20010db8000000000000000000000001', '20010db8000000000000000000000002'];
  return `60000000 ${hex(size(body), 2)} ${hex(next, 1)} 40 ${from} ${to} ${body}`;
}

export const ETHERNET = '000000000001 000000000002';

/** An Ethernet packet around an IPv4 segment. */
export function ethernet(fields: TcpFields): string {
  return `${ETHERNET} 0800 ${ipv4(fields)}`;
}

/** A pcap file of packets at second 1, 2, 3 … */
export function pcap(packets: readonly string[], linkType = 1, order: Order = big, magic = 0xa1b2c3d4): Uint8Array {
  const header = `${order(magic, 4)} ${order(2, 2)} ${order(4, 2)} ${'00'.repeat(8)} ${order(65535, 4)} ${order(linkType, 4)}`;
  const records = packets.map((packet, i) => {
    const length = order(size(packet), 4);
    return `${order(i + 1, 4)} ${order(5, 4)} ${length} ${length} ${packet}`;
  });
  return octets([header, ...records].join(''));
}

/** A block of pcapng. */
export function block(type: number, body: string, order: Order = little): string {
  const padding = '00'.repeat(-size(body) & 3);
  const length = order(12 + size(body + padding), 4);
  return `${order(type, 4)} ${length} ${body} ${padding} ${length}`;
}

export function section(order: Order = little): string {
  return block(0x0a0d0d0a, `${order(0x1a2b3c4d, 4)} ${order(1, 2)} ${order(0, 2)} ${'ff'.repeat(8)}`, order);
}

export function interfaceBlock(linkType: number, options = '', order: Order = little): string {
  return block(1, `${order(linkType, 2)} 0000 ${order(0, 4)} ${options}`, order);
}

export function enhanced(packet: string, units: bigint, id = 0, order: Order = little): string {
  const [high, low] = [Number(units >> 32n), Number(units & 0xffffffffn)];
  const length = order(size(packet), 4);
  return block(6, `${order(id, 4)} ${order(high, 4)} ${order(low, 4)} ${length} ${length} ${packet}`, order);
}

/** A packet as the packet reader gives it. */
export function packet(linkType: number, text: string, timestampNs = 0n): CapturedPacket {
  const bytes = octets(text);
  return { kind: 'packet', timestampNs, linkType, octets: bytes, originalLength: bytes.length, offset: 0 };
}

export async function streamsOf(...args: Parameters<typeof readStreams>): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of readStreams(...args)) events.push(event);
  return events;
}

export async function messagesOf(...args: Parameters<typeof readMessages>): Promise<MessageEvent[]> {
  const events: MessageEvent[] = [];
  for await (const event of readMessages(...args)) events.push(event);
  return events;
}
