import type { UpdateView } from '../update/view.js';
import type { KeepaliveMessage } from './keepalive.js';
import type { NotificationMessage } from './notification.js';
import type { OpenMessage } from './open.js';
import type { RouteRefreshMessage } from './route-refresh.js';
import type { UpdateMessage } from './update.js';

/** A message as `decodeMessage` gives it: an UPDATE is a borrowed view. */
export type DecodedMessage = OpenMessage | UpdateView | NotificationMessage | KeepaliveMessage | RouteRefreshMessage;

/** A message as plain data, as `encodeMessage` takes it. */
export type Message = OpenMessage | UpdateMessage | NotificationMessage | KeepaliveMessage | RouteRefreshMessage;
