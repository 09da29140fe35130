import type { PeerSettings } from '@mesh/bgp-session';
import { type Capability, capabilityValue, OTC, ROLE, type Role } from '@mesh/bgp-wire';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird, protocolName } from '../lab/bird.js';
import type { Daemon, PeerFeatures } from '../lab/daemon.js';
import { Ours } from '../lab/ours.js';
import { bothEstablished, closeWords } from './expectations.js';
import { EXCHANGE_MS, hostAddress, LOCAL_ROUTES, OUR_AS, THEIR, THEIR_AS } from './scenario.js';

/* Roles (RFC 9234) with BIRD: each pair of them on a session of its own, between one BIRD and an address of ours. */

type Theirs = Pick<PeerFeatures, 'role' | 'strictRole'>;

interface Match {
  readonly ours: Exclude<Role, number>;
  readonly theirs: Exclude<Role, number>;
  /** BIRD marks its own routes with OTC for us (§5: to a customer, a peer, or a client of a route server). */
  readonly marked: boolean;
}

/** Our role, and what BIRD is then. */
const MATCHES: readonly Match[] = [
  { ours: 'customer', theirs: 'provider', marked: true },
  { ours: 'provider', theirs: 'customer', marked: false },
  { ours: 'peer', theirs: 'peer', marked: true },
  { ours: 'rs', theirs: 'rs-client', marked: false },
  { ours: 'rs-client', theirs: 'rs', marked: true },
];

interface Refusal {
  readonly what: string;
  readonly ours: Partial<PeerSettings>;
  readonly theirs: Theirs;
  readonly words: RegExp;
  /** Of BIRD's log, after the name of the session. */
  readonly theirWords: RegExp;
}

/** Said as a capability without being our role: so we don't look at BIRD's. */
const SAID_PEER: Capability = { code: ROLE.code, value: 'peer' };

const WE_REFUSED = /^we refused: OPEN Message Error \/ Role Mismatch \(2\/11\)/;
const BIRD_REFUSED = /^the peer refused: OPEN Message Error \/ Role Mismatch \(2\/11\)/;

const REFUSALS: readonly Refusal[] = [
  {
    what: 'roles that do not match, refused by us',
    ours: { role: 'provider', delayOpenSeconds: 5 },
    theirs: { role: 'provider' },
    words: WE_REFUSED,
    theirWords: /Received: Role mismatch/,
  },
  {
    what: 'roles that do not match, refused by BIRD',
    ours: { capabilities: [SAID_PEER] },
    theirs: { role: 'customer' },
    words: BIRD_REFUSED,
    theirWords: /Error: Role mismatch/,
  },
  {
    what: 'no role of BIRD, and we are strict',
    ours: { role: 'customer', strictRole: true },
    theirs: {},
    words: WE_REFUSED,
    theirWords: /Received: Role mismatch/,
  },
  {
    what: 'no role of ours, and BIRD is strict',
    ours: {},
    theirs: { role: 'provider', strictRole: true },
    words: BIRD_REFUSED,
    theirWords: /Error: Role mismatch/,
  },
];

describe('bird, roles', () => {
  let daemon: Daemon;
  const started: Ours[] = [];
  const address = (i: number) => hostAddress(11 + i);
  const startOurs = async (i: number, settings: Partial<PeerSettings>) => {
    const local = { address: address(i), as: OUR_AS };
    const ours = await Ours.start({ local, peer: THEIR, passive: false, holdTime: 90, settings });
    started.push(ours);
    return ours;
  };

  beforeAll(async () => {
    const theirs: readonly Theirs[] = [
      ...MATCHES.map((match) => ({ role: match.theirs, strictRole: true })),
      ...REFUSALS.map((refusal) => refusal.theirs),
    ];
    const peers = theirs.map((features, i) => ({ address: address(i), as: OUR_AS, dials: false, ...features }));
    daemon = await bird.start({ ...THEIR, holdTime: 90, peers });
    await daemon.announce(LOCAL_ROUTES.ipv4);
  });
  afterAll(async () => {
    for (const ours of started) await ours.close();
    await daemon?.stop();
  });

  it.each(MATCHES.map((match, i) => [match.ours, match.theirs, { ...match, i }] as const))(
    'we %s, it %s: Established, both strict',
    async (role, theirRole, { i, marked }) => {
      const ours = await startOurs(i, { role, strictRole: true });
      await bothEstablished(daemon, ours, address(i));
      expect(capabilityValue(ours.session.peerOpen.capabilities, ROLE)).toBe(theirRole);
      const shown = await daemon.tell('show', 'protocols', 'all', protocolName(address(i)));
      expect(
        [...shown.matchAll(/Role: (\S+)/g)].map(([, word]) => word?.replace('_', '-').replace('rs-server', 'rs')),
      ).toEqual([theirRole, role]);
      const route = await until('its routes come', () => ours.in.get(LOCAL_ROUTES.ipv4[0]!), EXCHANGE_MS);
      expect(route.get(OTC)).toBe(marked ? THEIR_AS : undefined);
    },
  );

  it.each(REFUSALS.map((refusal, i) => [refusal.what, { ...refusal, i: MATCHES.length + i }] as const))(
    '%s: 2/11 in the words of both',
    async (_what, { i, ours: settings, words, theirWords }) => {
      const ours = await startOurs(i, settings);
      expect(await closeWords(ours)).toMatch(words);
      const theirs = () =>
        daemon
          .log()
          .split('\n')
          .filter((line) => line.includes(`${protocolName(address(i))}:`))
          .join('\n');
      await until('BIRD tells of it', () => theirWords.test(theirs()), EXCHANGE_MS, theirs);
      await ours.close();
    },
  );
});
