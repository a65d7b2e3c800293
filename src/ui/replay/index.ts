import './replay.css';
import './isoReplay';

export { askReplay, mayReplay, type ReplayFrame } from './replayAccess';
