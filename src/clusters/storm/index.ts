// Apache Storm 1.2 and 2.x as a Cluster.

export { createClient, type HttpOptions } from '../rest/http.js';
export { resourcesMap } from './asked.js';
export { stormConfiguration } from './configuration.js';
export { stormCluster } from './storm-ui.js';
export { stormWords } from './storm-words.js';
export { nimbusCluster } from './thrift/index.js';
