// Episodes of policies in the simulator: what they are compared by, and later trained on.
export { type EpisodeOptions, type EpisodeResult, runEpisode } from './episode.js';
export { randomScenario } from './scenarios.js';
