// The other side of a load benchmark: a speaker with passive peers on loopback, one for each address that the measured
// process dials from. It is told what to do by messages and tells what it saw.
import net from 'node:net';
import { Speaker } from '@mesh/bgp-session';
import { MessageType } from '@mesh/bgp-wire';
import { ourAddress, stamp } from './addresses.mjs';
import { ROLES } from './roles.mjs';

const { first, count, holdTimeSeconds, role } = JSON.parse(process.argv[2]);
// All of them come at once and are told apart by nothing but their address.
const admission = { total: count, perAddress: count, perSecond: count };
const speaker = new Speaker({ admission, handlerFor: ROLES[role] });
const drops = [];
speaker.on('closed', (reason) => drops.push(reason.kind));
speaker.on('error', () => undefined);

/** When the last KEEPALIVE or UPDATE came on each stream, in ms. */
const last = new Map();
let watching = false;
let largestGapMs = 0;
/** How long UPDATEs took that carry the time they were sent at in their last four octets, in µs. */
let latencies = [];

speaker.tap((stream) => ({
  received(message) {
    if (!watching) return;
    const now = performance.now();
    largestGapMs = Math.max(largestGapMs, now - (last.get(stream) ?? now));
    last.set(stream, now);
    if (role === 'timed' && message[18] === MessageType.UPDATE) {
      latencies.push((stamp() - Buffer.from(message).readUInt32BE(message.length - 4)) >>> 0);
    }
  },
}));

for (let i = first; i < first + count; i++) {
  speaker.create({
    name: String(i),
    peerAddress: ourAddress(i),
    localAs: 65002,
    peerAs: 65001,
    routerId: '10.0.0.2',
    passive: true,
    holdTimeSeconds,
  });
}

const server = net.createServer({ noDelay: true }, (socket) => {
  const { localAddress, remoteAddress, remotePort } = socket;
  speaker.accept(socket, { localAddress, remoteAddress, remotePort });
});
server.listen({ host: '0.0.0.0', port: 0, backlog: 4096 }, () => process.send({ port: server.address().port }));

const REQUESTS = {
  /** Looks at gaps and latencies from here on. */
  watch() {
    watching = true;
    largestGapMs = 0;
    latencies = [];
    last.clear();
    return {};
  },
  report() {
    const up = speaker.peers().filter(({ session }) => session !== undefined).length;
    return { drops, up, largestGapMs, latencies };
  },
};

process.on('message', async (request) => {
  if (request === 'close') {
    server.close();
    await speaker.close();
    process.exit();
  }
  process.send(REQUESTS[request]());
});
process.on('disconnect', () => process.exit());
