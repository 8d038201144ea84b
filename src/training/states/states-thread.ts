// A worker thread: plays episodes for their states.
import { answerTasks } from '../threads.js';
import { statesIn } from './look.js';

answerTasks(statesIn);
