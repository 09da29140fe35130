/** Names a process for as long as the machine runs: process ids are used again, and start again at every boot. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Differs after every boot; empty where the host does not tell. */
  readonly bootId: string;
  /** When the process began, in ticks since the boot; empty where the host does not tell. */
  readonly startedAt: string;
  /** Where its id counts: a container has a namespace of its own. Empty where the host does not tell. */
  readonly namespace: string;
}

/** `unknown` where the process is of another namespace, so that its id says nothing here. */
export type ProcessState = 'running' | 'gone' | 'unknown';

/** Who runs on this machine, for the locks that processes leave behind when they are killed. */
export interface ProcessTable {
  self(): Promise<ProcessIdentity>;
  stateOf(process: ProcessIdentity): Promise<ProcessState>;
}
