import type { Check } from '../check.js';
import { ADD_PATH_CHECKS } from './add-path.js';
import { ATTRIBUTE_CHECKS } from './attributes.js';
import { EXTENDED_MESSAGE_CHECKS } from './extended-message.js';
import { FOUR_OCTET_AS_CHECKS } from './four-octet-as.js';
import { FSM_CHECKS, SHUTDOWN_CHECKS } from './fsm.js';
import { RESTART_CHECKS } from './graceful-restart.js';
import { HEADER_CHECKS } from './header.js';
import { OPEN_CHECKS } from './open.js';
import { REFRESH_CHECKS } from './route-refresh.js';
import { TIMER_CHECKS } from './timers.js';
import { MULTIPROTOCOL_CHECKS, UPDATE_CHECKS } from './update.js';

/** Every check, in the order of the reports. */
export const conformanceChecks: readonly Check[] = [
  ...HEADER_CHECKS,
  ...OPEN_CHECKS,
  ...FSM_CHECKS,
  ...SHUTDOWN_CHECKS,
  ...TIMER_CHECKS,
  ...UPDATE_CHECKS,
  ...ATTRIBUTE_CHECKS,
  ...MULTIPROTOCOL_CHECKS,
  ...FOUR_OCTET_AS_CHECKS,
  ...REFRESH_CHECKS,
  ...RESTART_CHECKS,
  ...ADD_PATH_CHECKS,
  ...EXTENDED_MESSAGE_CHECKS,
];
