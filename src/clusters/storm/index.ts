// Apache Storm 1.2 and 2.x as a Cluster.
export { stormConfiguration } from './configuration.js';
export { generationOf, type StormOptions, stormCluster } from './storm-ui.js';
