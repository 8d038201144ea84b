// The corpus: families of applications, loads, objectives and clusters, and their episodes by seed.
export { corpusEpisode } from './episode.js';
export { type Family, trained } from './family.js';
