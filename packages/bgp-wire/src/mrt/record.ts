import type { Asn, Family, RouterId } from '../brand.js';

/*
 * The decoders write out all members of a record, although each begins with those of the header: objects made by
 * spreading another one are slow to make and to read, twenty times in all for a table dump.
 */

/** What every record says of itself (RFC 6396 §2). */
export interface MrtHeader {
  /** Octets before the record in the decompressed file. */
  readonly offset: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Microseconds past `timestamp`; only records with an extended timestamp have them (RFC 6396 §3). */
  readonly microseconds: number | undefined;
  readonly mrtType: number;
  readonly subtype: number;
}

/** A peer of the collector. */
export interface MrtPeer {
  readonly routerId: RouterId;
  readonly address: string;
  readonly asn: Asn;
  /** How the PEER_INDEX_TABLE writes `asn`: in four octets, which is what left out means too, or in two. */
  readonly asn4?: boolean;
}

/** The peers that the RIB records after it refer to (RFC 6396 §4.3.1). */
export interface MrtPeerIndexTable extends MrtHeader {
  readonly type: 'PEER_INDEX_TABLE';
  readonly collector: RouterId;
  readonly viewName: string;
  readonly peers: readonly MrtPeer[];
}

/** One peer's route in a RIB (RFC 6396 §4.3.4, RFC 8050 §4.1). */
export interface MrtRibEntry {
  readonly peer: MrtPeer;
  /** Seconds since 1970. */
  readonly originated: number;
  readonly pathId?: number;
  /** As in the file: MP_REACH_NLRI is usually cut to its next hop. `RibEntryReader` puts it back. */
  readonly attributes: Uint8Array;
}

/** All routes to one prefix, of TABLE_DUMP_V2, or the one route of a TABLE_DUMP record (RFC 6396 §4.2, §4.3). */
export interface MrtRib extends MrtHeader {
  readonly type: 'RIB';
  readonly sequence: number;
  readonly family: Family;
  /** AS numbers in the attributes have four octets. */
  readonly asn4: boolean;
  /** Length octet and prefix, as in an UPDATE. */
  readonly nlri: Uint8Array;
  readonly entries: readonly MrtRibEntry[];
}

/** A RIB record of any family, kept as octets from the NLRI on (RFC 6396 §4.3.3). */
export interface MrtRibGeneric extends MrtHeader {
  readonly type: 'RIB_GENERIC';
  readonly sequence: number;
  readonly family: Family;
  readonly addPath: boolean;
  readonly rest: Uint8Array;
}

/** Who spoke with whom (RFC 6396 §4.4). */
export interface MrtSession extends MrtHeader {
  readonly peerAs: Asn;
  readonly localAs: Asn;
  readonly interfaceIndex: number;
  readonly peerAddress: string;
  readonly localAddress: string;
}

/** A message of a session, with its header (RFC 6396 §4.4.2–4.4.3, RFC 8050 §3). */
export interface MrtMessage extends MrtSession {
  readonly type: 'MESSAGE';
  readonly asn4: boolean;
  readonly addPath: boolean;
  /** The collector itself sent it. */
  readonly local: boolean;
  readonly frame: Uint8Array;
}

/** A change of the FSM's state, by the numbers of RFC 6396 §4.4.1: 1 Idle … 6 Established. */
export interface MrtStateChange extends MrtSession {
  readonly type: 'STATE_CHANGE';
  readonly oldState: number;
  readonly newState: number;
}

/** A type or subtype this codec does not read: its octets behind the header. */
export interface MrtUnknown extends MrtHeader {
  readonly type: 'UNKNOWN';
  readonly body: Uint8Array;
}

/** A record that cannot be read. The next one can, unless `reason` says that the file ends here. */
export interface MrtFault extends MrtHeader {
  readonly type: 'FAULT';
  readonly reason: string;
  readonly rfc: string;
}

/** A record of an MRT file. Octets in it are views of the input's chunks. */
export type MrtRecord =
  | MrtPeerIndexTable
  | MrtRib
  | MrtRibGeneric
  | MrtMessage
  | MrtStateChange
  | MrtUnknown
  | MrtFault;

/** What a caller may leave out: it follows from the other members. */
type Written<R extends MrtHeader> = Omit<R, Implied> & Partial<Pick<R, Implied>>;
type Implied = 'offset' | 'microseconds' | 'mrtType' | 'subtype';

/**
 * A record that can be written: one that was read, or one with the members that matter. `offset` is of no account;
 * `mrtType` and `subtype` stand together, and where they are left out the record is TABLE_DUMP_V2 (a RIB with AS numbers
 * of two octets: TABLE_DUMP), BGP4MP, or with `microseconds` BGP4MP_ET.
 */
export type MrtWritable =
  | Written<MrtPeerIndexTable>
  | Written<MrtRib>
  | Written<MrtRibGeneric>
  | Written<MrtMessage>
  | Written<MrtStateChange>
  | (Omit<MrtUnknown, 'offset' | 'microseconds'> & Partial<Pick<MrtUnknown, 'offset' | 'microseconds'>>);
