import { describe, expect, it } from 'vitest';
import { metrics, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, us } from '../lib.js';

/** Samples by name and labels; throws for a line that is none of the format's. */
function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# ')) continue;
    const match = /^([a-z_]+\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*\}) (\S+)$/.exec(line);
    if (match === null) throw new Error(`no sample: ${line}`);
    samples.set(match[1]!, Number(match[2]));
  }
  return samples;
}

describe('metrics', () => {
  it('has the counts of a session', async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new Speaker({ clock, connect: () => ours });
    speaker.create({ ...us, name: 'p' });
    const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
    await peer.establish();
    clock.runFor(2_000);
    peer.send(announce('10.0.0.0/8', '10.1.0.0/16'));
    // COMMUNITIES of three octets: treat-as-withdraw (RFC 7606 §7.8).
    peer.send({
      ...announce('10.2.0.0/16'),
      attributes: [...announce().attributes!, { code: 8, flags: 0xc0, value: new Uint8Array(3) }],
    });
    clock.runFor(10);
    const samples = parse(metrics(speaker));
    expect(samples.get('bgp_peer_info{peer="p",address="192.0.2.2",local_as="65001",peer_as="65002"}')).toBe(1);
    expect(samples.get('bgp_peer_state{peer="p"}')).toBe(6);
    expect(samples.get('bgp_peer_up{peer="p"}')).toBe(1);
    expect(samples.get('bgp_peer_uptime_seconds{peer="p"}')).toBe(2.01);
    expect(samples.get('bgp_peer_sessions_total{peer="p"}')).toBe(1);
    expect(samples.get('bgp_peer_messages_received_total{peer="p",type="open"}')).toBe(1);
    expect(samples.get('bgp_peer_messages_received_total{peer="p",type="update"}')).toBe(2);
    expect(samples.get('bgp_peer_messages_received_total{peer="p",type="keepalive"}')).toBe(1);
    expect(samples.get('bgp_peer_messages_sent_total{peer="p",type="open"}')).toBe(1);
    expect(samples.get('bgp_peer_update_faults_total{peer="p",outcome="treat-as-withdraw"}')).toBe(1);
    peer.send(new Uint8Array(19)); // no marker: session-reset
    clock.runFor(10);
    const after = parse(metrics(speaker));
    expect(after.get('bgp_peer_update_faults_total{peer="p",outcome="session-reset"}')).toBe(1);
    expect(after.get('bgp_peer_up{peer="p"}')).toBe(0);
    expect(after.get('bgp_peer_messages_sent_total{peer="p",type="notification"}')).toBe(1);
  });

  it('escapes what a label value may not hold, and has help and type of every family once', () => {
    const clock = new VirtualClock();
    const speaker = new Speaker({ clock });
    speaker.create({ ...us, name: 'a"\\\nb', passive: true });
    const text = metrics(speaker);
    expect(parse(text).get('bgp_peer_state{peer="a\\"\\\\\\nb"}')).toBe(3);
    for (const kind of ['HELP', 'TYPE']) {
      const names = [...text.matchAll(new RegExp(`^# ${kind} (\\S+)`, 'gm'))].map((match) => match[1]);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
