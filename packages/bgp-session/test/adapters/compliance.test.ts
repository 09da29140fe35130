import net, { type AddressInfo } from 'node:net';
import { BroadcastChannel, MessageChannel } from 'node:worker_threads';
import { describe, it } from 'vitest';
import { type DuplexLike, fromDuplex, fromMessagePort, fromWebSocket, fromWebStreams } from '../../src/index.js';
import { type DuplexPair, duplexComplianceSuite, memoryPair, VirtualClock } from '../../src/testing/index.js';
import { nodePair, until, webPair } from '../lib.js';
import { bare, webSocketPair } from './web-socket.js';

function virtual(options: Parameters<typeof memoryPair>[1]): () => DuplexPair {
  return () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock, options);
    return { ours, theirs, until: async (condition) => clock.runUntil(condition, 1_000) };
  };
}

function hosted(ours: DuplexLike, theirs: DuplexLike): DuplexPair {
  return { ours, theirs, until };
}

async function sockets(): Promise<DuplexPair> {
  const server = net.createServer({ allowHalfOpen: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  const ours = net.connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  await new Promise<void>((resolve) => ours.once('connect', resolve));
  const theirs = await accepted;
  server.close();
  return { ours: fromDuplex(ours), theirs: fromDuplex(theirs), until: (condition) => until(condition, 2_000) };
}

async function webSockets(ofBrowsers: boolean): Promise<DuplexPair> {
  const [ours, theirs] = await webSocketPair();
  return {
    ours: fromWebSocket(ofBrowsers ? bare(ours) : ours),
    theirs: fromWebSocket(ofBrowsers ? bare(theirs) : theirs),
    until: (condition) => until(condition, 2_000),
  };
}

let channels = 0;

const STREAMS: Readonly<Record<string, () => DuplexPair | Promise<DuplexPair>>> = {
  'a memory pair': virtual({}),
  'a memory pair with latency, in chunks of one octet': virtual({ latencyMs: 3, chunk: 1 }),
  'a memory pair that poisons what it delivered': virtual({ latencyMs: 1, chunk: 1000, poison: true }),
  'a node:stream pair': () => {
    const [ours, theirs] = nodePair();
    return hosted(fromDuplex(ours), fromDuplex(theirs));
  },
  'Web Streams': () => {
    const [ours, theirs] = webPair();
    return hosted(fromWebStreams(ours), fromWebStreams(theirs));
  },
  'TCP sockets': sockets,
  'WebSockets of ws': () => webSockets(false),
  'WebSockets that cannot pause': () => webSockets(true),
  'a MessageChannel': () => {
    const { port1, port2 } = new MessageChannel();
    return hosted(fromMessagePort(port1), fromMessagePort(port2));
  },
  'a BroadcastChannel of two': () => {
    const name = `mesh-${channels++}`;
    const [ours, theirs] = [new BroadcastChannel(name), new BroadcastChannel(name)];
    return hosted(fromMessagePort(ours), fromMessagePort(theirs));
  },
};

describe.each(Object.entries(STREAMS))('%s', (_, makePair) => {
  it.each(duplexComplianceSuite(makePair).map(({ name, run }) => [name, run] as const))('%s', (_name, run) => run());
});
