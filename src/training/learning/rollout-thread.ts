// A worker thread: plays episodes to learn from.
import { answerTasks } from '../threads.js';
import { rollOut } from './rollout.js';

answerTasks(rollOut);
