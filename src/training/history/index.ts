// Learning from what a site recorded.
export { type Remembered, remember, type Trusted } from './remembered.js';
