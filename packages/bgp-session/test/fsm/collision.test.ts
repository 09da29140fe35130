import {
  arbitrate,
  type FsmEvent,
  type FsmOptions,
  type FsmState,
  initialState,
  type Negotiated,
  transition,
} from '@mesh/bgp-session';
import type { NotificationMessage, OpenMessage } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { optionsWith } from './support/situation.js';

/**
 * Two ends, two connections (each side dials the other), and the collision procedure of RFC 4271 §6.8 run by both ends
 * with the real FSM: whatever the order of the messages, both must keep the same one.
 */

type Wire = OpenMessage | NotificationMessage | { readonly type: 'KEEPALIVE' } | { readonly type: 'FIN' };

class End {
  state: FsmState = initialState;
  readonly inbox: Wire[] = [];
  other!: End;
  sibling!: End;
  ended = false;
  retained = false;

  constructor(
    readonly options: FsmOptions,
    readonly initiator: 'local' | 'remote',
  ) {}

  /** Comes to OpenSent: the connection stands. */
  connect(): void {
    this.feed({ type: 'ManualStart' });
    this.feed({ type: 'Tcp_CR_Acked' });
  }

  feed(event: FsmEvent): void {
    const { state, actions } = transition(this.state, event, this.options);
    this.state = state;
    for (const action of actions) {
      if (action.type === 'retain-routes') this.retained = true;
      if (action.type === 'send') this.other.inbox.push(action.message);
      if (action.type === 'close-stream' && !this.ended) {
        this.ended = true;
        this.other.inbox.push({ type: 'FIN' });
      }
    }
  }

  /** Reads one message, if there is any. */
  read(): boolean {
    const message = this.inbox.shift();
    if (!message) return false;
    if (this.ended) return true;
    if (message.type === 'OPEN') this.#open(message);
    else if (message.type === 'KEEPALIVE') this.feed({ type: 'KeepAliveMsg' });
    else if (message.type === 'NOTIFICATION') this.feed({ type: 'NotifMsg', notification: message });
    else this.feed({ type: 'TcpConnectionFails' });
    return true;
  }

  #open(open: OpenMessage): void {
    const { options, sibling } = this;
    const verdict = arbitrate({
      localRouterId: options.routerId,
      remoteRouterId: open.routerId,
      localAs: options.localAs,
      remoteAs: open.myAs,
      old: { state: sibling.state.name, initiator: sibling.initiator },
      new: { state: this.state.name, initiator: this.initiator },
      collisionDetectEstablishedState: options.collisionDetectEstablishedState,
      gracefulRestart: sibling.state.name === 'Established' && sibling.state.negotiated.gracefulRestart !== undefined,
    });
    if (verdict.close === 'old') {
      sibling.feed(verdict.how === 'lost' ? { type: 'TcpConnectionFails' } : { type: 'OpenCollisionDump' });
    }
    this.feed({ type: 'BGPOpen', open, loses: verdict.close === 'new' });
  }
}

interface Side {
  readonly localAs: number;
  readonly routerId: number;
}

/** Connection x is dialled by a, y by b. */
function scene(a: Side, b: Side, graceful: boolean) {
  const settings = graceful ? { gracefulRestart: { families: [{ family: 0x000101, forwardingPreserved: true }] } } : {};
  const make = (us: Side, them: Side, initiator: 'local' | 'remote') =>
    new End(optionsWith({ ...us, peerAs: them.localAs, ...settings }), initiator);
  const ends = { ax: make(a, b, 'local'), ay: make(a, b, 'remote'), bx: make(b, a, 'remote'), by: make(b, a, 'local') };
  const link = (one: End, two: End, what: 'other' | 'sibling') => {
    one[what] = two;
    two[what] = one;
  };
  link(ends.ax, ends.bx, 'other');
  link(ends.ay, ends.by, 'other');
  link(ends.ax, ends.ay, 'sibling');
  link(ends.bx, ends.by, 'sibling');
  return ends;
}

type Ends = ReturnType<typeof scene>;

function drain(...ends: End[]): void {
  for (let busy = true; busy; ) busy = ends.map((end) => end.read()).some(Boolean);
}

/** In which order things happen at the two ends. */
const ORDERS: readonly (readonly [string, (ends: Ends) => void])[] = [
  [
    'both OPENs of both connections are under way at once',
    (e) => {
      for (const end of [e.ax, e.bx, e.ay, e.by]) end.connect();
      for (const end of [e.ax, e.by, e.bx, e.ay]) end.read();
    },
  ],
  [
    'x is in OpenConfirm at both ends when y opens',
    (e) => {
      e.ax.connect();
      e.bx.connect();
      e.ax.read();
      e.bx.read();
      e.ay.connect();
      e.by.connect();
      e.ay.read();
      e.by.read();
    },
  ],
  [
    'y is in OpenConfirm at both ends when x opens',
    (e) => {
      e.ay.connect();
      e.by.connect();
      e.ay.read();
      e.by.read();
      e.ax.connect();
      e.bx.connect();
      e.ax.read();
      e.bx.read();
    },
  ],
  [
    'x is Established when y opens',
    (e) => {
      e.ax.connect();
      e.bx.connect();
      drain(e.ax, e.bx);
      e.ay.connect();
      e.by.connect();
    },
  ],
];

const IDS = [
  ['smaller', 1, 2],
  ['larger', 2, 1],
  ['equal', 1, 1],
] as const;
const ASES = [
  ['smaller', 65001, 65002],
  ['larger', 65002, 65001],
] as const;

describe('collision: both ends keep the same connection', () => {
  for (const [index, [order, run]] of ORDERS.entries()) {
    for (const [id, aId, bId] of IDS) {
      for (const [as, aAs, bAs] of ASES) {
        for (const graceful of [false, true]) {
          it(`${order}; a has the ${id} identifier and the ${as} AS${graceful ? '; graceful restart' : ''}`, () => {
            const ends = scene({ localAs: aAs, routerId: aId }, { localAs: bAs, routerId: bId }, graceful);
            run(ends);
            drain(ends.ax, ends.bx, ends.ay, ends.by);
            const x = [ends.ax.state.name, ends.bx.state.name];
            const y = [ends.ay.state.name, ends.by.state.name];
            const bDialled = id === 'smaller' || (id === 'equal' && as === 'smaller');
            const established = index === 3;
            const keepsY = established ? graceful : bDialled;
            expect({ x, y }).toEqual({
              x: keepsY ? ['Idle', 'Idle'] : ['Established', 'Established'],
              y: keepsY ? ['Established', 'Established'] : ['Idle', 'Idle'],
            });
            expect([ends.ax.retained, ends.bx.retained]).toEqual(new Array(2).fill(established && graceful));
          });
        }
      }
    }
  }
});

describe('arbitrate', () => {
  const base = {
    localRouterId: 1,
    remoteRouterId: 2,
    localAs: 1,
    remoteAs: 2,
    old: { state: 'OpenConfirm', initiator: 'local' },
    new: { state: 'OpenSent', initiator: 'remote' },
    collisionDetectEstablishedState: false,
    gracefulRestart: false,
  } as const;

  it.each(['Idle', 'Connect', 'Active'] as const)('%s cannot collide', (state) => {
    expect(arbitrate({ ...base, old: { state, initiator: 'local' } })).toEqual({ close: 'none' });
  });
  it('compares identifiers as unsigned numbers', () => {
    const high = { ...base, localRouterId: 0x7fffffff, remoteRouterId: 0x80000000 };
    expect(arbitrate(high)).toEqual({ close: 'old', how: 'dump' });
  });
  it('keeps the newer of two that one side opened', () => {
    expect(arbitrate({ ...base, old: { state: 'OpenSent', initiator: 'remote' } })).toEqual({
      close: 'old',
      how: 'dump',
    });
  });
  it('goes by the identifiers in Established only with CollisionDetectEstablishedState', () => {
    const old = { state: 'Established', initiator: 'local' } as const;
    expect(arbitrate({ ...base, old })).toEqual({ close: 'new', how: 'dump' });
    const cdes = { ...base, old, collisionDetectEstablishedState: true };
    expect(arbitrate(cdes)).toEqual({ close: 'old', how: 'dump' });
    expect(arbitrate({ ...cdes, localRouterId: 3 })).toEqual({ close: 'new', how: 'dump' });
  });
  it('keeps the old where nothing tells the sides apart', () => {
    const same = { ...base, localRouterId: 2, localAs: 2 };
    expect(arbitrate(same)).toEqual({ close: 'new', how: 'dump' });
  });
});

it('negotiated families are those of the scene', () => {
  const ends = scene({ localAs: 65001, routerId: 1 }, { localAs: 65002, routerId: 2 }, true);
  ends.ax.connect();
  ends.bx.connect();
  drain(ends.ax, ends.bx);
  const negotiated: Negotiated | undefined =
    ends.ax.state.name === 'Established' ? ends.ax.state.negotiated : undefined;
  expect(negotiated?.gracefulRestart?.families).toEqual([0x000101]);
});
