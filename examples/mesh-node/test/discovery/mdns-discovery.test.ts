import { systemClock } from '@mesh/bgp-session';
import { expect, onTestFinished, test } from 'vitest';
import { MdnsDiscovery } from '../../src/discovery/mdns-discovery.js';

/** Not 5353: whatever else is on this machine is not to hear of the test. */
function discovery(port: number): MdnsDiscovery {
  const one = new MdnsDiscovery({
    clock: systemClock(),
    address: '127.0.0.1',
    port,
    onProblem: (error) => {
      throw error;
    },
  });
  onTestFinished(() => one.close());
  return one;
}

test('nodes find each other on a network, with their overlay addresses, until they take it back', async () => {
  const [one, two] = [discovery(53_531), discovery(53_531)];
  await one.advertise({ name: 'node1', port: 655, IP: '10.0.0.1' });
  await two.advertise({ name: 'node2', port: 656, IP: '10.0.0.2' });
  const found = [...(await one.lookupPeers())].sort((a, b) => a.port - b.port);
  expect(found).toMatchObject([
    { name: 'node1', port: 655 },
    { name: 'node2', port: 656 },
  ]);
  expect(found.map(({ addresses }) => addresses[0])).toEqual(['10.0.0.1', '10.0.0.2']);
  await two.close();
  expect((await one.lookupPeers()).map(({ name }) => name)).toEqual(['node1']);
});

test('a look that is under way ends with the discovery', async () => {
  const one = discovery(53_532);
  const look = one.lookupPeers();
  await one.close();
  expect(await look).toEqual([]);
  expect(await one.lookupPeers()).toEqual([]);
});
