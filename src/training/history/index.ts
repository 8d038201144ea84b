// Learning from what a site recorded.
export { judgeHeldBack } from './held-back.js';
export { type Remembered, remember, type Trusted } from './remembered.js';
