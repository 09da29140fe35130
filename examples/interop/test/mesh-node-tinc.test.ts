import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '@mesh-examples/lib/daemon';
import { type Peer, TincOverlay } from '@mesh-examples/mesh-node';
import { LabNode, NetworkNamespace } from '@mesh-examples/mesh-node/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/* tincd reads what we write: three machines with tincd and without mesh-node, whose files the test has written for them. */

const DEADLINE_MS = 20_000;

describe.each(['switch', 'router'] as const)('tinc in %s mode', (mode) => {
  const name = `mesh-tinc-${mode}-${process.pid}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'mesh-tinc-'));
  const namespaces: NetworkNamespace[] = [];
  const nodes: LabNode[] = [];
  const overlays: TincOverlay[] = [];
  const peers: Peer[] = [];

  const make = async (suffix: string) => {
    const namespace = await NetworkNamespace.make(`${name}-${suffix}`);
    namespaces.push(namespace);
    return namespace;
  };
  const reach = (from: number, address: string, is: boolean) =>
    until(
      `node${from} ${is ? 'reaches' : 'does not reach'} ${address}`,
      async () => (await nodes[from - 1]!.reaches(address)) === is,
      DEADLINE_MS,
      () => nodes.map((node) => node.lastWords()).join('\n'),
    );

  beforeAll(async () => {
    const net = await make('net');
    await net.ipBatch(['link add br0 type bridge', 'link set br0 up']);
    for (const number of [1, 2, 3]) {
      const node = await LabNode.make(number, {
        namespace: await make(`n${number}`),
        net,
        folder,
        program: '',
        etcd: ['http://172.30.0.201:2379'],
        settings: { tinc: { mode } },
      });
      const overlay = new TincOverlay(node.settings);
      peers.push({ IP: node.identity.address, Key: await overlay.publicKey(), Endpoint: node.settings.tinc.endpoint });
      nodes.push(node);
      overlays.push(overlay);
      await node.startTincd();
    }
  });

  afterAll(async () => {
    for (const namespace of namespaces) await namespace.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('connects the nodes whose host files it is given while it runs, over IPv4 and IPv6', async () => {
    for (const [i, overlay] of overlays.entries()) {
      const others = peers.flatMap((peer, j) => (j === i ? [] : [{ name: `node${j + 1}`, peer }]));
      for (const other of others) await overlay.syncHostFile(other.name, other.peer);
      await overlay.updateConnectTo(others.map((other) => other.name));
      await overlay.reload();
    }
    for (const from of [1, 2, 3]) {
      for (const to of [1, 2, 3].filter((one) => one !== from)) {
        await reach(from, nodes[to - 1]!.identity.address, true);
        await reach(from, nodes[to - 1]!.identity.address6, true);
      }
    }
  });

  it('carries what is for the networks behind a node', async () => {
    const { identity, networks, gateway } = nodes[1]!;
    await nodes[0]!.namespace.ip('route', 'add', networks[0]!, 'via', identity.address);
    await reach(1, gateway, true);
  });

  it('lets a node go whose host file is removed everywhere', async () => {
    for (const overlay of overlays.slice(0, 2)) {
      expect(await overlay.removeHostFile('node3')).toBe(true);
      await overlay.updateConnectTo((await overlay.currentConnections()).filter((one) => one !== 'node3'));
      await overlay.reload();
    }
    await reach(1, nodes[2]!.identity.address, false);
    await reach(3, nodes[1]!.identity.address, false);
    await reach(1, nodes[1]!.identity.address, true);
  });
});
