import type { CloseReason, SessionInfo, UpdateSink } from '@mesh/bgp-session';
import type { Family, NotificationMessage, UpdateView } from '@mesh/bgp-wire';
import type { AdjRibIn } from '@mesh/rib';

/** Counts what comes on its way into an Adj-RIB-In, and keeps the routes when the session is over. */
export class Received implements UpdateSink {
  readonly table: AdjRibIn;
  updates = 0;
  octets = 0;
  /** UPDATEs with a fault, whatever it cost. */
  malformed = 0;
  readonly #complete = new Set<Family>();
  readonly #onChange: () => void;

  /** `onChange` is called after every UPDATE and End-of-RIB. */
  constructor(table: AdjRibIn, onChange: () => void) {
    this.table = table;
    this.#onChange = onChange;
  }

  /** The peer has sent all it has of each of the families. */
  isComplete(families: readonly Family[]): boolean {
    return families.every((family) => this.#complete.has(family));
  }

  up(session: SessionInfo): void {
    this.table.up(session);
  }

  update(view: UpdateView): NotificationMessage | undefined {
    this.updates += 1;
    this.octets += view.frame.length;
    if (view.assessment.faults.length > 0) this.malformed += 1;
    const answer = this.table.update(view);
    this.#onChange();
    return answer;
  }

  endOfRib(family: Family): void {
    this.#complete.add(family);
    this.table.endOfRib(family);
    this.#onChange();
  }

  refresh(family: Family, mark: 'begin' | 'end'): void {
    this.table.refresh(family, mark);
  }

  stale(family: Family, kind: 'gr' | 'llgr'): void {
    this.table.stale(family, kind);
  }

  purge(family: Family): void {
    this.table.purge(family);
  }

  down(reason: CloseReason): void {
    this.table.down(reason, true);
  }
}
