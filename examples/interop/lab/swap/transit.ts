import type { Scenario } from './scenario.js';

/** Three networks in a row: what the outer ones tell each other goes through the one in the middle. */
export const transit: Scenario = {
  name: 'transit',
  roles: [
    { name: 'left', address: '10.99.0.1', address6: 'fd99::1', as: 4_200_000_001 },
    { name: 'middle', address: '10.99.0.2', address6: 'fd99::2', as: 4_200_000_002 },
    { name: 'right', address: '10.99.0.7', address6: 'fd99::7', as: 4_200_000_003 },
  ],
  links: [
    ['left', 'middle'],
    ['right', 'middle'],
  ],
  async play(stage) {
    const [left, middle, right] = [stage.actor('left'), stage.actor('middle'), stage.actor('right')];

    // Every route has a MED, for some daemons give one to those of their own.
    // Routes of both ends, and of the one between.
    await left.announce(
      { prefix: '10.1.0.0/16', med: 10, communities: ['64496:1', '64497:65535'] },
      { prefix: '10.1.2.0/24', med: 20, largeCommunities: ['4200000001:1:4294967295'] },
    );
    await stage.untilLearned('right', '10.1.0.0/16', '10.1.2.0/24');
    await right.announce({ prefix: '10.3.0.0/16', med: 30 });
    await stage.untilLearned('left', '10.3.0.0/16');
    await middle.announce({ prefix: '10.2.0.0/16', med: 40, communities: ['64496:2'] });
    await stage.untilLearned('left', '10.2.0.0/16', '10.3.0.0/16');
    await stage.untilLearned('right', '10.1.0.0/16', '10.1.2.0/24', '10.2.0.0/16');

    // One changes, one goes and comes back.
    await left.announce({ prefix: '10.1.0.0/16', med: 10, communities: ['64496:3'] });
    await left.withdraw('10.1.2.0/24');
    await stage.untilLearned('right', '10.1.0.0/16', '10.2.0.0/16');
    await left.announce({ prefix: '10.1.2.0/24', med: 20 });
    await stage.untilLearned('right', '10.1.0.0/16', '10.1.2.0/24', '10.2.0.0/16');

    // An end leaves, and its routes with it.
    await middle.withdraw('10.2.0.0/16');
    await stage.untilLearned('left', '10.3.0.0/16');
    await left.leave();
    await stage.untilLearned('right');
  },
};
