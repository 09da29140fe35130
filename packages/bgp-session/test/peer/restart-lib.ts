import { type Capability, capability, Family, GRACEFUL_RESTART, LONG_LIVED_GRACEFUL_RESTART } from '@mesh/bgp-wire';
import { type GracefulRestartOptions, type PeerSettings, type PeerSnapshot, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { endOfRib, SinkLog, them, us } from '../lib.js';

export const V4: Family = Family.IPV4_UNICAST;
export const V6: Family = Family.IPV6_UNICAST;
export const families: readonly Family[] = [V4, V6];

/** The capability of a peer that keeps forwarding by the families named (RFC 4724 §3). */
export function restartable(
  kept: readonly Family[],
  bits: { notification?: boolean; restarting?: boolean; preserved?: boolean; seconds?: number } = {},
): Capability {
  return capability(GRACEFUL_RESTART, {
    restarting: bits.restarting ?? false,
    notification: bits.notification ?? false,
    restartTimeSeconds: bits.seconds ?? 60,
    families: kept.map((family) => ({ family, forwardingPreserved: bits.preserved ?? true })),
  });
}

/** The capability of a peer whose routes of the families named are to be kept for long (RFC 9494 §3.1). */
export function longLived(kept: readonly Family[], staleTimeSeconds: number, forwardingPreserved = true): Capability {
  return capability(
    LONG_LIVED_GRACEFUL_RESTART,
    kept.map((family) => ({ family, forwardingPreserved, staleTimeSeconds })),
  );
}

/** A peer that comes and goes, and what our sink is told of it. */
export class RestartLab {
  readonly clock = new VirtualClock();
  readonly sink = new SinkLog();
  readonly speaker: Speaker;

  constructor(gracefulRestart: GracefulRestartOptions = {}, settings: Partial<PeerSettings> = {}) {
    const { clock, sink } = this;
    this.speaker = new Speaker({ clock, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
    this.speaker.create({ ...us, passive: true, families, holdTimeSeconds: 0, gracefulRestart, ...settings });
  }

  get peer(): PeerSnapshot {
    return this.speaker.peer('192.0.2.2')!;
  }

  connect(capabilities: readonly Capability[], settings: Partial<PeerSettings> = {}): ScriptedPeer {
    const [ours, theirs] = memoryPair(this.clock, { addresses: ['192.0.2.1', '192.0.2.2'] });
    this.speaker.accept(ours, ours);
    return new ScriptedPeer(theirs, { ...them, families, capabilities, ...settings }, this.clock);
  }

  /** A session with these capabilities. */
  async up(...capabilities: readonly Capability[]): Promise<ScriptedPeer> {
    const peer = this.connect(capabilities);
    await peer.establish();
    return peer;
  }

  /** One that is lost as soon as it is up, and forgotten what the sink was told. */
  async lose(...capabilities: readonly Capability[]): Promise<void> {
    const peer = await this.up(...capabilities);
    peer.destroy();
    this.clock.runFor(1);
    this.sink.calls.length = 0;
  }

  /** What the sink was told since it was asked last. */
  told(): readonly string[] {
    return this.sink.calls.splice(0);
  }

  /** What the sink is told within some seconds. */
  after(seconds: number): readonly string[] {
    this.clock.runFor(seconds * 1000);
    return this.told();
  }

  /** What the sink is told of an End-of-RIB of IPv4. */
  afterEndOfRib(peer: ScriptedPeer): readonly string[] {
    peer.send(endOfRib);
    return this.after(1);
  }
}
