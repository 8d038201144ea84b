// A worker thread: plays the tasks that it is sent, one after the other.
import { play } from './playing.js';
import { answerTasks } from './threads.js';

answerTasks(play);
