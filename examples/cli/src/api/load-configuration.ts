import { readFile } from 'node:fs/promises';
import {
  type ApiSettings,
  Configuration,
  type ConfigurationSettings,
  type NeighborSettings,
  parseConfigurationText,
} from '@mesh/config';
import { parseJson } from '@mesh/config/storage';
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
    // An error of `JSON.parse` would quote the text, and with it a key.
    if (!text.trimStart().startsWith('{')) return parseConfigurationText(text);
    return parseJson(text) as unknown as ConfigurationSettings;
  } catch (error) {
    throw new Failure(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** The configuration of settings, with what the environment says of listening. Throws `MESH_SETTINGS_INVALID`. */
export function configurationOf(settings: ConfigurationSettings, { bind, port }: ApiEnvironment): Configuration {
  const configuration = Configuration.fromSettings(settings);
  if (bind.length === 0) return configuration;
  const neighbors = settings.neighbors.map((neighbor, index) => {
    // Templates may say it.
    const { localAddress, listen } = configuration.neighbors[index]!.session;
    const listens = bind.includes(localAddress) && listen === 0;
    return listens ? { ...neighbor, session: { ...neighbor.session, listen: port } } : neighbor;
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
