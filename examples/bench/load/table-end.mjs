// The far end of a session that a full table passes on, in a process of its own: it announces one (`feed`), or takes one
// and says how many routes came (`collect`). It listens; the measured process dials.
import { once } from 'node:events';
import net from 'node:net';
import { Speaker } from '@mesh/bgp-session';
import { AdjRibIn, AdjRibOut, RouteStore } from '@mesh/rib';
import { fillTable } from './full-table.mjs';

const { role, count, host } = JSON.parse(process.argv[2]);

const ROLES = {
  feed() {
    const rib = new AdjRibOut(new RouteStore(), { prependLocalAs: true });
    fillTable(rib, count);
    return { onEstablished: (session) => ({ source: rib.open(session) }) };
  },
  collect() {
    const table = new AdjRibIn(new RouteStore(), { onEndOfRib: () => process.send({ routes: table.size() }) });
    return { onEstablished: () => ({ sink: table }) };
  },
};

const handler = ROLES[role]();
const speaker = new Speaker({ handlerFor: () => handler });
speaker.create({ peerAddress: '127.0.0.1', passive: true, localAs: 65002, peerAs: 65001, routerId: '10.0.0.2' });
const server = net.createServer({ noDelay: true }, (socket) => {
  const { localAddress, remoteAddress, remotePort } = socket;
  speaker.accept(socket, { localAddress, remoteAddress, remotePort });
});
server.listen({ host, port: 0 });
await once(server, 'listening');
process.on('message', () => process.exit());
process.on('disconnect', () => process.exit());
process.send({ port: server.address().port });
