import { MP_REACH_NLRI } from '../attribute/mp-reach-nlri.js';
import { AttributeFlag, OPTIONAL_NON_TRANSITIVE, WELL_KNOWN } from '../attribute/row.js';
import type { Family as FamilyNumber } from '../brand.js';
import { writeU32 } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { afiOf, Family, safiOf } from '../family.js';
import { AttributeCode, HEADER_LENGTH, MessageType } from '../iana.js';
import { maxMessageLength } from '../message/header.js';
import { NO_PATH_ID } from '../nlri/row.js';

/*
 * Packs routes into UPDATEs: as many NLRI in a message as fit, one attribute set a message, and of withdrawn routes,
 * NLRI, MP_REACH and MP_UNREACH only one in each (RFC 7606 §5.1). Messages are written straight into a chunk of
 * whole messages; an open message is closed when the group changes, when it is full, or when the chunk is taken.
 *
 * MP attributes stand first in the list (RFC 7606 §5.1) and always have the 2-octet length, which is patched when the
 * message closes.
 */

const CLOSED = -1;

export interface PackerOptions {
  /** Octets of a chunk. Default 65536. */
  readonly chunkSize?: number | undefined;
  /** Put routes that share their attributes into one UPDATE. Default true; false: an UPDATE a route. */
  readonly grouped?: boolean | undefined;
}

/** Writes chunks of whole UPDATEs. Owned by one sender; a taken chunk is never touched again. */
export class UpdatePacker {
  readonly #context: CodecContext;
  readonly #limit: number;
  readonly #chunkSize: number;
  readonly #grouped: boolean;
  #chunk: Uint8Array;
  #length = 0;
  /** Start of the open message, or -1. */
  #message: number = CLOSED;
  /** Where the length of the open message's MP attribute stands, or -1 for the IPv4 fields. */
  #mpLength = -1;
  #family: FamilyNumber = Family.IPV4_UNICAST;
  #addPath = false;
  #announcing = false;
  #attributes: Uint8Array = new Uint8Array(0);
  #nextHop: Uint8Array = new Uint8Array(0);

  /** `chunkSize` is raised to the context's largest message where it is smaller. */
  constructor(context: CodecContext, options: PackerOptions = {}) {
    this.#context = context;
    this.#limit = maxMessageLength(MessageType.UPDATE, context.extendedMessage);
    this.#chunkSize = Math.max(options.chunkSize ?? 65536, this.#limit);
    this.#grouped = options.grouped ?? true;
    this.#chunk = new Uint8Array(this.#chunkSize);
  }

  /** Octets packed so far and not taken. */
  get length(): number {
    return this.#length;
  }

  /**
   * The routes that follow are announced with these attributes: session octets without NEXT_HOP and MP_REACH, the next
   * hop as 4, 16 or 32 octets. IPv4 unicast with a 4-octet next hop takes the NLRI field, all else MP_REACH_NLRI.
   */
  announce(family: FamilyNumber, attributes: Uint8Array, nextHop: Uint8Array): void {
    this.#close();
    this.#announcing = true;
    this.#attributes = attributes;
    this.#nextHop = nextHop;
    this.#select(family);
  }

  /** The routes that follow are withdrawn. */
  withdraw(family: FamilyNumber): void {
    if (!this.#announcing && this.#family === family && this.#message >= 0) return;
    this.#close();
    this.#announcing = false;
    this.#select(family);
  }

  #select(family: FamilyNumber): void {
    this.#family = family;
    this.#addPath = this.#context.addPath.has(family);
  }

  /**
   * Adds an NLRI: its octets without path identifier at `bytes[offset, offset + length)`. False where the chunk is full
   * (take it and add again) — or where one route alone does not fit a message, which `fits` tells.
   */
  add(bytes: Uint8Array, offset: number, length: number, pathId: number): boolean {
    const needed = length + (this.#addPath ? 4 : 0);
    const tail = this.#tail();
    const full = !this.#grouped || this.#length - this.#message + needed + tail > this.#limit;
    if (this.#message >= 0 && full) this.#close();
    if (this.#message < 0) {
      if (this.#length + this.#overhead() + needed > this.#chunkSize || !this.fits(length)) return false;
      this.#open();
    } else if (this.#length + needed + tail > this.#chunkSize) {
      this.#close();
      return false;
    }
    const chunk = this.#chunk;
    let at = this.#length;
    if (this.#addPath) {
      writeU32(chunk, at, pathId === NO_PATH_ID ? 0 : pathId);
      at += 4;
    }
    for (let i = 0; i < length; i++) chunk[at + i] = bytes[offset + i]!;
    this.#length = at + length;
    return true;
  }

  /** True where a route of `length` octets fits a message of its own with the group's attributes. */
  fits(length: number): boolean {
    return this.#overhead() + length + (this.#addPath ? 4 : 0) <= this.#limit;
  }

  /** Appends the End-of-RIB of a family (RFC 4724 §2). False where the chunk is full. */
  endOfRib(family: FamilyNumber): boolean {
    this.#close();
    if (this.#length + HEADER_LENGTH + 11 > this.#chunkSize) return false;
    const start = this.#header();
    this.#u16(0);
    const attributes = this.#length;
    this.#u16(0);
    if (family !== Family.IPV4_UNICAST) {
      this.#u8(OPTIONAL_NON_TRANSITIVE);
      this.#u8(AttributeCode.MP_UNREACH_NLRI);
      this.#u8(3);
      this.#u16(afiOf(family));
      this.#u8(safiOf(family));
      this.#patch16(attributes, this.#length - attributes - 2);
    }
    this.#patch16(start + 16, this.#length - start);
    return true;
  }

  /** The whole messages packed so far, now the caller's; undefined where there are none. */
  take(): Uint8Array | undefined {
    this.#close();
    if (this.#length === 0) return undefined;
    const small = 2 * this.#length < this.#chunkSize;
    const taken = small ? this.#chunk.slice(0, this.#length) : this.#chunk.subarray(0, this.#length);
    if (!small) this.#chunk = new Uint8Array(this.#chunkSize);
    this.#length = 0;
    return taken;
  }

  /** Octets of a message of the current group before its first NLRI. */
  #overhead(): number {
    const fixed = HEADER_LENGTH + 4;
    if (!this.#announcing) return fixed + (this.#family === Family.IPV4_UNICAST ? 0 : 7);
    return fixed + this.#attributes.length + (this.#inNlriField() ? 7 : 9 + this.#nextHop.length);
  }

  /** Octets that closing the open message adds behind its NLRI. */
  #tail(): number {
    if (this.#inNlriField()) return this.#announcing ? 0 : 2;
    return this.#announcing ? this.#attributes.length : 0;
  }

  #inNlriField(): boolean {
    return this.#family === Family.IPV4_UNICAST && (!this.#announcing || this.#nextHop.length === 4);
  }

  #open(): void {
    this.#message = this.#header();
    this.#u16(0);
    this.#mpLength = -1;
    if (this.#inNlriField()) {
      if (!this.#announcing) return;
      this.#u16(this.#attributes.length + 7);
      this.#attributesWithNextHop();
      return;
    }
    this.#u16(0);
    this.#u8(OPTIONAL_NON_TRANSITIVE | AttributeFlag.EXTENDED_LENGTH);
    this.#u8(this.#announcing ? MP_REACH_NLRI.code : AttributeCode.MP_UNREACH_NLRI);
    this.#mpLength = this.#length;
    this.#u16(0);
    this.#u16(afiOf(this.#family));
    this.#u8(safiOf(this.#family));
    if (!this.#announcing) return;
    this.#u8(this.#nextHop.length);
    this.#bytes(this.#nextHop, 0, this.#nextHop.length);
    this.#u8(0);
  }

  /** The set with NEXT_HOP between ORIGIN, AS_PATH and what has a higher type. */
  #attributesWithNextHop(): void {
    const set = this.#attributes;
    let at = 0;
    while (at < set.length && set[at + 1]! < AttributeCode.NEXT_HOP) {
      const extended = (set[at]! & AttributeFlag.EXTENDED_LENGTH) !== 0;
      at += extended ? 4 + ((set[at + 2]! << 8) | set[at + 3]!) : 3 + set[at + 2]!;
    }
    this.#bytes(set, 0, at);
    this.#u8(WELL_KNOWN);
    this.#u8(AttributeCode.NEXT_HOP);
    this.#u8(4);
    this.#bytes(this.#nextHop, 0, 4);
    this.#bytes(set, at, set.length);
  }

  /** Closes the open message: patches its lengths, and for MP_REACH puts the attributes behind the NLRI. */
  #close(): void {
    const start = this.#message;
    if (start < 0) return;
    if (this.#mpLength >= 0) {
      this.#patch16(this.#mpLength, this.#length - this.#mpLength - 2);
      if (this.#announcing) this.#bytes(this.#attributes, 0, this.#attributes.length);
      this.#patch16(start + HEADER_LENGTH + 2, this.#length - start - HEADER_LENGTH - 4);
    } else if (!this.#announcing) {
      this.#patch16(start + HEADER_LENGTH, this.#length - start - HEADER_LENGTH - 2);
      this.#u16(0);
    }
    this.#patch16(start + 16, this.#length - start);
    this.#message = CLOSED;
  }

  #header(): number {
    const start = this.#length;
    this.#chunk.fill(0xff, start, start + 16);
    this.#length += 18;
    this.#u8(MessageType.UPDATE);
    return start;
  }

  #u8(value: number): void {
    this.#chunk[this.#length++] = value;
  }

  #u16(value: number): void {
    this.#chunk[this.#length++] = value >>> 8;
    this.#chunk[this.#length++] = value;
  }

  #patch16(at: number, value: number): void {
    this.#chunk[at] = value >>> 8;
    this.#chunk[at + 1] = value;
  }

  #bytes(source: Uint8Array, start: number, end: number): void {
    const at = this.#length - start;
    for (let i = start; i < end; i++) this.#chunk[at + i] = source[i]!;
    this.#length += end - start;
  }
}
