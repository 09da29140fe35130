import { struct, type ValueForm } from '../../tlv/form.js';
import { subTlvs, type TlvRecord, tlvRows, tlvTable } from '../../tlv/record.js';
import { ipv4, ipv6, reserved, uint } from '../../tlv/value.js';
import { isisNeighbor, ospfNeighbor } from './lan-neighbor.js';

/** What an SRv6 node can do (RFC 9514 §3.1). */
export interface Srv6Capabilities {
  readonly flags: number;
  readonly reserved?: number;
}

/** How the bits of a SID divide (RFC 9514 §8), all in bits. */
export interface Srv6SidStructure {
  readonly locatorBlock: number;
  readonly locatorNode: number;
  readonly function: number;
  readonly argument: number;
}

/** The SID of an SRv6 adjacency (RFC 9514 §4.1). */
export interface Srv6EndXSid extends TlvRecord {
  /** Endpoint behaviour (IANA srv6-endpoint-behaviors). */
  readonly behavior: number;
  readonly flags: number;
  readonly algorithm: number;
  readonly weight: number;
  readonly reserved?: number;
  readonly sid: string;
  readonly srv6SidStructure?: Srv6SidStructure;
}

/** The SID of an SRv6 adjacency on a LAN (RFC 9514 §4.2). */
export interface Srv6LanEndXSid extends Srv6EndXSid {
  /** `1921.6825.2240` of IS-IS, `10.0.0.1` of OSPFv3. */
  readonly neighbor: string;
}

/** The locator of a prefix (RFC 9514 §5.1). */
export interface Srv6Locator extends TlvRecord {
  readonly flags: number;
  readonly algorithm: number;
  readonly reserved?: number;
  readonly metric: number;
}

/** What a SID does (RFC 9514 §7.1). */
export interface Srv6EndpointBehavior {
  readonly behavior: number;
  readonly flags: number;
  readonly algorithm: number;
}

/** The BGP peer of a SID (RFC 9514 §7.2). */
export interface Srv6BgpPeerNodeSid {
  readonly flags: number;
  readonly weight: number;
  readonly reserved?: number;
  readonly peerAsn: number;
  readonly peerBgpIdentifier: string;
}

export const srv6Capabilities: ValueForm<Srv6Capabilities> = struct<Srv6Capabilities>({
  flags: uint(2),
  reserved: reserved(2),
});

export const srv6SidStructure: ValueForm<Srv6SidStructure> = struct<Srv6SidStructure>({
  locatorBlock: uint(1),
  locatorNode: uint(1),
  function: uint(1),
  argument: uint(1),
});

const sidTlvs = subTlvs(tlvTable([tlvRows<Srv6EndXSid>().one(1252, 'srv6SidStructure', srv6SidStructure)]));
const endX = { behavior: uint(2), flags: uint(1), algorithm: uint(1), weight: uint(1), reserved: reserved(1) };

export const srv6EndXSid: ValueForm<Srv6EndXSid> = struct<Srv6EndXSid>({ ...endX, sid: ipv6 }, sidTlvs);

export const isisSrv6LanEndXSid: ValueForm<Srv6LanEndXSid> = struct<Srv6LanEndXSid>(
  { ...endX, neighbor: isisNeighbor, sid: ipv6 },
  sidTlvs,
);

export const ospfv3Srv6LanEndXSid: ValueForm<Srv6LanEndXSid> = struct<Srv6LanEndXSid>(
  { ...endX, neighbor: ospfNeighbor, sid: ipv6 },
  sidTlvs,
);

/** No sub-TLV of a locator is defined (RFC 9514 §5.1). */
export const srv6Locator: ValueForm<Srv6Locator> = struct<Srv6Locator>(
  { flags: uint(1), algorithm: uint(1), reserved: reserved(2), metric: uint(4) },
  subTlvs(tlvTable([])),
);

export const srv6EndpointBehavior: ValueForm<Srv6EndpointBehavior> = struct<Srv6EndpointBehavior>({
  behavior: uint(2),
  flags: uint(1),
  algorithm: uint(1),
});

export const srv6BgpPeerNodeSid: ValueForm<Srv6BgpPeerNodeSid> = struct<Srv6BgpPeerNodeSid>({
  flags: uint(1),
  weight: uint(1),
  reserved: reserved(2),
  peerAsn: uint(4),
  peerBgpIdentifier: ipv4,
});
