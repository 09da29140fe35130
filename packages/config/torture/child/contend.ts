import { isMeshError } from '@mesh/bgp-wire';
import { load, replaceFile } from '../../src/storage/index.js';

/** What costs a try: somebody else was faster. */
const AGAIN = new Set(['MESH_STORAGE_CHANGED_ON_DISK', 'MESH_STORAGE_LOCKED']);

/** Adds so many lines of its own to a file, each with a load and a save, and says how often it had to try again. */
export async function contend([file, name, saves]: readonly string[]): Promise<void> {
  let again = 0;
  for (let i = 0; i < Number(saves); ) {
    try {
      const { value, version } = await load(file!, (text) => text);
      await replaceFile(file!, `${value}${name} ${i}\n`, { expected: version });
      i++;
    } catch (error) {
      if (!isMeshError(error) || !AGAIN.has(error.code)) throw error;
      again++;
    }
  }
  process.stdout.write(`${JSON.stringify({ again })}\n`);
}
