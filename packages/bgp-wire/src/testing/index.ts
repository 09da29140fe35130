export { type ArbitraryOptions, arbitraryOf } from './arbitrary-of.js';
export { type JudgedUpdate, judgedUpdates, malformedUpdate, malformedUpdates } from './malformed/update.js';
export {
  message,
  notificationMessage,
  openMessage,
  pathAttribute,
  routeRefreshMessage,
  updateMessage,
} from './messages.js';
