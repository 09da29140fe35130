import {
  Family,
  formatIPv4,
  formatPrefix,
  type LabelledNlri,
  type Nlri,
  NO_PATH_ID,
  type VpnNlri,
} from '@mesh/bgp-wire';
import { digits } from '../digits.js';
import { fromModel, type Members, type NlriPlace, type NlriRow } from './row.js';

/** `{"nlri":"10.0.0.0/24"}`, with `"path-information":"0.0.0.1"` behind it where there is one. */
function textRow(families: readonly Family[], format: (place: NlriPlace) => string): NlriRow {
  return {
    families,
    text: (place) =>
      place.pathId === NO_PATH_ID
        ? `{"nlri":"${format(place)}"}`
        : `{"nlri":"${format(place)}","path-information":"${formatIPv4(place.pathId)}"}`,
  };
}

/** An octet of a prefix: those behind its length are 0, and so are bits in the last one. */
function octetText({ bytes, start }: NlriPlace, bits: number, i: number): string {
  const kept = bits - 8 * i;
  if (kept <= 0) return '0';
  return digits(kept >= 8 ? bytes[start + 1 + i]! : bytes[start + 1 + i]! & (0xff00 >> kept));
}

/** Nothing is allocated but the text. */
function formatIpv4Prefix(place: NlriPlace): string {
  const bits = place.bytes[place.start]!;
  return `${octetText(place, bits, 0)}.${octetText(place, bits, 1)}.${octetText(place, bits, 2)}.${octetText(place, bits, 3)}/${digits(bits)}`;
}

export const IPV4_PREFIXES = textRow([Family.IPV4_UNICAST, Family.IPV4_MULTICAST], formatIpv4Prefix);
export const IPV6_PREFIXES = textRow([Family.IPV6_UNICAST, Family.IPV6_MULTICAST], ({ bytes, start }) =>
  formatPrefix(bytes, start, 16),
);

/** Each label, and the three octets it stands in. */
function labelsOf(labels: readonly number[]): readonly (readonly number[])[] {
  return labels.map((label, i) => [label, label * 16 + (i === labels.length - 1 ? 1 : 0)]);
}

function withPath({ pathId }: Nlri): Members {
  return pathId === undefined ? {} : { 'path-information': formatIPv4(pathId) };
}

export const LABELLED = fromModel<LabelledNlri>(
  [Family.IPV4_LABELLED_UNICAST, Family.IPV6_LABELLED_UNICAST],
  (nlri) => ({ nlri: nlri.prefix, label: labelsOf(nlri.labels), ...withPath(nlri) }),
);

export const VPN = fromModel<VpnNlri>([Family.IPV4_VPN, Family.IPV6_VPN], (nlri) => ({
  nlri: nlri.prefix,
  label: labelsOf(nlri.labels),
  rd: nlri.rd,
  ...withPath(nlri),
}));

export const VPN_MULTICAST = fromModel<Omit<VpnNlri, 'labels'>>(
  [Family.IPV4_VPN_MULTICAST, Family.IPV6_VPN_MULTICAST],
  (nlri) => ({ nlri: nlri.prefix, rd: nlri.rd, ...withPath(nlri) }),
);
