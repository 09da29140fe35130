export { type Check, type Level, NotApplicable, type Result } from './check.js';
export { conformanceChecks } from './checks/table.js';
export { type ConnectDevice, type DeviceHealth, type DeviceSettings, PATIENCE, type Patience } from './device.js';
export { ourRouter } from './our-router.js';
export { jsonReport } from './report/json.js';
export { junitReport } from './report/junit.js';
export { textReport } from './report/text.js';
export { type RunOptions, runConformance } from './run.js';
export { tcpFrom } from './tcp-from.js';
