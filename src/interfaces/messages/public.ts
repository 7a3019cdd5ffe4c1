export { messageText, type Message } from './words.ts';
