import type { Divergence } from './divergence.js';

const SHORT_NOTIFICATION =
  'Answers a NOTIFICATION that is too short with 1/2, as RFC 4271 §6.1 has it for messages of every type; §6.4 has no NOTIFICATION answered.';
const NO_TYPE = 'Knows the subcodes of RFC 6608, and sends no message type with them.';
const SENT_IN_OPENSENT =
  'Answers a NOTIFICATION in OpenSent with another one: RFC 4271 §8.2.2 counts it there among the events that are errors of the state machine, against §6.4.';

const BIRD: readonly Omit<Divergence, 'device'>[] = [
  { checks: /^header-keepalive-20|^extended-message-keepalive$/, says: 'Does not look at the length of a KEEPALIVE.' },
  { checks: /^header-notification-20$/, says: SHORT_NOTIFICATION },
  { checks: /^open-version-3-data$/, says: 'Sends the version that it knows in the byte order of the host: 0400.' },
  { checks: /^fsm-.*-(opensent|openconfirm|established)-data$/, says: NO_TYPE },
  {
    checks: /^fsm-update-in-openconfirm/,
    says: 'Takes an UPDATE in OpenConfirm for the KEEPALIVE that should have come before, and is Established.',
  },
  {
    checks: /^next-hop-.*-route$/,
    says: 'Takes a multicast address, or one of class E, for a next hop, and hands the route on.',
  },
  {
    checks: /^attribute-a(s-path|ggregator)-as-0-route$/,
    says: 'Does not know RFC 7607: AS 0 in AS_PATH or AGGREGATOR is handed on.',
  },
  {
    checks: /^attribute-local-pref-missing-route$/,
    says: 'Gives a route of an internal neighbour that has no LOCAL_PREF the usual one.',
  },
  {
    checks: /^update-(nlri|withdrawn)-overrun$|^add-path-cut$/,
    says: 'Calls NLRI that overrun their field a Malformed Attribute List (3/1), not an Invalid Network Field (3/10).',
  },
  {
    checks: /^update-unknown-well-known/,
    says: 'Keeps the session over an unknown attribute that calls itself well-known.',
  },
];

const FRR: readonly Omit<Divergence, 'device'>[] = [
  {
    checks: /^header-type-6-/,
    says: 'Knows type 6, CAPABILITY of a draft, and looks at its length first: 1/2.',
  },
  { checks: /^header-notification-20$/, says: SHORT_NOTIFICATION },
  {
    checks: /^open-parameter-authentication$/,
    says: 'Answers the parameter Authentication with 2/5, Authentication Failure, which RFC 4271 has deprecated as well.',
  },
  {
    checks: /^open-extended-parameters-any-length$/,
    says: 'Takes the extended form of the parameters only where the length octet is 255 too.',
  },
  { checks: /^fsm-(?!open-).*-(opensent|openconfirm|established)-data$/, says: NO_TYPE },
  {
    checks: /^fsm-open-in-/,
    says: 'Reads a second OPEN as it read the first; where nothing is wrong with it, it closes the connection without a word.',
  },
  { checks: /^fsm-notification-.*-opensent$/, says: SENT_IN_OPENSENT },
  {
    checks: /^timer-hold-openconfirm$/,
    says: 'Does not go by the negotiated hold time in OpenConfirm, and goes on with its KEEPALIVEs.',
  },
  {
    checks: /^next-hop-/,
    says: 'Ends the session with 3/8 for a NEXT_HOP that is no address of a host, as RFC 4271 §6.3 has it for one that is syntactically wrong.',
  },
  {
    checks: /^route-withdrawn-and-announced$/,
    says: 'Withdraws a prefix that stands in both fields of an UPDATE.',
  },
  {
    checks: /^attribute-(origin|as-path)-(?!as-0)|^as4-old-malformed$/,
    says: 'Goes on from where the attributes broke off and not from where the NLRI stand, so that a route that is to be taken as withdrawn ends the session with 3/10. Corrected since.',
  },
  {
    checks: /^attribute-attribute-/,
    says: 'Ends the session with 3/5 for an attribute that is cut off, or overruns, as before RFC 7606.',
  },
  {
    checks: /^attribute-missing-all-route$/,
    says: 'Passes over an UPDATE with NLRI and no attributes: the route that was there stays.',
  },
  {
    checks: /^attribute-(originator-id|cluster-list)-external-malformed-route$/,
    says: 'Takes the route as withdrawn where only the attribute of an external neighbour is to be dropped.',
  },
  {
    checks: /^attribute-as4-path-new-malformed-/,
    says: 'Ends the session with 3/1 for a malformed AS4_PATH, also where it should not look at it.',
  },
  {
    checks: /^attribute-(local-pref|originator-id|cluster-list)-length-/,
    says: 'Ends the session with 3/5 for these attributes of an internal neighbour, as before RFC 7606.',
  },
  { checks: /^attribute-duplicate-med$/, says: 'Takes no route with an attribute that comes twice.' },
  {
    checks: /^update-unknown-well-known/,
    says: 'Ends the session with 3/1, not 3/2, and sends no attribute back.',
  },
  {
    checks: /^mp-reach-two-next-hops$/,
    says: 'Takes no link-local next hop of a neighbour that is not on a link of its own, as here over loopback.',
  },
  { checks: /^as4-as4-path-longer$/, says: 'Merges an AS4_PATH that is longer than AS_PATH.' },
  {
    checks: /^as4-as4-path-(odd|short|overrun|segment-0|segment-type)$/,
    says: 'Takes no route with a malformed AS4_PATH.',
  },
  {
    checks: /^refresh-.orr-length-data$/,
    says: 'Sends 7/1 without the message, and Cease behind it.',
  },
  {
    checks: /^refresh-(marks|sweeps)$/,
    says: 'Has enhanced refresh only beside graceful restart on both sides: without it, no End-of-RIB is sent or counted, and no marks.',
  },
  {
    checks: /^gr-second-connection$/,
    says: 'Refuses the new connection of a neighbour with graceful restart as a collision (6/7).',
  },
];

const GOBGP: readonly Omit<Divergence, 'device'>[] = [
  { checks: /^header-marker-/, says: 'Does not look at the marker.' },
  {
    checks: /^header-(length-\d+|open-28)-data$/,
    says: 'Sends 1/2 without the Length.',
  },
  {
    checks: /^header-length-65535-established$|^header-4097$|^extended-message-not-offered$/,
    says: 'Waits for as many octets as the Length says, up to 65535, though it has not offered extended messages.',
  },
  { checks: /^header-update-22-/, says: 'Calls an UPDATE that is too short a Malformed Attribute List (3/1).' },
  { checks: /^header-keepalive-20-/, says: 'Does not look at the length of a KEEPALIVE.' },
  {
    checks: /^header-type-|^fsm-one-notification$|^fsm-open-in-established/,
    says: 'Falls over, and all sessions with it: of a message whose type it does not know it has nothing where its error handling looks, and an OPEN in Established it takes for an UPDATE.',
  },
  {
    checks: /^fsm-.*-in-(opensent|openconfirm)/,
    says: 'Closes the connection without a NOTIFICATION for a message that is not to come in its state.',
  },
  { checks: /^open-version-3-data$/, says: 'Sends 2/1 without the version that it knows.' },
  {
    checks: /^open-hold-time-0$|^timer-hold-0-no-keepalives$/,
    says: 'Ends a session whose hold time is zero at once.',
  },
  {
    checks: /^open-parameter-(unknown|authentication)$/,
    says: 'Takes no notice of optional parameters that it does not know.',
  },
  {
    checks: /^open-(parameter-overrun|parameter-cut|parameters-length-overrun|extended-parameters)/,
    says: 'Calls optional parameters that overrun the message a Bad Message Length (1/2), and so the extended form of RFC 9072, which it does not know.',
  },
  {
    checks: /^open-capability-overrun$/,
    says: 'Reads no capabilities behind one that overruns, and refuses the OPEN with 2/2.',
  },
  {
    checks: /^route-no-(export|advertise|export-subconfed)$/,
    says: 'Leaves the well-known communities to policies, and hands such routes on.',
  },
  {
    checks: /^route-unknown-transitive$/,
    says: 'Hands on an unknown attribute as it came, without the Partial bit.',
  },
  {
    checks: /^route-withdrawn-and-announced$/,
    says: 'Withdraws a prefix that stands in both fields of an UPDATE.',
  },
  {
    checks: /^attribute-a(s-path|ggregator)-as-0-route$/,
    says: 'Does not know RFC 7607: AS 0 in AS_PATH or AGGREGATOR is handed on.',
  },
  {
    checks: /^attribute-((extended-|large-)?communit(ies|y)|cluster-list)-length-0-route$/,
    says: 'Takes communities, and a CLUSTER_LIST, without value.',
  },
  {
    checks: /^attribute-attribute-/,
    says: 'Passes over an UPDATE whose attributes are cut off, or overrun: the route that was there stays.',
  },
  {
    checks: /^attribute-aggregator-length-6-route$/,
    says: 'Takes an AGGREGATOR of two octets between speakers of four.',
  },
  {
    checks:
      /^attribute-(local-pref|originator-id|cluster-list)-external-malformed-route$|^attribute-as4-path-new-malformed-route$/,
    says: 'Takes the route as withdrawn where only the attribute is to be dropped.',
  },
  {
    checks: /^attribute-as4-aggregator-new-/,
    says: 'Ends the session with 3/1 for an AS4_AGGREGATOR without AGGREGATOR.',
  },
  {
    checks: /^attribute-local-pref-missing-route$/,
    says: 'Gives a route of an internal neighbour that has no LOCAL_PREF the usual one.',
  },
  { checks: /^attribute-low-flag-bits$/, says: 'Takes no route with an attribute that has unused flag bits set.' },
  {
    checks: /^update-(nlri|withdrawn)-|^add-path-cut$/,
    says: 'Calls wrong NLRI a Malformed Attribute List (3/1), not an Invalid Network Field (3/10).',
  },
  {
    checks: /^mp-reach-/,
    says: 'Takes an UPDATE with a malformed MP_REACH_NLRI as withdrawn, or passes it over, and keeps what else there is of the family; three octets bring it down.',
  },
  {
    checks: /^as4-as4-path-aggregator$/,
    says: 'Merges AS4_PATH though AGGREGATOR says that it is not to be.',
  },
  {
    checks: /^as4-as4-(path|aggregator)-/,
    says: 'Takes no route with a malformed AS4_PATH or AS4_AGGREGATOR.',
  },
  {
    checks: /^as4-old-malformed$/,
    says: 'Reads AS numbers of four octets also from a speaker of two, if that is how they make sense.',
  },
  {
    checks: /^gr-(forwarding-lost|capability-gone)$/,
    says: 'Keeps stale routes until End-of-RIB or the end of the restart time, whatever the neighbour says when it comes back.',
  },
  {
    checks: /^gr-second-connection$/,
    says: 'Closes a second connection of a neighbour whose session stands.',
  },
];

const OPENBGPD: readonly Omit<Divergence, 'device'>[] = [
  { checks: /^header-notification-20$/, says: SHORT_NOTIFICATION },
  { checks: /^open-version-3-data$/, says: 'Sends the version that it knows in one octet.' },
  {
    checks: /^open-hold-time-[12]$/,
    says: 'Takes a Hold Time of one or two seconds, and sends KEEPALIVEs without a pause.',
  },
  {
    checks: /^open-no-capabilities-routes$/,
    says: 'Has no IPv4 unicast with a neighbour that does not offer it: its UPDATE ends the session with 3/9.',
  },
  { checks: /^fsm-(?!route-refresh).*-(opensent|openconfirm|established)-data$/, says: NO_TYPE },
  {
    checks: /^fsm-route-refresh-in-/,
    says: 'Takes no notice of a ROUTE-REFRESH before the session is up.',
  },
  {
    checks: /^timer-hold-(not-early|smaller)$/,
    says: 'Ends a session up to a second before the hold time is over.',
  },
  {
    checks: /^timer-hold-openconfirm$/,
    says: 'Does not go by the negotiated hold time in OpenConfirm, and goes on with its KEEPALIVEs.',
  },
  {
    checks: /^next-hop-(zero|class-e)-route$/,
    says: 'Takes 0.0.0.0 and addresses of class E for next hops, and hands the route on.',
  },
  {
    checks: /^next-hop-multicast-/,
    says: 'Ends the session with 3/8 for a multicast address, as RFC 4271 §6.3 has it for a NEXT_HOP that is syntactically wrong.',
  },
  {
    checks: /^attribute-(?!cluster-list-length-0|duplicate|as-path-as-0|aggregator|as4)|^as4-old-malformed$/,
    says: 'Ends the session for errors of these attributes, and for attributes that are missing, as RFC 4271 §6.3 has it; RFC 7606 is followed for others.',
  },
  {
    checks: /^attribute-cluster-list-length-0-route$/,
    says: 'Takes a CLUSTER_LIST without value.',
  },
  { checks: /^attribute-duplicate-med$/, says: 'Takes no route with an attribute that comes twice.' },
  { checks: /^as4-as4-aggregator-length$/, says: 'Takes no route with a malformed AS4_AGGREGATOR.' },
  {
    checks: /^refresh-(sends-again|reserved|no-marks)$/,
    says: 'Says of a family that was agreed on that it was not, and does not answer.',
  },
  {
    checks: /^gr-comes-back$/,
    says: 'Now and then withdraws the routes of a neighbour that is back at once, before its End-of-RIB.',
  },
];

const EXABGP: readonly Omit<Divergence, 'device'>[] = [
  {
    checks: /^header-(?!type-6)|^extended-message-(keepalive|open)$|^fsm-one-notification$/,
    says: 'Closes the connection without a NOTIFICATION for an error in the header, or in the length of a message.',
  },
  { checks: /^header-type-6-/, says: 'Sends 1/0 with a text, not 1/3.' },
  { checks: /^open-version-/, says: 'Sends 1/0 with a text for another version, not 2/1.' },
  {
    checks: /^open-as4-(other|0)$/,
    says: 'Goes by My Autonomous System, and does not compare the number in the capability.',
  },
  {
    checks: /^open-parameter-(unknown|authentication)$/,
    says: 'Answers parameters that it does not know with 2/0, and Authentication with the deprecated 2/5.',
  },
  {
    checks: /^open-parameters-length-overrun$/,
    says: 'Reads as many parameters as there are, whatever their length says.',
  },
  { checks: /^open-extended-parameters/, says: 'Does not know the extended form of the parameters (RFC 9072).' },
  {
    checks: /^fsm-(?!open-in-established).*-(opensent|openconfirm)-data$/,
    says: 'Sends a text where the type belongs.',
  },
  { checks: /^fsm-open-in-established/, says: 'Takes no notice of an OPEN in Established.' },
  {
    checks: /^shutdown-/,
    says: 'Cannot decode the text of an administrative shutdown, and answers with a NOTIFICATION of its own.',
  },
  {
    checks: /^timer-refresh-restarts-no-hold$/,
    says: 'Ends the session before the hold time is over when it is asked for refreshes: it fails at its own BoRR, as in refresh-marks.',
  },
  {
    checks: /^attribute-.*-session$/,
    says: 'Ends the session for errors of these attributes: with 1/0 and a text where a decoder failed, else with code 3.',
  },
  {
    checks: /^update-(nlri|withdrawn)-33-bits$|^update-mp-/,
    says: 'Ends the session with 1/0 and a text, not with code 3.',
  },
  {
    checks: /^update-unknown-well-known/,
    says: 'Takes no notice of an unknown attribute, whatever its flags say.',
  },
  { checks: /^refresh-ignores-subtype-/, says: 'Ends the session with 7/2, which is no code of RFC 7313.' },
  {
    checks: /^refresh-.orr-length/,
    says: 'Closes the connection without a NOTIFICATION for a ROUTE-REFRESH of another length.',
  },
  { checks: /^refresh-marks$/, says: 'Falls over its own BoRR, and ends the session.' },
];

const of = (device: string, rows: readonly Omit<Divergence, 'device'>[]): readonly Divergence[] =>
  rows.map((row) => ({ device, ...row }));

/** Why daemons fail checks, in the order of the page. */
export const divergences: readonly Divergence[] = [
  ...of('bird', BIRD),
  ...of('frr', FRR),
  ...of('gobgp', GOBGP),
  ...of('openbgpd', OPENBGPD),
  ...of('exabgp', EXABGP),
];
