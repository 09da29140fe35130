import { internalsOf } from '../../running/internals.js';
import type { Command } from '../command.js';
import type { CommandHost } from './command-host.js';
import type { CommandOf, Effect, EffectContext } from './effect.js';
import type { CommandRecords } from './record.js';
import { RibChanges } from './rib-changes.js';
import type { SessionModes } from './session-modes.js';
import { effects } from './table.js';

/** What a command has done. */
export interface Done {
  readonly records: CommandRecords;
  /** Resolves when the connected peers of the command have been told. */
  settled(): Promise<void>;
}

/** Carries a command out, all of it before anybody else's turn. Throws what is wrong with it; then nothing was changed. */
export function runCommand(command: Command, host: CommandHost, modes: SessionModes): Done {
  const { mesh } = host;
  const internals = internalsOf(mesh);
  const { ribsOf } = internals;
  const changes = new RibChanges();
  const context: EffectContext = {
    host,
    mesh,
    internals,
    ribsOf,
    modes,
    changes,
    run: (other) => runEffect(other, context),
  };
  const records = runEffect(command, context);
  changes.apply(mesh.announcer);
  const touched = new Set(changes.peers);
  if ('selector' in command && command.name !== 'group') {
    for (const { name } of mesh.peers().filter(command.selector)) touched.add(name);
  }
  const told = [...touched].map(ribsOf);
  return { records, settled: async () => void (await Promise.all(told.map((ribs) => ribs.settled()))) };
}

function runEffect<N extends Command['name']>(command: CommandOf<N>, context: EffectContext): CommandRecords {
  return effectOf<N>(command.name as N).run(command, context);
}

export function effectOf<N extends Command['name']>(name: N): Effect<N> {
  return effects[name] as unknown as Effect<N>;
}
