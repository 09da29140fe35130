import type { Effect } from './effect.js';
import { NOTHING } from './record.js';

/*
 * What a session of commands says about itself. `session ack disable` is answered and `silence` is not: the session looks
 * at the command for that (`CommandSession`).
 */

export const comment: Effect<'comment'> = { run: () => NOTHING };

export const ack: Effect<'ack'> = {
  run({ mode }, { modes }) {
    modes.ack = mode === 'enable';
    return NOTHING;
  },
};

export const sync: Effect<'sync'> = {
  run({ enabled }, { modes }) {
    modes.sync = enabled;
    return NOTHING;
  },
};

export const session: Effect<'session'> = {
  run(_command, { modes }) {
    modes.reset();
    return NOTHING;
  },
};

export const ping: Effect<'ping'> = {
  run: ({ words }) => [{ pong: words.join(' ') }],
  text: ({ pong }) => `pong ${pong}`.trimEnd(),
};

export const bye: Effect<'bye'> = {
  run(_command, { modes }) {
    modes.left = true;
    return NOTHING;
  },
};

export const apiVersion: Effect<'api-version'> = {
  run({ version }, { modes }) {
    modes.version = version ?? modes.version;
    return [{ version: modes.version }];
  },
  text: ({ version }) => `api version ${version}`,
};
