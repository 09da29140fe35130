/*
 * Every place where we differ from the corpus on purpose, with the reason. A difference that no vector shows any more
 * fails the suite, and so does one that is not here.
 */

/** What a vector is checked for. */
export type Check = 'verdict' | 'tshark' | 'exabgp' | 'yabgp' | 're-encode' | 'encode';

export interface Difference {
  readonly check: Check;
  /** Identifiers it holds for; a text is the whole identifier. */
  readonly id: string | RegExp;
  /** What the difference looks like, where the identifier does not say it all. */
  readonly shows?: RegExp;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    check: 're-encode',
    id: 'bgpkit/mod/test_rfc7606_duplicate_attribute',
    reason: 'of an attribute that stands twice the second is dropped (RFC 7606 §3.g)',
  },
  {
    check: 'verdict',
    id: 'netgauze/capabilities/test_long_lived_graceful_restart_bad_length/bad_wire',
    reason: 'Long-lived Graceful Restart has no row yet: its octets are kept unread',
  },
  {
    check: 'verdict',
    id: 'netgauze/capabilities/test_fqdn_capability_invalid_utf8/bad_wire',
    reason: 'names are for people: what is no UTF-8 in them becomes U+FFFD and costs nothing',
  },
  {
    check: 're-encode',
    id: 'netgauze/capabilities/test_fqdn_capability_invalid_utf8/bad_wire',
    reason: 'U+FFFD stands where there was no UTF-8',
  },
  {
    check: 'verdict',
    id: /^netgauze\/notification\/.*\/bad_undefined_/,
    reason: 'a NOTIFICATION with a code nobody knows still ends the session and is reported (RFC 4271 §6.4)',
  },
  {
    check: 'verdict',
    id: 'netgauze/route_refresh/test_route_refresh_message/bad_undefined_wire',
    reason: 'a ROUTE-REFRESH of an unknown subtype is ignored by the session, not an error (RFC 7313 §5)',
  },
  {
    check: 'verdict',
    id: 'netgauze/path_attribute/test_path_attribute_as4_path_transitional/good_wire_partial',
    reason: 'the source reads AS4_PATH alone; from a 4-octet speaker it is discarded (RFC 6793 §4.1)',
  },
  {
    check: 'verdict',
    id: 'netgauze/path_attribute/test_parse_path_attribute_communities/good_zero_wire',
    reason: 'COMMUNITIES of no octets is malformed (RFC 7606 §7.8); the source lets it pass',
  },
  {
    check: 'tshark',
    id: 'bgpkit/raw_bytes/ris_live_message_missing_required_id_or_host_returns_incorrect_json~2',
    reason: 'tshark does not dissect NLRI behind an empty attribute list',
  },
  {
    check: 'tshark',
    id: 'holo/update/top~2',
    shows: /^cluster list/,
    reason: 'tshark reads a CLUSTER_LIST with Extended Length one octet late',
  },
  {
    check: 'verdict',
    id: 'exabgp/dec/extended-nexthop/002',
    reason: 'IPv6 NLRI with an IPv4 next hop: RFC 8950 is about IPv4 NLRI with an IPv6 next hop only',
  },
  {
    check: 'encode',
    id: 'exabgp/enc/conf-llnh-update/001',
    reason: 'the link-local next hop beside the global one comes from the interface of the session, not from the text',
  },
  {
    check: 'encode',
    id: 'exabgp/enc/extended-nexthop/002',
    reason: 'IPv6 NLRI with an IPv4 next hop: RFC 8950 is about IPv4 NLRI with an IPv6 next hop only',
  },
];

/** A difference of a file's lines from the oracle's. */
export interface LineDifference {
  readonly file: string;
  readonly count: number;
  /** True where their line and ours, either of them missing, differ as the reason says. */
  readonly explains: (theirs: string | undefined, ours: string | undefined) => boolean;
  readonly reason: string;
}

export const LINE_DIFFERENCES: readonly LineDifference[] = [
  {
    file: 'mrt/bgpdump/bview.20020722.2337.gz',
    count: 8,
    explains: (theirs, ours) => theirs?.replace('|0 0.0.0.0|', '||') === ours,
    reason: 'an AGGREGATOR of AS 0 is discarded (RFC 7607 §2); bgpdump prints it',
  },
  {
    file: 'mrt/bgpkit-parser/rrc00__2000.01__updates.20000102.2014.gz',
    count: 675,
    explains: (theirs, ours) => {
      const [type, time, kind, peer, asn, prefix] = theirs?.split('|') ?? [];
      const [, bits] = prefix?.split('/') ?? [];
      return kind === 'W' && prefix === `${peer}/${bits}` && sameButPrefix(ours, [type, time, kind, peer, asn], bits);
    },
    reason: 'in withdrawals of the deprecated type BGP, bgpdump prints the address of the peer instead of the prefix',
  },
];

function sameButPrefix(
  ours: string | undefined,
  head: readonly (string | undefined)[],
  bits: string | undefined,
): boolean {
  return ours?.startsWith(`${head.join('|')}|`) === true && ours.endsWith(`/${bits}`);
}
