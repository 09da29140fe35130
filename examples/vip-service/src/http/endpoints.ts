import type { z } from 'zod';
import { formatDuration } from '../duration.js';
import { Failure } from '../failure.js';
import type { VipService } from '../service.js';
import { keyOf, parseVip } from '../vip.js';
import type { Access } from './gate.js';
import { peerItemsOf, routeItemOf } from './items.js';
import * as schemas from './schemas.js';

/** What a handler is given. */
export interface Context {
  readonly service: VipService;
  readonly uptimeMs: number;
}

export type Method = 'GET' | 'POST' | 'DELETE';

/** One row of the interface: what a method of a path takes, gives, and does. The server and the description walk these. */
export interface Endpoint<In = unknown> {
  readonly method: Method;
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  /** Where the input stands; without, there is none. `either`: in the body or in the query. */
  readonly input?: { readonly from: 'body' | 'query' | 'either'; readonly schema: z.ZodType<In> };
  readonly output: z.ZodType;
  /** For people who look into the log: which, or how many. */
  readonly audit?: (input: In) => string;
  readonly handle: (input: In, context: Context) => unknown;
}

/** Keeps the types of a row together, and lets go of them. */
function endpoint<In>(row: Endpoint<In>): Endpoint {
  return row as Endpoint<unknown>;
}

const API = '/api/v1';

export const ENDPOINTS: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: `${API}/routes/advertise`,
    access: 'write',
    summary: 'Announce an address; again, to renew its lease or change its attributes',
    input: { from: 'body', schema: schemas.advertiseSchema },
    output: schemas.advertised,
    audit: keyOf,
    async handle(route, { service }) {
      const [newly] = await service.advertise([route]);
      return { ...routeItemOf(service, service.state.get(keyOf(route))!), newly };
    },
  }),
  endpoint({
    method: 'POST',
    path: `${API}/routes/withdraw`,
    access: 'write',
    summary: 'Withdraw an address; one that is not announced is withdrawn already',
    input: { from: 'body', schema: schemas.withdrawSchema },
    output: schemas.withdrawn,
    audit: keyOf,
    async handle({ vip, prefix_len }, { service }) {
      const [was_advertised] = await service.withdraw([{ vip, prefix_len }]);
      return { vip, prefix_len, was_advertised };
    },
  }),
  endpoint({
    method: 'POST',
    path: `${API}/routes/batch`,
    access: 'write',
    summary: 'Announce and withdraw many addresses in one step, all or none',
    input: { from: 'body', schema: schemas.batchSchema },
    output: schemas.batchDone,
    audit: ({ advertise, withdraw }) => `${advertise.length} advertised, ${withdraw.length} withdrawn`,
    async handle(changes, { service }) {
      const { advertised, withdrawn } = await service.change(changes);
      return {
        advertised: advertised.length,
        newly: advertised.filter(Boolean).length,
        withdrawn: withdrawn.filter(Boolean).length,
      };
    },
  }),
  endpoint({
    method: 'GET',
    path: `${API}/routes`,
    access: 'read',
    summary: 'All addresses, and how far each has come on its way to each peer',
    output: schemas.routeItem.array(),
    handle: (_, { service }) => service.state.getAllRoutes().map((record) => routeItemOf(service, record)),
  }),
  endpoint({
    method: 'GET',
    path: `${API}/routes/vip`,
    access: 'read',
    summary: 'One address; of several prefix lengths the longest',
    input: { from: 'query', schema: schemas.routeQuerySchema },
    output: schemas.routeItem,
    handle({ address }, { service }) {
      const vip = parseVip(address);
      if (typeof vip === 'string') throw new Failure('INVALID_REQUEST', vip.replace(/^vip/, 'address'));
      const record = service.state.getRoute(vip.vip);
      if (record === undefined) throw new Failure('NOT_FOUND', `there is no route ${vip.vip}`);
      return routeItemOf(service, record);
    },
  }),
  endpoint({
    method: 'GET',
    path: `${API}/peers`,
    access: 'read',
    summary: 'All peers',
    output: schemas.peerItem.array(),
    handle: (_, { service }) => peerItemsOf(service),
  }),
  endpoint({
    method: 'POST',
    path: `${API}/peers`,
    access: 'write',
    summary: 'Add a peer; it is kept over a restart',
    input: { from: 'body', schema: schemas.addPeerSchema },
    output: schemas.peerItem,
    audit: ({ address }) => address,
    async handle(peer, { service }) {
      await service.addPeer(peer);
      return peerItemsOf(service).find(({ address }) => address === peer.address);
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${API}/peers`,
    access: 'write',
    summary: 'Remove a peer, named in the body or in the query',
    input: { from: 'either', schema: schemas.removePeerSchema },
    output: schemas.removePeerSchema,
    audit: ({ address }) => address,
    async handle({ address }, { service }) {
      await service.removePeer(address);
      return { address };
    },
  }),
  ...['/health', `${API}/health`].map((path) =>
    endpoint({
      method: 'GET',
      path,
      access: 'open',
      summary: 'The process lives',
      output: schemas.health,
      handle: (_, { uptimeMs }) => ({ status: 'ok', uptime: formatDuration(uptimeMs) }),
    }),
  ),
  endpoint({
    method: 'GET',
    path: '/ready',
    access: 'open',
    summary: 'It announces: the state is stored, and a peer is established where there are peers',
    output: schemas.health,
    handle(_, { service, uptimeMs }) {
      const reason = service.notReady();
      if (reason !== undefined) throw new Failure('STOPPING', `not ready: ${reason}`);
      return { status: 'ready', uptime: formatDuration(uptimeMs) };
    },
  }),
];
