import { isMeshError } from '@mesh/bgp-wire';
import { replaceFile } from '../../src/storage/index.js';

/** Saves so many octets, or a text, under an umask, and says what came of it as JSON. */
export async function saveOnce([file, content, umask, backup]: readonly string[]): Promise<void> {
  if (umask !== '') process.umask(Number.parseInt(umask!, 8));
  const chunks = /^\d+$/.test(content!) ? 'n'.repeat(Number(content)) : content!;
  const outcome = await replaceFile(file!, chunks, { backup: backup === 'true' }).then(
    () => ({ code: 'saved' }),
    (error: unknown) => (isMeshError(error) ? { code: error.code, ...error.details } : { code: String(error) }),
  );
  process.stdout.write(`${JSON.stringify({ ...outcome, version: undefined })}\n`);
}
