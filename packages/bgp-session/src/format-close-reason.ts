import { formatNotification } from '@mesh/bgp-wire';
import type { CloseReason } from './close-reason.js';

/** The reason for a person: `the peer refused: OPEN Message Error / Bad Peer AS (2/2): AS 65009`. */
export function formatCloseReason(reason: CloseReason): string {
  switch (reason.kind) {
    case 'notification-received':
      return `the peer ${verb(reason.notification.code)}: ${formatNotification(reason.notification)}`;
    case 'notification-sent':
      return `we ${verb(reason.notification.code)}: ${formatNotification(reason.notification)}${
        reason.fault === undefined ? '' : ` (${reason.fault.reason}, ${reason.fault.rfc})`
      }`;
    case 'connection-lost':
      return reason.error === undefined ? 'the connection ended' : `the connection failed: ${reason.error.message}`;
    case 'stopped':
      return 'stopped before there was a session';
  }
}

const OPEN_MESSAGE_ERROR = 2;
const CEASE = 6;

function verb(code: number): string {
  if (code === OPEN_MESSAGE_ERROR) return 'refused';
  return code === CEASE ? 'ended the session' : 'reported an error';
}
