import type { Session } from '@mesh/bgp-session';
import { OPERATIONAL } from '@mesh/bgp-wire';
import { encodeStatement } from '../text/encode.js';
import type { OperationalStatement } from '../text/statement.js';

/** The octets of an OPERATIONAL message: from the identifier of our OPEN, unless it names another. */
export function encodeOperational(statement: OperationalStatement, session: Session): Uint8Array {
  return encodeStatement({ routerId: session.localRouterId, ...statement }, 'announce', session, session.tx);
}

/** Which of some messages are for a session: none unless both sides offer OPERATIONAL, and those of its families. */
export function operationalFor(
  statements: readonly OperationalStatement[],
  { localOpen, peerOpen, families }: Pick<Session, 'localOpen' | 'peerOpen' | 'families'>,
): readonly OperationalStatement[] {
  if (statements.length === 0) return statements;
  const isOffered = [localOpen, peerOpen].every(({ capabilities = [] }) =>
    capabilities.some(({ code }) => code === OPERATIONAL.code),
  );
  return isOffered ? statements.filter(({ family }) => families.includes(family)) : [];
}
