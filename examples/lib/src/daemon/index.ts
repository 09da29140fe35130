export { DaemonProcess, lines, run } from './daemon-process.js';
export { EtcdCluster, type EtcdMember, type EtcdPlace } from './etcd-cluster.js';
export { until } from './until.js';
