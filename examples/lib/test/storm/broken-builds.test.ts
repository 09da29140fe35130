// Six mistakes that are easily made, each put into a port of an otherwise sound build: the storms have to find every one.
import type { DuplexLike } from '@mesh/bgp-session';
import { HEADER_LENGTH, MessageType } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import type { RouterPorts, SessionPlace } from '../../src/simulation/index.js';
import { planStorm, runStorm, type StormOptions } from '../../src/storm/index.js';

/** Seeds within which each of them has to be found. */
const SEEDS = 40;

/** A route that is held once more each time, and never let go of. */
function leakedRefcount({ source, sink }: RouterPorts, { router, peer }: SessionPlace): RouterPorts {
  return {
    source,
    sink: {
      ...sink,
      purge: (family) => {
        const [first] = router.rib.peer(peer)?.in.routes() ?? [];
        if (first !== undefined) router.store.retain(first);
        sink.purge(family);
      },
    },
  };
}

/** What is still stale at End-of-RIB stays (RFC 4724 §4.2 wants it gone). */
function skippedSweep({ source, sink }: RouterPorts): RouterPorts {
  return { source, sink: { ...sink, purge: () => undefined } };
}

/** UPDATEs that withdraw are not sent. */
function lostWithdraw({ source, sink }: RouterPorts): RouterPorts {
  const originals = new Map<Uint8Array, Uint8Array>();
  return {
    sink,
    source: {
      ...source,
      next: (maxBytes) => {
        for (let chunk = source.next(maxBytes); chunk !== undefined; chunk = source.next(maxBytes)) {
          const rest = withoutWithdrawals(chunk);
          if (rest.length > 0) {
            originals.set(rest, chunk);
            return rest;
          }
          source.accepted(chunk);
        }
        return undefined;
      },
      accepted: (chunk) => source.accepted(originals.get(chunk) ?? chunk),
    },
  };
}

/** A view is kept and read when it is no longer what it was. */
function reusedBuffer({ source, sink }: RouterPorts): RouterPorts {
  let kept: Parameters<typeof sink.update>[0] | undefined;
  return {
    source,
    sink: {
      ...sink,
      update: (view) => {
        const before = kept;
        kept = view;
        return before === undefined ? undefined : sink.update(before);
      },
    },
  };
}

/** A MULTI_EXIT_DISC (type 4, four octets) arrives as another, where one is told. */
function changedMed({ source, sink }: RouterPorts): RouterPorts {
  const originals = new Map<Uint8Array, Uint8Array>();
  return {
    sink,
    source: {
      ...source,
      next: (maxBytes) => {
        const chunk = source.next(maxBytes);
        if (chunk === undefined) return undefined;
        const changed = Uint8Array.from(chunk);
        for (let at = 0; at + 6 < changed.length; at++) {
          if (changed[at] === 0x80 && changed[at + 1] === 4 && changed[at + 2] === 4) changed[at + 6]! ^= 1;
        }
        originals.set(changed, chunk);
        return changed;
      },
      accepted: (chunk) => source.accepted(originals.get(chunk) ?? chunk),
    },
  };
}

/** KEEPALIVEs wait until every UPDATE has been taken. */
function queuedKeepalive(stream: DuplexLike): DuplexLike {
  let updates = 0;
  let waiting: (() => void)[] = [];
  return {
    get unaccepted() {
      return stream.unaccepted;
    },
    localAddress: stream.localAddress,
    remoteAddress: stream.remoteAddress,
    localPort: stream.localPort,
    remotePort: stream.remotePort,
    attach: (events) => stream.attach(events),
    end: () => stream.end(),
    destroy: (error) => stream.destroy(error),
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    write: (bytes, accepted) => {
      const type = bytes[18];
      if (type === MessageType.KEEPALIVE && updates > 0) {
        waiting.push(() => stream.write(bytes, accepted));
        return true;
      }
      if (type !== MessageType.UPDATE) return stream.write(bytes, accepted);
      updates++;
      return stream.write(bytes, () => {
        updates--;
        accepted();
        if (updates > 0) return;
        for (const write of waiting.splice(0)) write();
        waiting = [];
      });
    },
  };
}

const BUILDS: Readonly<Record<string, { readonly options: StormOptions; readonly finding: RegExp }>> = {
  'a leaked reference': { options: { ports: leakedRefcount }, finding: /references and \d+ holders/ },
  'a sweep skipped at End-of-RIB': { options: { ports: skippedSweep }, finding: /stale|kept beyond/ },
  'a lost withdrawal': { options: { ports: lostWithdraw }, finding: /has decoded .* does not have/ },
  'a wrong attribute': { options: { ports: changedMed }, finding: /has decoded other attributes of / },
  'a borrowed buffer read again': {
    options: { ports: reusedBuffer },
    finding: /is not what was told|holds \d+ routes, was told \d+/,
  },
  'a KEEPALIVE queued behind UPDATEs': { options: { stream: queuedKeepalive }, finding: /no KEEPALIVE|not sent next/ },
};

function withoutWithdrawals(chunk: Uint8Array): Uint8Array {
  const kept: number[] = [];
  for (let at = 0; at + HEADER_LENGTH <= chunk.length; ) {
    const length = (chunk[at + 16]! << 8) | chunk[at + 17]!;
    const withdraws = chunk[at + 18] === MessageType.UPDATE && (chunk[at + 19] !== 0 || chunk[at + 20] !== 0);
    if (!withdraws) kept.push(...chunk.subarray(at, at + length));
    at += length;
  }
  return kept.length === chunk.length ? chunk : Uint8Array.from(kept);
}

describe('a storm finds', () => {
  it.each(Object.entries(BUILDS))(
    '%s',
    (_, { options, finding }) => {
      const found: string[] = [];
      for (let seed = 1; seed <= SEEDS && found.length === 0; seed++) {
        found.push(...runStorm(planStorm(seed), options).complaints);
      }
      expect(found.join('\n')).toMatch(finding);
    },
    120_000,
  );
});
