import { readFile } from 'node:fs/promises';
import {
  type ApiSettings,
  Configuration,
  type ConfigurationSettings,
  type NeighborSettings,
  parseConfigurationText,
} from '@mesh/config';
import { Failure } from '../failure.js';
import type { ApiEnvironment } from './environment.js';

/** Settings of a file: of ExaBGP's text, or of JSON where it begins with a brace. Throws `Failure` naming the file. */
export async function readSettings(file: string): Promise<ConfigurationSettings> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read ${file}: ${(error as Error).message.replace(/^[A-Z]+: (.*), open .*$/, '$1')}`);
  }
  try {
    return text.trimStart().startsWith('{') ? JSON.parse(text) : parseConfigurationText(text);
  } catch (error) {
    throw new Failure(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** The configuration of settings, with what the environment says of listening. */
export function configurationOf(settings: ConfigurationSettings, environment: ApiEnvironment): Configuration {
  const { bind, port } = environment;
  const neighbors = settings.neighbors.map((neighbor) => {
    const { session } = neighbor;
    const { localAddress = 'auto' } = session;
    const listens = bind.includes(localAddress) && (session.listen ?? 0) === 0;
    return listens ? { ...neighbor, session: { ...session, listen: port } } : neighbor;
  });
  return Configuration.fromSettings({ ...settings, neighbors });
}

/** What a neighbour of the command line is like. */
export interface PeerChoice {
  readonly peer: string;
  readonly port: number;
  readonly passive: boolean;
  readonly listenPort: number;
  readonly localAs: number;
  readonly peerAs: number;
  readonly routerId: string | undefined;
  readonly localAddress: string | undefined;
  readonly holdTime: number;
  readonly families: string;
  readonly addPath: boolean;
}

/** The settings that the options describe: one neighbour. */
export function settingsOf(choice: PeerChoice, api: ApiSettings = {}): ConfigurationSettings {
  const { peer, port, localAs, peerAs, routerId, localAddress, holdTime, families, addPath } = choice;
  const neighbor: NeighborSettings = {
    session: {
      peerAddress: peer,
      localAs,
      peerAs,
      passive: choice.passive,
      connect: port === 179 ? 0 : port,
      listen: choice.listenPort,
      ...(localAddress === undefined ? {} : { localAddress }),
      ...(routerId === undefined ? {} : { routerId }),
    },
    holdTime,
    families,
    capability: { addPath: addPath ? 'both' : 'disabled' },
    api,
  };
  return { neighbors: [neighbor] };
}
