import { parseAddress } from '../bytes/address.js';
import { MAX_U16, unsigned } from '../bytes/range.js';
import { ByteWriter } from '../bytes/writer.js';
import { MeshError } from '../error.js';
import type { Endpoint } from './event.js';

/** The part of a segment that changes from one to the next. */
export interface SegmentFields {
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  readonly payload: Uint8Array;
  /** MSS option, on a SYN. */
  readonly mss?: number;
}

/** A locally administered address for each side: nothing on a real wire has it. */
const SENDER_MAC_PREFIX = [0x02, 0x00, 0x5e, 0x00, 0x53] as const;
const TCP = 6;
const WINDOW = 65_535;
const HOP_LIMIT = 64;

/**
 * Makes Ethernet packets with TCP segments from one end of a connection to the other, checksums included
 * (RFC 791, RFC 8200, RFC 9293).
 */
export class PacketBuilder {
  readonly #source: Uint8Array;
  readonly #destination: Uint8Array;
  readonly #sourcePort: number;
  readonly #destinationPort: number;
  readonly #side: 1 | 2;
  #identification = 0;

  /**
   * `side` tells the Ethernet addresses apart. Throws `MeshError` `MESH_CAPTURE_ADDRESS` for addresses that are none,
   * or of two families, and `RangeError` for a port that cannot be.
   */
  constructor(source: Endpoint, destination: Endpoint, side: 1 | 2) {
    this.#source = addressOf(source);
    this.#destination = addressOf(destination);
    if (this.#source.length !== this.#destination.length) {
      const message = `both ends have an address of one family, got "${source.address}" and "${destination.address}"`;
      throw new MeshError('MESH_CAPTURE_ADDRESS', message);
    }
    this.#sourcePort = unsigned('a port', source.port, MAX_U16);
    this.#destinationPort = unsigned('a port', destination.port, MAX_U16);
    this.#side = side;
  }

  /** Octets of payload that one IP packet has room for, beside its headers. */
  get maxPayload(): number {
    return this.#source.length === 4 ? MAX_U16 - 40 : MAX_U16 - 20;
  }

  build(segment: SegmentFields): Uint8Array {
    const tcp = this.#tcp(segment);
    const writer = new ByteWriter(tcp.length + 54);
    this.#mac(writer, this.#side === 1 ? 2 : 1);
    this.#mac(writer, this.#side);
    if (this.#source.length === 4) this.#ipv4(writer, tcp.length);
    else this.#ipv6(writer, tcp.length);
    writer.bytes(tcp);
    return writer.take();
  }

  #mac(writer: ByteWriter, side: 1 | 2): void {
    for (const octet of SENDER_MAC_PREFIX) writer.u8(octet);
    writer.u8(side);
  }

  #ipv4(writer: ByteWriter, length: number): void {
    writer.u16(0x0800);
    const start = writer.length;
    writer.u16(0x4500);
    writer.u16(20 + length);
    writer.u16(this.#identification++ & MAX_U16);
    writer.u16(0x4000);
    writer.u8(HOP_LIMIT);
    writer.u8(TCP);
    const checksum = writer.reserve16();
    writer.bytes(this.#source);
    writer.bytes(this.#destination);
    writer.overwrite16(checksum, internetChecksum(writer.view().subarray(start)));
  }

  #ipv6(writer: ByteWriter, length: number): void {
    writer.u16(0x86dd);
    writer.u32(0x60000000);
    writer.u16(length);
    writer.u8(TCP);
    writer.u8(HOP_LIMIT);
    writer.bytes(this.#source);
    writer.bytes(this.#destination);
  }

  /** The segment; its checksum covers a pseudo-header of the IP addresses too (RFC 9293 §3.1). */
  #tcp({ sequence, acknowledgment, flags, payload, mss }: SegmentFields): Uint8Array {
    const writer = new ByteWriter(payload.length + 64);
    writer.bytes(this.#source);
    writer.bytes(this.#destination);
    writer.u32(0);
    writer.u32(TCP);
    const start = writer.length;
    writer.u16(this.#sourcePort);
    writer.u16(this.#destinationPort);
    writer.u32(sequence);
    writer.u32(acknowledgment);
    writer.u8((mss === undefined ? 5 : 6) << 4);
    writer.u8(flags);
    writer.u16(WINDOW);
    const checksum = writer.reserve16();
    writer.u16(0);
    if (mss !== undefined) {
      writer.u16(0x0204);
      writer.u16(mss);
    }
    writer.bytes(payload);
    writer.overwrite16(start - 6, writer.length - start);
    writer.overwrite16(checksum, internetChecksum(writer.view()));
    return writer.take().subarray(start);
  }
}

function addressOf({ address }: Endpoint): Uint8Array {
  const octets = parseAddress(address);
  if (octets) return octets;
  throw new MeshError('MESH_CAPTURE_ADDRESS', `an endpoint has an IPv4 or IPv6 address, got "${address}"`);
}

/** The one's complement of the one's complement sum of 16-bit words (RFC 1071). */
export function internetChecksum(octets: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < octets.length; i += 2) sum += (octets[i]! << 8) | (octets[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
