import { connect, listen } from '@mesh/bgp-session/tcp';
import { EtcdRegistry } from '@mesh-examples/lib/etcd';
import type { Log } from '@mesh-examples/lib/log';
import { HttpServer } from './http/server.js';
import { VipService } from './service.js';
import type { Settings } from './settings/settings.js';
import { FileStore } from './store/file-store.js';
import { RegistryStore } from './store/registry-store.js';
import { MemoryStore, type StateStore } from './store/state-store.js';

/** A service that runs, with its HTTP. */
export interface Running {
  readonly host: string;
  readonly port: number;
  /** HTTP first: no more connections, requests finish. Then BGP: Cease 6/2. Three seconds at most. */
  stop(text?: string): Promise<void>;
}

/** Starts BGP, then HTTP. Rejects where either can not be had; then nothing is left running. */
export async function run(settings: Settings, log: Log, store: StateStore = storeOf(settings, log)): Promise<Running> {
  const service = new VipService(settings, { transport: { connect, listen }, store, log });
  await service.start();
  const http = new HttpServer({ server: settings.server, service, log });
  try {
    const { host, port } = await http.start();
    const stop = async (text?: string) => {
      await http.stop();
      await service.stop(text);
      log.info('stopped');
    };
    return { host, port, stop };
  } catch (error) {
    await service.stop();
    throw error;
  }
}

/** Calls `stop` at the first SIGINT or SIGTERM, and resolves when it is done; the second ends the process at once. */
export async function runWithGracefulShutdown(running: Running, log: Log): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (asked) process.exit(1);
      asked = true;
      log.info('stopping', { signal });
      running.stop(`vip-service got ${signal}`).then(resolve, reject);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}

function storeOf({ state_file, etcd }: Settings, log: Log): StateStore {
  const local = state_file === undefined ? new MemoryStore() : new FileStore(state_file);
  if (etcd === undefined) return local;
  const registry = new EtcdRegistry({
    endpoints: etcd.endpoints,
    callTimeoutMs: ETCD_CALL_MS,
    onProblem: ({ code, message }) => log.error('etcd', { code, message }),
  });
  return new RegistryStore({ registry, prefix: etcd.prefix, local });
}

/** A caller waits for etcd so long, and is told then that the change is in force and not stored. */
const ETCD_CALL_MS = 5_000;
