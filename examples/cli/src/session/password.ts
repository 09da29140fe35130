import { readFileSync } from 'node:fs';
import { Failure } from '../failure.js';

/** The key in a file, without the end of its last line. Throws `Failure` naming the file where there is none. */
export function passwordIn(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const why = (error as Error).message.replace(/^[A-Z]+: (.*?)(, \w+( .*)?)?$/, '$1');
    throw new Failure(`cannot read ${file}: ${why}`, { cause: error });
  }
  if (text === '') throw new Failure(`there is no key in ${file}`);
  return text;
}
