/** Settings as JSON has them, with everything in them. */
export const WHOLE = {
  templates: {
    edge: {
      session: { localAddress: '192.0.2.1', localAs: 65001 },
      holdTime: 30,
      families: ['ipv4 unicast', 'ipv6 unicast'],
      capability: { addPath: 'both', pathsLimit: 4, gracefulRestart: 120, operational: true, nexthop: true },
    },
  },
  processes: [{ name: 'watch', run: ['/usr/bin/env', 'watch.py'], encoder: 'json', respawn: false }],
  neighbors: [
    {
      template: 'edge',
      session: { peerAddress: '192.0.2.2', peerAs: 65002, md5Password: 'hunter2' },
      description: 'the "edge"',
      nexthops: [{ family: 'ipv4 unicast', nexthop: 'ipv6' }],
      addpaths: [{ family: 'ipv4 unicast', mode: 'receive' }],
      routes: ['route 10.0.0.0/24 next-hop self', 'route 2001:db8::/32 next-hop 2001:db8::1'],
      api: { processes: ['watch'], neighborChanges: true, receive: { parsed: true, update: true } },
    },
    {
      session: {
        peerAddress: '2001:db8::2',
        localAddress: 'auto',
        routerId: '192.0.2.1',
        localAs: 'auto',
        peerAs: 65001,
        passive: true,
        connect: 1790,
        incomingTtl: 255,
        sourceInterface: 'eth0',
        tcpAo: { keyId: 1, algorithm: 'hmac-sha-256', password: 'aHVudGVyMg==', base64: true },
      },
      capability: { gracefulRestart: false, softwareVersion: 'x/1' },
      rateLimit: 100,
      autoFlush: false,
      manualEor: true,
      families: 'all',
      routes: '',
      api: [{ processes: ['watch'] }, { processesMatch: ['^w'], send: { packets: true } }],
    },
  ],
} as const;
