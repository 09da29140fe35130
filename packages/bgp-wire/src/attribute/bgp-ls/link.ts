import { struct, type ValueForm } from '../../tlv/form.js';
import { subTlvs, type TlvRecord, type TlvRow, tlvRows, tlvTable } from '../../tlv/record.js';
import { uint } from '../../tlv/value.js';
import { type ApplicationSpecificLinkAttributes, applicationSpecific } from './application-specific.js';
import { type BgpLsLinkTlvs, LINK_PLAIN_TLVS } from './link-tlvs.js';

interface ApplicationAttributes {
  readonly applicationSpecificLinkAttributes?: readonly ApplicationSpecificLinkAttributes[];
}

/** A link of a bundle (RFC 9085 §2.2.3). */
export interface L2BundleMember extends BgpLsLinkTlvs, ApplicationAttributes, TlvRecord {
  readonly descriptor: number;
}

/** TLVs of a link, those that hold TLVs of links included. */
export interface BgpLsLinkAttributes extends BgpLsLinkTlvs, ApplicationAttributes {
  readonly l2BundleMembers?: readonly L2BundleMember[];
}

/*
 * Two TLVs hold TLVs of links. A bundle member may hold application-specific ones, these hold neither: no
 * input nests them deeper.
 */
const APPLICATION_SPECIFIC = tlvRows<ApplicationAttributes>().many(
  1122,
  'applicationSpecificLinkAttributes',
  applicationSpecific,
);

const l2BundleMember: ValueForm<L2BundleMember> = struct<L2BundleMember>(
  { descriptor: uint(4) },
  subTlvs(tlvTable([...LINK_PLAIN_TLVS, APPLICATION_SPECIFIC])),
);

export const LINK_TLVS: readonly TlvRow[] = [
  ...LINK_PLAIN_TLVS,
  APPLICATION_SPECIFIC,
  tlvRows<BgpLsLinkAttributes>().many(1172, 'l2BundleMembers', l2BundleMember),
];
