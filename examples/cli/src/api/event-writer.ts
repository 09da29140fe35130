import { hostname } from 'node:os';
import { ExabgpEventWriter, ExabgpTextWriter, type SpeakerEvent } from '@mesh/config';

/** What writes events as lines; undefined for an event that the encoder has no line for. */
export type WriteEvent = (event: SpeakerEvent) => string | undefined;

/** A writer for one reader. The version may change while it listens. */
export function eventWriter(encoder: 'text' | 'json', version: () => 4 | 6): WriteEvent {
  const { pid, ppid } = process;
  if (encoder === 'text') {
    const text = new ExabgpTextWriter({ pid, ppid });
    return (event) => text.write(event);
  }
  const host = hostname();
  const writers = {
    4: new ExabgpEventWriter({ version: 4, host, pid, ppid }),
    6: new ExabgpEventWriter({ version: 6, host, pid, ppid }),
  };
  return (event) => writers[version()].write(event);
}
