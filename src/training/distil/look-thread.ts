// A worker thread: plays episodes to learn a tree from.
import { answerTasks } from '../threads.js';
import { lookInto } from './look.js';

answerTasks(lookInto);
