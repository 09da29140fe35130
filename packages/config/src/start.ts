import type { Configuration } from './configuration.js';
import { MeshSpeaker } from './running/mesh-speaker.js';
import type { StartOptions } from './running/start-options.js';

/**
 * Starts a speaker with all neighbours of a configuration and the routes they are to have: speaker, route store and
 * Adj-RIBs wired by one call. Resolves once it listens where neighbours listen; sessions come up afterwards, see
 * `whenEstablished`. Rejects with `MESH_NO_TRANSPORT` where there is nothing to listen or to dial with, and with what the
 * transport throws; then nothing is left running.
 */
export function startSpeaker(configuration: Configuration, options: StartOptions = {}): Promise<MeshSpeaker> {
  return MeshSpeaker.start(configuration, options);
}
